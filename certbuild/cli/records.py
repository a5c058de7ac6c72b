"""The commands of the register itself."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from certbuild.cli.frame import as_json_option, certbuild, now, print_document, today
from certbuild.errors import CertbuildError, ExitCode

if TYPE_CHECKING:
    from certbuild.layout import Layout


@certbuild.group()
def register() -> None:
    """Check the register, write it to a file of readable lines, or make it from one."""


@register.command("check")
@as_json_option
@click.pass_obj
def check_register(layout: Layout, *, as_json: bool) -> None:
    """Hold the register against itself, its backups, files and sites, and tell each difference; write nothing."""
    from certbuild import console, documents
    from certbuild.auditing import audit

    try:
        found = audit(layout, today(layout))
    except CertbuildError as error:
        if as_json:
            print_document(documents.audit_document(None, error.problems))
        raise
    if as_json:
        print_document(documents.audit_document(found, found.problems))
    else:
        console.problems(found.problems)
        console.show_audit(found)
    if not found.agrees:
        sys.exit(ExitCode.FAILED)


@register.command("export")
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def export_register(layout: Layout, file: Path | None) -> None:
    """Write the whole register as readable lines of JSON, to FILE or to the standard output."""
    from certbuild import console, moving

    data, warnings = moving.export_register(layout)
    if file:
        moving.write_export(file, data)
        console.say(f"Exported the register to {file}; it is as private as the gradebook")
    else:
        click.echo(data, nl=False)
    console.problems(warnings)


@register.command("import")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def import_register(layout: Layout, file: Path) -> None:
    """Make the register of a course that has none from an export; the next build makes the same files again."""
    from certbuild import console, moving

    certificates, entries = moving.import_register(layout, file, now(), console.say)
    console.say(f"Imported a register with {console.counted(certificates, entries)}: `certbuild build` makes the files again")
