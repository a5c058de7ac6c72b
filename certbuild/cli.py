"""The commands: each parses, calls once, shows the answer, and exits; the only importer of click.

Data goes to stdout, messages to stderr. Every exception that stands for something a person can mend is
turned into a message here, in `main`.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from datetime import UTC, date, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

import click

from certbuild import __version__, changing, console, documents, moving, pipeline
from certbuild.auditing import audit
from certbuild.config import load_course
from certbuild.errors import CertbuildError, ExitCode, Problem
from certbuild.inventory import differences_since, people, read_books, remembered
from certbuild.layout import Layout
from certbuild.people import find
from certbuild.previewing import preview_templates
from certbuild.reading import attempt
from certbuild.register import opened
from certbuild.serving import serve as serve_folder
from certbuild.starter import start_course
from certbuild.verification import verify_files

if TYPE_CHECKING:
    from collections.abc import Callable

    from certbuild.model import Entry
    from certbuild.reading import Attempt

_as_json = click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
_strict = click.option("--strict", is_flag=True, help="Let warnings stop it, too.")
_student = click.argument("student", metavar="STUDENT")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("-C", "folder", type=click.Path(path_type=Path), default=Path(), help="Course folder (default: here).")
@click.version_option(__version__, prog_name="certbuild")
@click.pass_context
def certbuild(context: click.Context, folder: Path) -> None:
    """Turn an exported gradebook into certificates, one merged PDF, reports and two static sites.

    STUDENT is a key, an e-mail address, a name or part of one, a certificate number or a code.
    """
    context.obj = Layout(folder)


@certbuild.command()
@click.argument("export", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.pass_obj
def init(layout: Layout, export: Path | None) -> None:
    """Write input/course.toml from an export, with the activities found in it."""
    for line in start_course(layout, export):
        console.say(line)


@certbuild.command()
@_strict
@_as_json
@click.pass_obj
def check(layout: Layout, *, strict: bool, as_json: bool) -> None:
    """Read the gradebook and tell all that is wrong with it; write nothing."""
    found = attempt(layout)
    if as_json:
        _print(documents.check_document(found))
    else:
        console.show_check(found)
    found.sound(strict=strict)
    console.problems(found.problems)


@certbuild.command()
@_as_json
@click.pass_obj
def plan(layout: Layout, *, as_json: bool) -> None:
    """Tell what a build would do to every certificate, and why; write nothing."""
    survey = _survey(layout, as_json=as_json, document=documents.plan_document)
    if not as_json:
        console.show_plan(survey.plan)


@certbuild.command()
@_as_json
@click.pass_obj
def diff(layout: Layout, *, as_json: bool) -> None:
    """Tell what the gradebook says that it did not say at the last build; write nothing."""
    found = attempt(layout)
    differences = differences_since(layout.register, found)
    if as_json:
        _print(documents.diff_document(found, differences))
    elif differences:
        console.show_differences(differences)
    found.sound()
    if not as_json:
        console.problems(found.problems + (differences.problems if differences else ()))


@certbuild.command()
@click.option("--yes", is_flag=True, help="Carry the plan out although it changes very much.")
@click.option("--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, help="Processes to render with (default: all).")
@click.option("--only", metavar="STUDENT", multiple=True, help="Touch only this student's certificate; may be repeated.")
@click.option("--anew", is_flag=True, help="Render every certificate again.")
@_strict
@click.pass_obj
def build(layout: Layout, *, yes: bool, jobs: int, only: tuple[str, ...], anew: bool, strict: bool) -> None:
    """Make certificates, merged PDF, reports and sites say what the gradebook says."""
    try:
        built = pipeline.build(layout, _machine(jobs), yes=yes, strict=strict, only=only, anew=anew)
    except pipeline.ConfirmationNeededError as question:
        console.show_question(question.plan)
        raise
    console.show_built(built, layout)


@certbuild.command()
@_as_json
@click.pass_obj
def status(layout: Layout, *, as_json: bool) -> None:
    """Tell where every student stands; write nothing."""
    survey = _survey(layout, as_json=as_json, document=documents.status_document)
    if not as_json:
        console.show_status(survey)


@certbuild.command()
@_student
@_as_json
@click.pass_obj
def explain(layout: Layout, student: str, *, as_json: bool) -> None:
    """Tell how one student's score and standing came about; write nothing."""

    def explained(found: Attempt, survey: pipeline.Survey | None) -> documents.Document:
        problems = survey.problems if survey else found.problems
        return documents.explain_document(_entry(survey, student) if survey else None, problems)

    survey = _survey(layout, as_json=as_json, document=explained)
    if not as_json:
        console.show_explanation(_entry(survey, student))


@certbuild.command()
@click.option("--all", "everything", is_flag=True, help="Delete all that was made.")
@click.option("--student", metavar="STUDENT", help="Delete one student's certificate, and its traces.")
@click.pass_obj
def clean(layout: Layout, *, everything: bool, student: str | None) -> None:
    """Delete made files; the register remembers, and the next build makes the same ones again."""
    if everything == bool(student):
        message = "say either --all or --student STUDENT"
        raise click.UsageError(message)
    if student:
        certificate = pipeline.clean_one(layout, _machine(), student)
        console.say(f"Deleted certificate {certificate.number} of {certificate.holder}; the next build makes it again")
    else:
        for path in pipeline.clean_all(layout, _machine()):
            console.say(f"Deleted {path}")


@certbuild.command()
@_student
@click.option("--reason", metavar="TEXT", required=True, help="Why; kept in the register.")
@click.pass_obj
def revoke(layout: Layout, student: str, reason: str) -> None:
    """Revoke one student's certificate; it stays revoked until a person undoes it."""
    certificate = pipeline.revoke(layout, _machine(), student, reason)
    console.say(f"Revoked certificate {certificate.number} of {certificate.holder}")


