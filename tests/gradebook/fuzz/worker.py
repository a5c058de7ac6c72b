"""Reads the cases whose numbers come in on standard input, one a line; answers each with one line of JSON.

It is a process of its own because a library may abort, hang, or fill the memory, and that must be seen and not end the tests.
"""

from __future__ import annotations

import gc
import io
import json
import resource
import shutil
import sys
import tempfile
import time
import traceback
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from cases import case_of, written

from certbuild.cli import main
from certbuild.config import load_course
from certbuild.documents import check_document
from certbuild.errors import CertbuildError, errors_among
from certbuild.gradebook import read_gradebook
from certbuild.layout import Layout
from certbuild.reading import attempt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from certbuild.errors import Problem
    from certbuild.model import Gradebook

_HARD_CAP = 6 << 30
"""Bytes that the process may ask for; the test complains long before."""
_EXIT_CODES = {0, 3, 4, 5}


def _complaints(problems: Iterable[Problem]) -> Iterator[str]:
    for problem in problems:
        if not (problem.where.strip() and problem.what.strip() and problem.hint.strip()):
            yield f"a problem lacks its place, sentence or hint: {problem}"


def _faults_of(book: Gradebook) -> Iterator[str]:
    """Yield what does not add up in a gradebook."""
    yield from _complaints(book.problems)
    keys = [student.key for student in book.students]
    if len(set(keys)) < len(keys):
        yield "two students share a key"
    if not errors_among(book.problems) and not all(student.key and student.name for student in book.students):
        yield "a student has no key or name, and no error says so"
    if not errors_among(book.problems) and not all(activity.name for activity in book.activities):
        yield "an activity has no name, and no error says so"
    if len(book.marks) != len(keys) or any(len(row) != len(book.activities) for row in book.marks):
        yield "there is not one mark for each student and activity"
    if not all(mark.cell for row in book.marks for mark in row):
        yield "a mark has no cell"
    for source in book.sources:
        left_out = sum(left.cells for left in source.left_out)
        if source.cells.filled != sum(source.cells.used.values()) + left_out or source.cells.left_out < 0:
            yield f"cells do not add up: {source.cells}, and {left_out} told as left out"
        if min(source.cells.used.values()) < 0 or any(left.cells < 0 or not left.reason for left in source.left_out):
            yield f"a negative number of cells, or no reason: {source.cells}, {source.left_out}"


def _read(folder: Path) -> tuple[str, list[str]]:
    try:
        book = read_gradebook(load_course(folder / "input"))
    except CertbuildError as error:
        return "refused", [*_complaints(error.problems), *([] if error.problems else ["refused without a word"])]
    return "read", list(_faults_of(book))


def _attempt(folder: Path) -> tuple[str, list[str]]:
    found = attempt(Layout(folder))
    faults = list(_complaints(found.problems))
    json.dumps(check_document(found)).encode()
    if found.gradebook is None:
        return "refused", [*faults, *([] if errors_among(found.problems) else ["refused without a word"])]
    faults += _faults_of(found.gradebook)
    if not errors_among(found.problems):
        results = found.graded().results
        if len(results.students) != len(found.gradebook.students):
            faults.append("not everybody was graded")
        return "graded", faults
    return "read", faults


def _check(folder: Path) -> tuple[str, list[str]]:
    code: object = 0
    out, told = io.StringIO(), io.StringIO()
    arguments = ["certbuild", "-C", str(folder), "check", "--json"]
    with redirect_stdout(out), redirect_stderr(told), patch.object(sys, "argv", arguments):
        try:
            main()
        except SystemExit as stop:
            code = stop.code or 0
    document = json.loads(out.getvalue())
    faults = [] if code in _EXIT_CODES else [f"exit code {code}: {told.getvalue()}"]
    if code and not any(problem["severity"] == "error" for problem in document["problems"]):
        faults.append(f"exit code {code} without an error")
    return ("graded" if code == 0 else "read" if document["file"] else "refused"), faults


_WAYS: dict[str, Callable[[Path], tuple[str, list[str]]]] = {"read": _read, "attempt": _attempt, "check": _check}


def answer(number: int) -> dict[str, object]:
    """Read a case, and return what came of it, how long it took and the most memory that the process has used so far."""
    case = case_of(number)
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    try:
        written(case, folder)
        begun = time.perf_counter()
        try:
            outcome, faults = _WAYS[case.way](folder)
        except Exception:  # noqa: BLE001 - that is what is looked for
            outcome, faults = "traceback", [traceback.format_exc()]
        seconds = time.perf_counter() - begun
    finally:
        shutil.rmtree(folder)
    if number % 50 == 0:  # the reader lets nothing be collected that it has made
        gc.unfreeze()
        gc.collect()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
    return {"number": number, "outcome": outcome, "faults": faults, "seconds": seconds, "peak": peak}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (_HARD_CAP, _HARD_CAP))
    answers = sys.stdout
    for line in sys.stdin:
        answers.write(json.dumps(answer(int(line))) + "\n")
        answers.flush()
