"""One change of a course at a time."""

from __future__ import annotations

import os
import socket
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from certbuild.errors import CertbuildError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from certbuild.layout import Layout

PATIENCE = 60.0
"""Seconds to wait for another certbuild."""


@contextmanager
def alone(layout: Layout, deed: str, now: datetime, say: Callable[[str], None]) -> Iterator[bool]:
    """Keep every other certbuild from changing this course meanwhile; yield whether another one had to be waited for.

    `deed` is what others are told that this one does; `say` tells the person here whom we are waiting for. The
    system gives the lock free when its holder ends, however that ends. Raises `CertbuildError` where the other one
    takes longer than `PATIENCE`.
    """
    layout.lock.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(layout.lock)
    waited = False
    try:
        lock.acquire(timeout=0)
    except Timeout:
        waited = True
        say(f"Waiting for {_holder(layout)} on this course, for {PATIENCE:g} seconds at most")
        try:
            lock.acquire(timeout=PATIENCE)
        except Timeout:
            what = f"{_holder(layout)} is still at work on this course"
            raise CertbuildError(Problem(str(layout.lock), what, "wait until it has finished, then try again")) from None
    try:
        told = f"`certbuild {deed}` (process {os.getpid()} on {socket.gethostname()}, since {now.astimezone():%Y-%m-%d %H:%M:%S})"
        layout.lock_holder.write_text(told, encoding="utf-8")
        yield waited
    finally:
        with suppress(OSError):
            layout.lock_holder.unlink()
        lock.release()


def _holder(layout: Layout) -> str:
    with suppress(OSError, UnicodeDecodeError):
        return layout.lock_holder.read_text(encoding="utf-8") or "another certbuild"
    return "another certbuild"
