"""Thousands of mutated gradebooks: each is read, or refused with a message; none ends the program, hangs it or fills the memory."""

from __future__ import annotations

import json
import select
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable

_HERE = Path(__file__).parent
_LONGEST = 10.0
"""Seconds."""
_MOST_MEMORY = 1 << 30
"""Bytes."""
_STARTED_WITHIN = 120.0
"""Seconds that a worker may take for its imports, on a machine that is busy."""


class _Worker:
    """A process that reads cases; another one is started where it has ended."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def answer(self, number: int) -> dict[str, Any]:
        """Return what came of a case; what ended the process or was stopped is among its faults."""
        within = _LONGEST + 2
        if self._process is None:
            within = _STARTED_WITHIN
            self._process = subprocess.Popen(
                [sys.executable, "worker.py"], cwd=_HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        process = self._process
        assert process.stdin
        assert process.stdout
        process.stdin.write(f"{number}\n")
        process.stdin.flush()
        ready, _, _ = select.select([process.stdout], [], [], within)
        line = process.stdout.readline() if ready else ""
        if line:
            answer: dict[str, Any] = json.loads(line)
            if answer["peak"] > _MOST_MEMORY:
                self.end()  # what a process has used once it has used for good
            return answer
        what = f"the process ended with {process.wait()}" if ready else f"not done within {within:.0f} s"
        self.end()
        return {"number": number, "outcome": "lost", "faults": [what], "seconds": within, "peak": 0}

    def end(self) -> None:
        """End the process."""
        if self._process:
            self._process.kill()
            self._process.communicate()
            self._process = None


def _faults(answer: dict[str, Any]) -> list[str]:
    faults = list(answer["faults"])
    if answer["seconds"] > _LONGEST:
        faults.append(f"it took {answer['seconds']:.1f} s")
    if answer["peak"] > _MOST_MEMORY:
        faults.append(f"it used {answer['peak'] / 1e6:,.0f} MB")
    return faults


def _answers(numbers: Iterable[int]) -> list[dict[str, Any]]:
    worker = _Worker()
    try:
        return [worker.answer(number) for number in numbers]
    finally:
        worker.end()


def _fuzz(numbers: range, workers: int) -> None:
    """Read the cases of these numbers; fail with the number of each that is not as it should be."""
    with ThreadPoolExecutor(workers) as pool:
        answers = [
            answer for some in pool.map(_answers, [numbers[first::workers] for first in range(workers)]) for answer in some
        ]
    outcomes = Counter(answer["outcome"] for answer in answers)
    bad = [f"python {_HERE.name}/cases.py {a['number']} FOLDER: {fault}" for a in answers for fault in _faults(a)]
    assert not bad, f"{len(bad)} faults in {len(answers)} cases ({outcomes})\n" + "\n".join(bad[:20])
    for outcome in ("refused", "read", "graded"):
        assert outcomes[outcome] >= len(answers) / 20, f"so many of one kind test little: {outcomes}"


def test_mutated_files_are_read_or_refused_with_a_message() -> None:
    """A hundred damaged gradebooks: a result or a message, never a traceback; no more than 10 s and 1 GiB for any."""
    _fuzz(range(100), workers=1)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1000, 3400, 400))
def test_thousands_of_mutated_files(first: int) -> None:
    """The same, for 2,400 others."""
    _fuzz(range(first, first + 400), workers=2)
