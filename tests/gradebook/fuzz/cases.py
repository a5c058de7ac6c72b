"""A number → a course folder with mutated files; the same number gives the same bytes.

``python tests/gradebook/fuzz/cases.py 1234 FOLDER`` writes what the case of that number is made of.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from damage import bytes_damaged, encoded, package_damaged, text_damaged
from mutations import mutated
from originals import NAMES, PLATFORMS, Table, original
from written import as_csv, as_excel, as_old_excel, as_open_document

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SETTINGS = (
    *("",) * 40, 'sheet = "Grades"', 'sheet = "Notes"', 'encoding = "windows-1252"', 'encoding = "utf-16"', 'encoding = "shift_jis"',
    *(f'dialect = "{platform}"' for platform in PLATFORMS if "_german" not in platform and platform != "french_names"),
)  # fmt: skip
_RULES = (
    "", "", *('[[activity]]\nname = "*"\nmax = 10\nweight = 1\n',) * 5, '[[activity]]\nname = "Essay*"\nignore = true\n',
    '[grading]\nmissing = "zero"\nweighting = "equal"\n', '[grading]\nmissing = "ignore"\n[[activity]]\nname = "Quiz*"\nmax = 3\nweight = 2\n',
)  # fmt: skip
_COURSE = '[course]\ntitle = "Sums"\n[issuer]\nname = "School"\n'


@dataclass(frozen=True, slots=True)
class Case:
    """The files of a course, and how they are to be read."""

    files: Mapping[str, bytes]
    course: str
    """The text of course.toml."""
    way: str
    """``read``: by `read_gradebook`; ``attempt``: with rules, document and grades; ``check``: by the command."""


def case_of(number: int) -> Case:
    """Return the case of a number."""
    rng = Random(f"certbuild {number}")
    files = _joined(rng) if rng.random() < 0.1 else [_file(rng)]
    named = {f"grades{index or ''}.{suffix}": data for index, (suffix, data) in enumerate(files)}
    quoted = ", ".join(f'"{name}"' for name in named)
    settings = f"[gradebook]\nfile = [{quoted}]\n{rng.choice(_SETTINGS)}\n"
    way = rng.choice(["read", "attempt", "attempt", "attempt", "check"])
    return Case(named, _COURSE + settings + rng.choice(_RULES), way)


def _file(rng: Random, table: Table | None = None) -> tuple[str, bytes]:
    """Return the suffix and the bytes of one file; mutated as a table, damaged as a file, seldom not at all."""
    tables = [table or original(rng.choice(PLATFORMS), rng)]
    if rng.random() < 0.15:
        other = original(rng.choice(PLATFORMS), rng)
        other.name = rng.choice(["Notes", "Grades (2)", "Ü"])
        tables.append(other)
        rng.shuffle(tables)
    damaged = rng.random() < 0.5
    times = rng.choice([0, 0, 1, 2]) if damaged else rng.choice([0, 1, 1, 2, 3, 6])
    mutated(tables[0], rng, times)
    match rng.choice(["xlsx", "xlsx", "xlsx", "ods", "ods", "xls", "csv", "csv"]):
        case "csv":
            return _text(tables[0], rng, damaged=damaged)
        case "xls":
            data = as_old_excel(tables)
            return "xls", bytes_damaged(data, rng, data) if damaged else data
        case suffix:
            data = (as_excel if suffix == "xlsx" else as_open_document)(tables)
            if damaged:
                data = package_damaged(data, rng) if rng.random() < 0.8 else bytes_damaged(data, rng)
            return suffix, data


def _text(table: Table, rng: Random, *, damaged: bool) -> tuple[str, bytes]:
    suffix = rng.choice(["csv", "csv", "tsv", "txt", "xls"])
    text = as_csv(table, rng.choice(",,;\t|"), rng.choice(["\r\n", "\r\n", "\n", "\r"]))
    if damaged and rng.random() < 0.7:
        text = text_damaged(text, rng)
    data = encoded(text, rng)
    return suffix, bytes_damaged(data, rng) if damaged and rng.random() < 0.5 else data


def _joined(rng: Random) -> Sequence[tuple[str, bytes]]:
    """Return two or three files to be joined, one perhaps with nothing but the names."""
    names = Table(
        [["ID", "Name", "Email"], *([f"{i + 7:05}", " ".join(name), f"s{i}@example.org"] for i, name in enumerate(NAMES))]
    )
    tables = [names if rng.random() < 0.4 else None, *[None] * rng.choice([1, 1, 2])]
    return [_file(rng, table) for table in rng.sample(tables, len(tables))]


def written(case: Case, folder: Path) -> None:
    """Write the files of a case into a course folder."""
    (folder / "input").mkdir(parents=True, exist_ok=True)
    for name, data in {**case.files, "course.toml": case.course.encode()}.items():
        (folder / "input" / name).write_bytes(data)


if __name__ == "__main__":
    written(case_of(int(sys.argv[1])), Path(sys.argv[2]))
