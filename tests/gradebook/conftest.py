"""A course folder, and files in it made of rows, read as a user's would be."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from openpyxl import Workbook

from certbuild.config import load_course
from certbuild.errors import GradebookError, Problem
from certbuild.gradebook import read_gradebook

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from certbuild.model import Gradebook

    Rows = Sequence[Sequence[Any]]


class Read(Protocol):
    """Put a gradebook into the course folder and read it."""

    def __call__(
        self, rows: Rows | str | bytes, name: str = "grades.xlsx", *, formats: Mapping[str, str] | None = None, settings: str = ""
    ) -> Gradebook:
        """Rows become a workbook, or a CSV file if the name says so; text and bytes are written as they are."""
        ...


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the smallest course.toml."""
    (tmp_path / "course.toml").write_text('[course]\ntitle = "T"\n[issuer]\nname = "I"\n', encoding="utf-8")
    return tmp_path


@pytest.fixture
def read(folder: Path) -> Read:
    """Return the function that writes a gradebook and reads it; `settings` are lines of [gradebook]."""

    def _read(
        rows: Rows | str | bytes, name: str = "grades.xlsx", *, formats: Mapping[str, str] | None = None, settings: str = ""
    ) -> Gradebook:
        if isinstance(rows, str):
            data = rows.encode()
        elif isinstance(rows, bytes):
            data = rows
        else:
            data = _as_csv(rows) if name.endswith(".csv") else _as_xlsx({"Grades": rows}, formats)
        (folder / name).write_bytes(data)
        if settings:
            with (folder / "course.toml").open("a", encoding="utf-8") as toml:
                toml.write(f"[gradebook]\n{settings}\n")
        return read_gradebook(load_course(folder))

    return _read


@pytest.fixture
def refuse(read: Read) -> Callable[..., Problem]:
    """Return the function that reads a gradebook that cannot be read, and returns the one problem that is told."""

    def _refuse(*args: Any, **kwargs: Any) -> Problem:  # noqa: ANN401 - whatever `read` takes
        with pytest.raises(GradebookError) as caught:
            read(*args, **kwargs)
        (problem,) = caught.value.problems
        return problem

    return _refuse


@pytest.fixture
def to_xlsx() -> Callable[..., bytes]:
    """Return the function that makes a workbook of several sheets."""
    return _as_xlsx


@pytest.fixture
def to_csv() -> Callable[..., bytes]:
    """Return the function that makes UTF-8 text of rows."""
    return _as_csv


def _as_xlsx(sheets: Mapping[str, Rows], formats: Mapping[str, str] | None = None) -> bytes:
    """Return a workbook of these sheets; `formats` are the number formats of cells of the first."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    for cell, number_format in (formats or {}).items():
        book.worksheets[0][cell].number_format = number_format
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _as_csv(rows: Rows, delimiter: str = ",") -> bytes:
    """Return the rows as UTF-8 text."""
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return target.getvalue().encode()
