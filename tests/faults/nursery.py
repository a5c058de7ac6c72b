"""Runs acts on courses and lets them meet a fault: each in a fork of this process, which has loaded everything already.

A program of its own (`Nursery` in `accidents` speaks to it): takes orders as lines of JSON, answers each with one.
The acts run through the program's commands, with a clock that stands still and a source of randomness that repeats
itself, so that two runs of one act can be told to have ended alike to the last byte. Nothing of the program, of SQLite or of the
disk is replaced: Python's audit events tell of every file that is about to be opened for writing, renamed, made or
removed, and SQLite's trace of every statement; there the process is killed, or the operation refused as a full disk
would refuse it.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import random
import secrets
import signal
import sqlite3
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from certbuild.cli import frame
from certbuild.cli import main as certbuild

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.truncate"}
_STATEMENTS = ("INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "COMMIT")


class Accident:
    """Counts the writes of this process under a folder, and at one of them lets the fault come."""

    def __init__(self, folder: str, at: int | None, kind: str) -> None:
        self.count = 0
        self._folder = folder
        self._at = at
        self._kind = kind

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Take one of Python's audit events."""
        if event in _CHANGES or (event == "open" and arguments[2] & _WRITES):
            path = os.fsdecode(arguments[0]) if isinstance(arguments[0], str | bytes | os.PathLike) else ""
            if path.startswith(self._folder) or not path.startswith("/"):
                self._write(path, takes_room=event in {"open", "os.mkdir"})

    def watch_sqlite(self) -> None:
        """Have every connection to SQLite tell of its statements, and let the register grow no further if it is full."""
        connect = sqlite3.connect

        def watched(*arguments: Any, **options: Any) -> sqlite3.Connection:  # noqa: ANN401 - as connect has them
            connection = connect(*arguments, **options)
            if self._kind == "full register":
                pages = connection.execute("PRAGMA page_count").fetchone()[0]
                connection.execute(f"PRAGMA max_page_count = {pages + (self._at or 0)}")
            connection.set_trace_callback(self._statement)
            return connection

        sqlite3.connect = watched  # type: ignore[assignment]

    def _statement(self, text: str) -> None:
        if text.startswith(_STATEMENTS):
            self._write("", takes_room=False)

    def _write(self, path: str, *, takes_room: bool) -> None:
        self.count += 1
        if self.count == self._at and self._kind == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if self._at is not None and self.count >= self._at and self._kind == "full disk" and takes_room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)


def carry_out(order: dict[str, Any]) -> dict[str, Any]:
    """Run one act in a fork; return its exit code (negative: the signal that ended it), what it said and how often it wrote."""
    course = Path(order["course"])
    told, counted = course.parent / f"{course.name}.told", course.parent / f"{course.name}.counted"
    counted.unlink(missing_ok=True)
    started = time.monotonic()
    child = os.fork()
    if not child:
        _act(order, told, counted)
    if order.get("seconds") is not None:
        time.sleep(order["seconds"])
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    return {
        "code": os.waitstatus_to_exitcode(status),
        "seconds": time.monotonic() - started,
        "writes": int(counted.read_text()) if counted.exists() else None,
        "said": told.read_text(encoding="utf-8", errors="replace"),
    }


def _act(order: dict[str, Any], told: Path, counted: Path) -> None:
    """Do it, in the fork; never returns."""
    code = 70
    try:
        with told.open("w", encoding="utf-8") as said:
            os.dup2(said.fileno(), 1)
            os.dup2(said.fileno(), 2)
        secrets.randbits = random.Random(order["seed"]).getrandbits  # noqa: S311 - it is to repeat itself
        frame.now = lambda: NOW
        sys.argv = ["certbuild", "-C", order["course"], *order["act"]]
        accident = Accident(order["course"], order.get("at"), order.get("kind", ""))
        accident.watch_sqlite()
        sys.addaudithook(accident.hook)
        try:
            certbuild()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        sys.stdout.flush()
        sys.stderr.flush()
        counted.write_text(str(accident.count))
    finally:
        os._exit(code)


def warm_up(course: str) -> None:
    """Build a course in this very process, so that every fork starts with all that this loads and reckons."""
    sys.argv = ["certbuild", "-C", course, "build", "--jobs", "1"]
    with (
        Path(os.devnull).open("w", encoding="utf-8") as nowhere,
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
        contextlib.suppress(SystemExit),
    ):
        certbuild()


def main() -> None:
    """Warm up on the course that is named, then carry out orders until there are no more."""
    warm_up(sys.argv[1])
    for line in sys.stdin:
        print(json.dumps(carry_out(json.loads(line))), flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
