"""Keeps README's command reference the same as the program's own help; `--check` only tells whether it is."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from certbuild.cli import certbuild

README = Path(__file__).parents[1] / "README.md"
START, END = "<!-- commands: made by `make reference` -->\n", "<!-- end of commands -->\n"


def reference() -> str:
    """Return the help of every command, as it is shown on a terminal of 100 columns."""
    with click.Context(certbuild, info_name="certbuild", terminal_width=100, max_content_width=100) as context:
        return "\n".join(f"```text\n{text}\n```\n" for text in helps(certbuild, context))


def helps(group: click.Group, context: click.Context) -> Iterator[str]:
    """Yield the help of every command of a group, and of the groups in it."""
    for name in group.list_commands(context):
        command = group.commands[name]
        with click.Context(command, info_name=name, parent=context, terminal_width=100, max_content_width=100) as own:
            if isinstance(command, click.Group):
                yield from helps(command, own)
            else:
                yield command.get_help(own)


def main() -> int:
    """Renew README, or tell that it should be."""
    before = README.read_text(encoding="utf-8")
    head, _, rest = before.partition(START)
    _, _, tail = rest.partition(END)
    after = f"{head}{START}\n{reference()}\n{END}{tail}"
    if "--check" in sys.argv:
        if before != after:
            print("README's command reference is out of date: make reference")
        return int(before != after)
    README.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
