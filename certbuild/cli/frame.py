"""What all commands share: the program itself, the clock and the machine, and how answers and faults are told."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

import click

from certbuild import __version__
from certbuild.errors import CertbuildError, ExitCode, problem_on_disk
from certbuild.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certbuild.crews import Crew
    from certbuild.documents import Document
    from certbuild.errors import Problem
    from certbuild.machine import Machine

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
strict_option = click.option("--strict", is_flag=True, help="Let warnings stop it, too.")
student_argument = click.argument("student", metavar="STUDENT")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("-C", "folder", type=click.Path(path_type=Path), default=Path(), help="Course folder (default: here).")
@click.version_option(__version__, prog_name="certbuild")
@click.pass_context
def certbuild(context: click.Context, folder: Path) -> None:
    """Turn an exported gradebook into certificates, one merged PDF, reports and two static sites.

    STUDENT is a key, an e-mail address, a name or part of one, a certificate number or a code.
    """
    context.obj = Layout(folder)


def machine(crew: Crew | None = None) -> Machine:
    """Return this machine; without a crew it prints in this process."""
    import secrets

    from certbuild import console
    from certbuild.crews import Crew
    from certbuild.machine import Machine

    return Machine(now, secrets.randbits, crew or Crew(), console.progress, console.problems, console.say)


def now() -> datetime:
    """Return the moment, in UTC."""
    return datetime.now(UTC)


def today(layout: Layout) -> date:
    """Return today in the course's time zone; in that of this machine where course.toml cannot be read."""
    from certbuild.config import load_course

    try:
        return load_course(layout.input).about.day_of(now())
    except CertbuildError:
        return now().astimezone().date()


def print_document(document: Document) -> None:
    """Print an answer for other programs."""
    import json

    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def main() -> None:
    """Run the program; the exit code says what kind of thing stopped it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8")  # names are in all letters, whatever the machine's own encoding has
    try:
        certbuild.main(prog_name="certbuild", standalone_mode=True)
    except CertbuildError as error:
        _tell(error.problems)
        sys.exit(error.exit_code)
    except OSError as error:
        _tell([problem_on_disk(error)])
        sys.exit(ExitCode.FAILED)


def _tell(problems: Iterable[Problem]) -> None:
    from certbuild import console

    console.problems(problems)
