"""Courses to which something happens: acts run in the nursery, and what must hold whatever moment they end at."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

Tree = dict[str, bytes]
"""What is in a build folder: path → bytes."""
State = tuple[Tree, dict[str, list[tuple[Any, ...]]]]
"""All that an act leaves behind: build folder, and register by table."""

RELEASE = ".release-"
"""What the folders aside begin with; what stands in them is not yet out."""
MEMOS = {".ledger", ".stamp"}
"""What the program notes of how its files stand on the disk: other bytes each time."""


@dataclass(frozen=True)
class Ending:
    """How an act ended."""

    code: int
    """Exit code; negative: the signal that killed it."""
    said: str
    seconds: float
    writes: int | None
    """How often it wrote something; None where it was killed."""


class Nursery:
    """A process in whose forks acts are run; see `nursery`."""

    def __init__(self, course: Path) -> None:
        script = Path(__file__).with_name("nursery.py")
        command = [sys.executable, "-W", "error", str(script), str(course)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, course: Path, *act: str, seed: int = 1, **fault: Any) -> Ending:  # noqa: ANN401 - whatever JSON holds
        """Run an act on a course; `fault` as `nursery.Accident` and `nursery.carry_out` know it."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"course": str(course), "act": act, "seed": seed, **fault}) + "\n")
        self._process.stdin.flush()
        return Ending(**json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        """Let the process end."""
        self._process.communicate()


def copy_of(course: Path, name: str) -> Path:
    """Return a copy of a course beside it, in the place of an earlier one of that name."""
    copy = course.with_name(name)
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(course, copy)
    return copy


def tree(course: Path, *, aside: bool = False) -> Tree:
    """Return what is in the build folder: path → bytes, of an empty folder b"folder"; `aside`: also what is not out yet."""
    build = course / "build"
    paths = [path for path in build.rglob("*") if aside or not path.relative_to(build).parts[0].startswith(RELEASE)]
    leaves = [path for path in paths if path.name not in MEMOS and (path.is_file() or not any(path.iterdir()))]
    return {path.relative_to(build).as_posix(): path.read_bytes() if path.is_file() else b"folder" for path in leaves}


def register_of(course: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of the register, by table; nothing where there is none."""
    path = course / "records" / "register.sqlite"
    if not path.exists():
        return {}
    with contextlib.closing(sqlite3.connect(path)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        rows = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables}  # noqa: S608 - own names
    return rows if any(rows.values()) else {}


def state_of(course: Path) -> State:
    """Return all that an act leaves behind."""
    return tree(course, aside=True), register_of(course)


class _Links(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - of the base class
        self.found += [value for name, value in attrs if name in {"href", "src"} and value]


def broken_links(course: Path) -> list[str]:
    """Return the links on pages of both sites that lead to nothing, as ``page → link``."""
    broken = []
    for page in [page for site in ("site", "teacher") for page in (course / "build" / site).rglob("*.html")]:
        for link in _Links(page.read_text(encoding="utf-8")).found:
            parts = urlsplit(link)
            if not parts.scheme and parts.path and not (page.parent / unquote(parts.path)).exists():
                broken.append(f"{page.relative_to(course)} → {link}")
    return broken


def unknown_pdfs(course: Path) -> list[str]:
    """Return the single certificates anywhere in the build folder that the register does not know to the last byte."""
    known = {row[0] for row in register_of(course).get("rendering", [])}
    singles = [path for path in (course / "build").rglob("*.pdf") if path.name not in {"certificates.pdf", "preview.pdf"}]
    return [str(path) for path in singles if hashlib.sha256(path.read_bytes()).hexdigest() not in known]


def half_written(now: Mapping[str, bytes], *whole: Mapping[str, bytes]) -> list[str]:
    """Return the files that are as in none of the states that are whole; empty folders are none."""
    return [path for path, data in now.items() if data != b"folder" and all(state.get(path) != data for state in whole)]
