"""course.toml read and checked, with all that is wrong with it at once."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from typing import TYPE_CHECKING

from pydantic import ValidationError

from certbuild.config.faults import told
from certbuild.config.tables import Course
from certbuild.errors import CourseError, Problem, Severity

if TYPE_CHECKING:
    from pathlib import Path

COURSE_FILE = "course.toml"


def load_course(folder: Path) -> Course:
    """Read ``folder/course.toml``.

    Raises `CourseError` with every unknown key, wrong value and missing file in it.
    """
    path = folder / COURSE_FILE
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except FileNotFoundError:
        hint = "run `certbuild init` to have it written from your export, or name the course folder with -C"
        raise CourseError(Problem(str(path), "there is no such file", hint)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        hint = "mend that line; texts stand in quotes, and a table starts with its name in brackets"
        raise CourseError(Problem(COURSE_FILE, f"is not valid TOML: {error}", hint)) from None
    if "folder" in data:
        raise CourseError(Problem(COURSE_FILE, 'unknown key "folder"', "take it out"))
    try:
        course = Course.model_validate({**data, "folder": folder})
    except ValidationError as error:
        raise CourseError(*told(error, Course, data, COURSE_FILE)) from None
    if problems := [*_missing_images(course), *_contradictions(course)]:
        raise CourseError(*problems)
    return course


def warnings(course: Course) -> tuple[Problem, ...]:
    """Return what a teacher should know of the settings, though it stops nothing."""
    found = []
    if not course.issuer.name:
        what = "name is not set: the certificates do not say who gives them"
        found.append(Problem(f"{COURSE_FILE} › [issuer] name", what, 'write name = "Your school"', Severity.WARNING))
    if not course.site.base_url:
        what = "base_url is not set: the QR codes hold the bare code, and nobody can follow it to the certificate's page"
        hint = 'write base_url = "https://…" once you know where build/site will be published'
        found.append(Problem(f"{COURSE_FILE} › [site] base_url", what, hint, Severity.WARNING))
    return tuple(found)


def _missing_images(course: Course) -> list[Problem]:
    problems = []
    issuer = course.issuer
    for key, name in {
        "[issuer] logo": issuer.logo,
        "[issuer] signature": issuer.signature,
        "[issuer] second_signature": issuer.second_signature,
        "[certificate] background": course.certificate.background,
    }.items():
        path = (course.folder / name).resolve()
        if name and not (path.is_file() and path.is_relative_to(course.folder.resolve())):
            hint = "put the image beside course.toml and write its file name"
            problems.append(Problem(f"{COURSE_FILE} › {key}", f'there is no file "{name}" in {course.folder}', hint))
    return problems


def _contradictions(course: Course) -> list[Problem]:
    problems: list[Problem] = []
    for table, names in (
        ("award", [tier.name for tier in course.awards]),
        ("category", [category.name for category in course.categories]),
    ):
        problems += [
            Problem(f"{COURSE_FILE} › [[{table}]]", f'"{name}" stands there twice', "keep one of them")
            for name in sorted({name for name in names if names.count(name) > 1})
        ]
    for tier in course.awards:
        if tier.from_ < course.grading.pass_mark:
            what = f"starts at {tier.from_}, below the pass mark of {course.grading.pass_mark}"
            hint = "nobody gets an award below the pass mark: lower pass_mark or raise from"
            problems.append(Problem(f'{COURSE_FILE} › [[award]] "{tier.name}"', what, hint))
    return problems
