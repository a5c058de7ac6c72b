"""The commands that look and tell, and write nothing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from certbuild.cli.frame import as_json_option, certbuild, machine, print_document, strict_option, student_argument, today
from certbuild.errors import CertbuildError, ExitCode, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from certbuild import documents, pipeline
    from certbuild.layout import Layout
    from certbuild.model import Entry
    from certbuild.reading import Attempt


@certbuild.command()
@strict_option
@as_json_option
@click.pass_obj
def check(layout: Layout, *, strict: bool, as_json: bool) -> None:
    """Read the gradebook and tell all that is wrong with it; write nothing."""
    from certbuild import console, documents
    from certbuild.reading import attempt

    found = attempt(layout)
    if as_json:
        print_document(documents.check_document(found))
    else:
        console.show_check(found)
    found.sound(strict=strict)
    console.problems(found.problems)


@certbuild.command()
@as_json_option
@click.pass_obj
def plan(layout: Layout, *, as_json: bool) -> None:
    """Tell what a build would do to every certificate, and why; write nothing."""
    from certbuild import console, documents

    survey = _survey(layout, as_json=as_json, document=documents.plan_document)
    if not as_json:
        console.show_plan(survey.plan)


@certbuild.command()
@as_json_option
@click.pass_obj
def diff(layout: Layout, *, as_json: bool) -> None:
    """Tell what the gradebook says that it did not say at the last build; write nothing."""
    from certbuild import console, documents
    from certbuild.inventory import differences_since
    from certbuild.reading import attempt

    found = attempt(layout)
    differences = differences_since(layout.register, found)
    if as_json:
        print_document(documents.diff_document(found, differences))
    elif differences:
        console.show_differences(differences)
    found.sound()
    if not as_json:
        console.problems(found.problems + (differences.problems if differences else ()))


@certbuild.command()
@as_json_option
@click.pass_obj
def status(layout: Layout, *, as_json: bool) -> None:
    """Tell where every student stands; write nothing."""
    from certbuild import console, documents

    survey = _survey(layout, as_json=as_json, document=documents.status_document)
    if not as_json:
        console.show_status(survey)


@certbuild.command()
@student_argument
@as_json_option
@click.pass_obj
def explain(layout: Layout, student: str, *, as_json: bool) -> None:
    """Tell how one student's score and standing came about; write nothing."""
    from certbuild import console, documents

    def explained(found: Attempt, survey: pipeline.Survey | None) -> documents.Document:
        problems = survey.problems if survey else found.problems
        entry = _entry(survey, student) if survey else None
        needed = survey.reading.needs.of(entry.result.student.key) if survey and entry else ()
        return documents.explain_document(entry, needed, problems)

    survey = _survey(layout, as_json=as_json, document=explained)
    if not as_json:
        entry = _entry(survey, student)
        console.show_explanation(entry, survey.reading.needs.of(entry.result.student.key))


@certbuild.command()
@click.argument("student", metavar="[STUDENT]", required=False)
@as_json_option
@click.pass_obj
def history(layout: Layout, student: str | None, *, as_json: bool) -> None:
    """Tell what was done with certificates, when and why; write nothing."""
    from certbuild import console, documents
    from certbuild.inventory import read_books, remembered, students_of
    from certbuild.people import find
    from certbuild.register import opened

    with opened(layout.register) as register:
        books = read_books(register, today(layout), students_of(register.last_round()))
        events = register.events()
    if student:
        key = find(student, list(remembered(books))).key
        events = tuple(event for event in events if event.key == key)
    if as_json:
        print_document(documents.history_document(events, books))
    else:
        console.show_history(events, books.names)


@certbuild.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@as_json_option
@click.pass_obj
def verify(layout: Layout, files: tuple[Path, ...], *, as_json: bool) -> None:
    """Tell whether PDF files are certificates of this course, unchanged, and valid."""
    from certbuild import documents
    from certbuild.verification import verify_files

    verdicts = verify_files(layout, files, today(layout))
    if as_json:
        print_document(documents.verify_document(verdicts))
    else:
        for verdict in verdicts:
            click.echo(f"{verdict.file}: {verdict.sentence}")
    if not all(verdict.valid for verdict in verdicts):
        sys.exit(ExitCode.FAILED)


def _survey(
    layout: Layout, *, as_json: bool, document: Callable[[Attempt, pipeline.Survey | None], documents.Document]
) -> pipeline.Survey:
    """Survey the course; where problems stop that, print the document all the same, with the problems in it."""
    from certbuild import console, pipeline
    from certbuild.reading import attempt

    found = attempt(layout)
    try:
        survey = pipeline.survey(layout, machine(), found.graded())
    except CertbuildError:
        if as_json:
            print_document(document(found, None))
        raise
    if as_json:
        print_document(document(found, survey))
    else:
        console.problems(survey.problems)
    return survey


def _entry(survey: pipeline.Survey, student: str) -> Entry:
    from certbuild.inventory import people
    from certbuild.people import find

    key = find(student, list(people(survey.reading.results.students, survey.books))).key
    for entry in survey.overview.entries:
        if entry.result.student.key == key:
            return entry
    hint = "`certbuild history` tells what was issued"
    raise CertbuildError(Problem(f'STUDENT "{student}"', "is not in the gradebook any more", hint))
