"""Each kind of leak is planted in a finished page, and found."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from certbuild.config import Course
from certbuild.model import (
    Certificate,
    CertificateState,
    Condition,
    Entry,
    Overview,
    PrivateAddress,
    Result,
    Standing,
    Student,
)
from certbuild.site import leaks

BILBO = Student("1234", "Bilbo", "Baggins", "bilbo@example.org", "", "A2")
CODE = "AAAA-BBBB-CCCC-DDDD"


def _course(**site: object) -> Course:
    tables = {"course": {"title": "Bilbo studies"}, "issuer": {"name": "School"}, "site": site}
    return Course.model_validate({**tables, "folder": Path()})


def _overview() -> Overview:
    certificate = Certificate(
        "1234", "N-1", 1, CODE, CertificateState.ISSUED, date(2026, 11, 23), "Bilbo", "Baggins", "95.0", "Pass"
    )
    score = Decimal("95.0")
    result = Result(BILBO, Standing.AWARDED, score, score, score, None, (), ("Passed",), "Pass", ())
    entry = Entry(result, certificate, Condition.CURRENT, PrivateAddress("ABCD-EFGH", "t" * 26))
    return Overview((entry,), (certificate,), complete=True, updated_on=date(2026, 11, 23), dialect="", source="")


def _found(path: str, text: str, **site: Any) -> list[str]:  # noqa: ANN401 - settings of any kind
    return [problem.what for problem in leaks(_course(**site), _overview(), {path: text.encode()})]


@pytest.mark.parametrize(
    ("path", "text", "site", "told"),
    [
        ("index.html", "<p>write to bilbo@example.org</p>", {}, "e-mail address bilbo@example.org"),
        ("assets/verify.js", "// someone@else.example", {}, "e-mail address someone@else.example"),
        ("index.html", "<td>1234</td>", {}, 'student key "1234"'),
        ("r/1234/index.html", "<p>", {}, 'student key "1234"'),
        ("index.html", "<td>Bilbo&#32;Baggins</td>", {}, 'name "bilbo baggins"'),
        ("r/tttt/index.html", "<title>BAGGINS, for Bilbo Baggins</title>", {}, 'name "bilbo baggins"'),
        ("c/ZZZZ/index.html", "Bilbo Baggins", {}, 'name "bilbo baggins"'),
        ("index.html", "<td>95.0</td>", {"listing": "name"}, "score 95.0"),
        ("verify/index.html", "95.0 %", {}, "score 95.0"),
        ("data.json", '{"name": "Bilbo Baggins"}', {}, 'name "bilbo baggins"'),
    ],
)
def test_planted_leak(path: str, text: str, site: dict[str, object], told: str) -> None:
    """An e-mail address, key, name or score where it must not stand is told with its file."""
    (what,) = _found(path, text, **site)
    assert told in what


@pytest.mark.parametrize(
    ("path", "text", "site"),
    [
        (f"c/{CODE}/index.html", "Issued to Bilbo Baggins: 95.0 %", {}),
        ("index.html", "Bilbo Baggins", {"listing": "name"}),
        ("index.html", "<td>95.0</td>", {}),
        ("index.html", "Bilbo studies; 12345; 01234; 1.234", {}),
        ("r/tttt/index.html", "95.0 %", {}),
    ],
)
def test_what_may_stand(path: str, text: str, site: dict[str, object]) -> None:
    """What the settings allow is no leak, nor is a number or a title that only looks like one."""
    assert _found(path, text, **site) == []
