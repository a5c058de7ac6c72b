"""A course → its gradebook: the files that course.toml names, each read, and all joined."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

from certbuild.errors import GradebookError, Problem
from certbuild.gradebook.exports import read_file
from certbuild.gradebook.joining import one_gradebook
from certbuild.text import matching

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from certbuild.config import Course
    from certbuild.model import Gradebook

_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".tab", ".txt"})


def read_gradebook(course: Course) -> Gradebook:
    """Return the gradebook of a course, with every fault found in its cells among its `problems`.

    Raises `GradebookError` where there is nothing that could be read: no file, no table of students.
    """
    ignored = [rule.name for rule in course.activities if rule.ignore]
    settings = course.gradebook

    def is_ignored(name: str) -> bool:
        return any(matching(pattern, [name]) for pattern in ignored)

    files = gradebook_files(course)
    with _everything_kept():
        exports = [
            read_file(path, sheet=sheet, dialect=dialect, encoding=settings.encoding, is_ignored=is_ignored)
            for path, sheet, dialect in zip(files, settings.each(settings.sheet), settings.each(settings.dialect), strict=True)
        ]
        return one_gradebook(exports)


@contextmanager
def _everything_kept() -> Iterator[None]:
    """Let no garbage be looked for meanwhile: of a hundred thousand marks none is any, and the search takes half the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # nor afterwards, for they stay
        if enabled:
            gc.enable()


def read_export(path: Path) -> Gradebook:
    """Return the gradebook in one file, in whatever sheet and dialect are recognised.

    Raises `GradebookError` as `read_gradebook` does.
    """
    return one_gradebook([read_file(path)])


def gradebook_files(course: Course) -> list[Path]:
    """Return the files that ``[gradebook] file`` names, else the one gradebook in the course's folder.

    Raises `GradebookError` where there is none, or where several could be meant.
    """
    return [_file(course, pattern) for pattern in course.gradebook.file or ("",)]


def _file(course: Course, asked_for: str) -> Path:
    if asked_for and (course.folder / asked_for).is_file():
        return course.folder / asked_for
    found = gradebooks_in(course.folder, asked_for)
    if len(found) == 1:
        return found[0]
    where = "course.toml › [gradebook] file" if asked_for else str(course.folder)
    if found:
        names = ", ".join(path.name for path in found)
        both = ", ".join(f'"{path.name}"' for path in found[:2])
        hint = f'say which one counts: under [gradebook] in course.toml, write file = "{found[0].name}"; '
        hint += f"or join them: file = [{both}]"
        raise GradebookError(Problem(where, f"there are {len(found)} gradebooks: {names}", hint))
    what = f'there is no file "{asked_for}" in {course.folder}' if asked_for else "there is no gradebook in it"
    raise GradebookError(Problem(where, what, "put the exported gradebook (.xlsx, .xls, .ods, .csv) there, beside course.toml"))


def gradebooks_in(folder: Path, pattern: str = "") -> list[Path]:
    """Return the files that match, or without a pattern all that look like gradebooks; never lock files or hidden ones."""
    try:
        files = [path for path in folder.glob(pattern or "*") if path.is_file() and not path.name.startswith((".", "~$"))]
    except (ValueError, NotImplementedError):  # no pattern at all, such as a path from the root
        return []
    return sorted(path for path in files if pattern or path.suffix.lower() in _SUFFIXES)
