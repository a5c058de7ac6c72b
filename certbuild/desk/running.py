"""The program, run as a person would run it in a terminal: in a process of its own, one at a time."""

from __future__ import annotations

import os
import subprocess
import sys
from threading import Lock
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_PLAIN = {"NO_COLOR": "1", "PYTHONUNBUFFERED": "1"}
"""Lets it say everything in the order in which it happens, and in letters alone."""


class Outcome(Struct, frozen=True):
    """What a run of the program said."""

    code: int
    output: str


class Runner:
    """Runs the program on one course."""

    def __init__(self, root: Path) -> None:
        # -P: a file in the folder where somebody has started this must not be taken for one of Python's own.
        self._program = [sys.executable, "-P", "-m", "certbuild", "-C", str(root)]
        self._one = Lock()

    def run(self, arguments: Sequence[str]) -> Outcome | None:
        """Run it and return what it said; None where it is running already.

        Raises `ValueError` where the system cannot write down the arguments.
        """
        if not self._one.acquire(blocking=False):
            return None
        try:
            done = subprocess.run(  # noqa: S603 - our own program
                [*self._program, *arguments],
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
                env={**os.environ, **_PLAIN},
            )
        finally:
            self._one.release()
        return Outcome(done.returncode, done.stdout)

    def close(self) -> None:
        """Wait until it has ended; from now on nothing is run."""
        self._one.acquire()
