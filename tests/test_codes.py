"""Codes: random, and never given twice."""

from __future__ import annotations

import secrets
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest
    from conftest import Classroom


def test_a_source_that_repeats_itself(classroom: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """A code that was given before is drawn again, also that of a certificate that holds no more."""
    drawn = count()
    monkeypatch.setattr(secrets, "randbits", lambda bits: next(drawn) // 3 % 2**bits)
    classroom.write_marks({"Ada Byron": [9] * 10, "Bilbo Baggins": [9] * 10, "Cyd Lowe": [5] * 10})
    assert classroom.run("build").code == 0
    first = {classroom.student(key)["certificate"]["code"] for key in ("ada", "bilbo")}
    drawn = count()
    assert classroom.run("reissue", "ada", "--reason", "lost").code == 0
    second = {classroom.student(key)["certificate"]["code"] for key in ("ada", "bilbo")}
    assert (len(first), len(first | second)) == (2, 3)


def test_a_source_that_is_broken(classroom: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the source of randomness brings nothing new the build stops, and nothing is changed."""
    monkeypatch.setattr(secrets, "randbits", lambda _: 7)
    classroom.write_marks({"Ada Byron": [9] * 10, "Bilbo Baggins": [9] * 10})
    outcome = classroom.run("build")
    assert outcome.code == 1
    assert "random codes" in outcome.err
    assert not (classroom.root / "build").exists()
    assert not (classroom.root / "records" / "register.sqlite").exists()
