"""The story that the program exists for, told from the first export to the last."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Classroom

NINE = [9, 9.5, 10, 9.5, 9, 9.5, 9.5, 9.5, 9.5]


def _text(classroom: Classroom, path: str) -> str:
    command = ["pdftotext", "-layout", str(classroom.root / path), "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _page(classroom: Classroom, code: str) -> str:
    return (classroom.root / "build" / "site" / "c" / code / "index.html").read_text(encoding="utf-8")


def _round(classroom: Classroom, *tenth: object, ninth: object = 9.5) -> None:
    classroom.write_marks({"Ada Byron": [9] * 10, "Bilbo Baggins": [*NINE[:8], ninth, *tenth], "Cyd Lowe": [5] * 10})


def test_bilbo(classroom: Classroom) -> None:
    """85 provisional, then 95 awarded, corrected, reissued, deleted, made again, and withdrawn when the score falls."""
    bilbo = classroom
    _round(bilbo, None)
    assert bilbo.run("build").code == 0
    row = bilbo.student("bilbo")
    assert (row["standing"], row["score"], row["lowest"], row["highest"]) == ("provisional", "85.0", "85.0", "95.0")
    assert row["missing"] == ["Activity 10"]
    assert row["outlook"] == "secured"
    assert row["certificate"] is None

    _round(bilbo, 10)
    assert bilbo.run("build").code == 0
    row = bilbo.student("bilbo")
    first = row["certificate"]
    assert (row["standing"], row["score"], first["state"], first["revision"]) == ("awarded", "95.0", "current", 1)
    assert "95" in _text(bilbo, first["file"])
    assert "85 %" not in _text(bilbo, first["file"])
    assert "Bilbo Baggins" in _text(bilbo, "build/certificates.pdf")

    _round(bilbo, 10, ninth=8.5)
    row = bilbo.student("bilbo")
    assert (row["score"], row["certificate"]["state"], row["certificate"]["score"]) == ("94.0", "stale", "95.0")
    assert bilbo.run("build").code == 0
    second = bilbo.student("bilbo")["certificate"]
    assert (second["state"], second["revision"], second["number"]) == ("current", 2, first["number"])
    assert second["code"] != first["code"]
    assert "94" in _text(bilbo, second["file"])
    assert "Superseded" in _page(bilbo, first["code"])
    assert "Valid" in _page(bilbo, second["code"])
    made = bilbo.files()

    assert bilbo.run("clean", "--student", "bilbo").code == 0
    assert bilbo.student("bilbo")["certificate"]["state"] == "deleted"
    assert not (bilbo.root / second["file"]).exists()
    assert "Bilbo" not in _text(bilbo, "build/certificates.pdf")
    assert not any(second["code"] in path or first["code"] in path for path in bilbo.files("build/site"))
    assert bilbo.run("build").code == 0
    third = bilbo.student("bilbo")["certificate"]
    assert third == second
    assert bilbo.files() == made

    _round(bilbo, 0, ninth=0)
    assert bilbo.run("plan", "--json").json["withdraw"][0]["key"] == "bilbo"
    assert bilbo.run("build").code == 0
    row = bilbo.student("bilbo")
    assert (row["standing"], row["certificate"]) == ("not_awarded", None)
    assert not (bilbo.root / second["file"]).exists()
    assert "Withdrawn" in _page(bilbo, second["code"])
    assert "Bilbo" not in _text(bilbo, "build/certificates.pdf")