@certbuild.command()
@_student
@click.option("--reason", metavar="TEXT", default="", help="Why; kept in the register.")
@click.pass_obj
def reinstate(layout: Layout, student: str, reason: str) -> None:
    """Undo a revocation: the certificate stands again, with its number, code and date."""
    certificate = pipeline.reinstate(layout, _machine(), student, reason)
    expired = f"; it expired meanwhile, it was valid until {certificate.valid_until}" if not certificate.valid else ""
    console.say(f"Reinstated certificate {certificate.number} of {certificate.holder}{expired}")


@certbuild.command()
@_student
@click.option("--reason", metavar="TEXT", required=True, help="Why; kept in the register.")
@click.pass_obj
def reissue(layout: Layout, student: str, reason: str) -> None:
    """Replace or renew one student's certificate: a new revision with a new code and today's date."""
    certificate = pipeline.reissue(layout, _machine(), student, reason)
    until = f", valid until {certificate.valid_until}" if certificate.valid_until else ""
    console.say(f"Reissued certificate {certificate.number} of {certificate.holder}: revision {certificate.revision}{until}")


@certbuild.command()
@click.argument("student", metavar="[STUDENT]", required=False)
@_as_json
@click.pass_obj
def history(layout: Layout, student: str | None, *, as_json: bool) -> None:
    """Tell what was done with certificates, when and why; write nothing."""
    with opened(layout.register) as register:
        books, events = read_books(register, _today(layout)), register.events()
    if student:
        key = find(student, list(remembered(books))).key
        events = tuple(event for event in events if event.key == key)
    if as_json:
        _print(documents.history_document(events, books))
    else:
        console.show_history(events, books.names)


@certbuild.command()
@click.option("--template", metavar="NAME", help="Template to show (default: that of course.toml).")
@click.pass_obj
def preview(layout: Layout, template: str | None) -> None:
    """Set specimens with the longest and the shortest name of the course: build/preview.pdf."""
    console.say(f"Look at {preview_templates(layout, template)}")


@certbuild.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: any free one.")
@click.pass_obj
def serve(layout: Layout, port: int) -> None:
    """Show both sites in the browser, from this machine to this machine only."""

    def ready(address: str) -> None:
        console.say(f"Teacher's page {address}/teacher/\nPublic site    {address}/site/\nStop with Ctrl+C")

    serve_folder(layout.build, port, ready)


@certbuild.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@_as_json
@click.pass_obj
def verify(layout: Layout, files: tuple[Path, ...], *, as_json: bool) -> None:
    """Tell whether PDF files are certificates of this course, unchanged, and valid."""
    verdicts = verify_files(layout, files, _today(layout))
    if as_json:
        _print(documents.verify_document(verdicts))
    else:
        for verdict in verdicts:
            click.echo(f"{verdict.file}: {verdict.sentence}")
    if not all(verdict.valid for verdict in verdicts):
        sys.exit(ExitCode.FAILED)


@certbuild.group()
def register() -> None:
    """Check the register, write it to a file of readable lines, or make it from one."""


@register.command("check")
@_as_json
@click.pass_obj
def check_register(layout: Layout, *, as_json: bool) -> None:
    """Hold the register against itself, its backups, files and sites, and tell each difference; write nothing."""
    try:
        found = audit(layout, _today(layout))
    except CertbuildError as error:
        if as_json:
            _print(documents.audit_document(None, error.problems))
        raise
    if as_json:
        _print(documents.audit_document(found, found.problems))
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
    certificates, entries = moving.import_register(layout, file, _now(), console.say)
    console.say(f"Imported a register with {console.counted(certificates, entries)}: `certbuild build` makes the files again")


def _machine(jobs: int = 1) -> changing.Machine:
    return changing.Machine(_now, secrets.randbits, jobs, console.progress, console.problems, console.say)


def _now() -> datetime:
    return datetime.now(UTC)


def _today(layout: Layout) -> date:
    """Today in the course's time zone; on this machine where course.toml cannot be read, which keeps nobody from asking."""
    try:
        return load_course(layout.input).about.day_of(_now())
    except CertbuildError:
        return _now().astimezone().date()


def _survey(
    layout: Layout, *, as_json: bool, document: Callable[[Attempt, pipeline.Survey | None], documents.Document]
) -> pipeline.Survey:
    """Survey the course; where problems stop that, print the document all the same, with the problems in it."""
    found = attempt(layout)
    try:
        survey = pipeline.survey(layout, _machine(), found.graded())
    except CertbuildError:
        if as_json:
            _print(document(found, None))
        raise
    if as_json:
        _print(document(found, survey))
    else:
        console.problems(survey.problems)
    return survey


def _entry(survey: pipeline.Survey, student: str) -> Entry:
    key = find(student, list(people(survey.reading.results.students, survey.books))).key
    for entry in survey.overview.entries:
        if entry.result.student.key == key:
            return entry
    hint = "`certbuild history` tells what was issued"
    raise CertbuildError(Problem(f'STUDENT "{student}"', "is not in the gradebook any more", hint))


def _print(document: documents.Document) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def main() -> None:
    """Run the program; the exit code says what kind of thing stopped it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8")  # names are in all letters, whatever the machine's own encoding has
    try:
        certbuild.main(prog_name="certbuild", standalone_mode=True)
    except CertbuildError as error:
        console.problems(error.problems)
        sys.exit(error.exit_code)
    except OSError as error:
        where = error.filename or "the disk"
        console.problems(
            [Problem(str(where), error.strerror or str(error), "see that it can be read and written, and try again")]
        )
        sys.exit(ExitCode.FAILED)
