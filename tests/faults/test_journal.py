"""A register whose last change was cut short in the midst of its commit."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

from accidents import register_of

if TYPE_CHECKING:
    from pathlib import Path

    from accidents import Nursery

KILLED_WHILE_WRITING = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN")
connection.execute("UPDATE certificate SET reason = hex(randomblob(9000))")
connection.execute("UPDATE student SET present = 0")
connection.execute("UPDATE round SET content = randomblob(90000)")
os.kill(os.getpid(), 9)
"""


def test_half_a_commit_is_undone(built: Path, nursery: Nursery) -> None:
    """What a killed program has written of a change into the register is undone as soon as anyone looks, and nothing is lost."""
    register = built / "records" / "register.sqlite"
    sound, before = register.read_bytes(), register_of(built)
    killed = subprocess.run([sys.executable, "-c", KILLED_WHILE_WRITING, str(register)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert register.read_bytes() != sound
    assert register.with_name(f"{register.name}-journal").stat().st_size > 0
    assert nursery.run(built, "status").code == 0
    assert register_of(built) == before
    assert nursery.run(built, "build").code == 0
    assert sqlite3.connect(register).execute("PRAGMA integrity_check").fetchone() == ("ok",)
