"""The commands: each parses, calls once, shows the answer, and exits; the only importer of click.

Data goes to stdout, messages to stderr. Every exception that stands for something a person can mend is turned into a
message in one place, `main`. What a command does is imported when it is called, so that no command waits for what
only another one needs, and ``--help`` for nothing.
"""

from certbuild.cli import acting, hosting, looking, records  # noqa: F401 - they add their commands to the program
from certbuild.cli.frame import certbuild, main

__all__ = ["certbuild", "main"]
