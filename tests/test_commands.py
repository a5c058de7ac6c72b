"""Each command as somebody would use it, with what it prints and the code it exits with."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import openpyxl
import pikepdf
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Classroom


def test_status_json(classroom: Classroom) -> None:
    """The status document has exactly the fields that others rely on, numbers as decimal strings."""
    classroom.run("build")
    document = classroom.run("status", "--json").json
    assert document["course"] == {"code": "ADV", "title": "Foundations of Adventuring", "pass_mark": "80", "complete": False}
    counts = {"students": 3, "awarded": 1, "provisional": 1, "not_awarded": 1, "withheld": 0}
    assert document["counts"] == counts
    ada, bilbo, cyd = (next(row for row in document["students"] if row["key"] == key) for key in ("ada", "bilbo", "cyd"))
    certificate = ada.pop("certificate")
    assert ada == {
        "key": "ada",
        "name": "Ada Byron",
        "standing": "awarded",
        "score": "90.0",
        "lowest": "90.0",
        "highest": "90.0",
        "outlook": None,
        "missing": [],
        "reasons": ["Score 90 reaches the pass mark of 80"],
        "award": "Pass",
    }
    code, number = certificate.pop("code"), certificate.pop("number")
    assert (len(code.replace("-", "")), number) == (16, "ADV-2026-0001")
    assert certificate == {
        "revision": 1,
        "state": "current",
        "issued_on": "2026-11-23",
        "valid_until": None,
        "score": "90.0",
        "award": "Pass",
        "file": "build/certificates/byron-ada-ada.pdf",
    }
    assert (bilbo["outlook"], bilbo["certificate"]) == ("secured", None)
    assert cyd["reasons"] == ["Score 50 is below the pass mark of 80"]


def test_status_json_when_problems_stop_it(classroom: Classroom) -> None:
    """The document is printed also when problems stop the command, and they stand in it."""
    classroom.write_marks({"Ada Byron": ["what"] + [9] * 9, "Cyd Lowe": [5] * 10})
    outcome = classroom.run("status", "--json")
    assert outcome.code == 4
    (problem,) = [p for p in outcome.json["problems"] if p["severity"] == "error"]
    assert problem["where"].endswith("Grades!E2")
    assert outcome.json["students"] == []


def test_plan_json(classroom: Classroom) -> None:
    """The plan document lists every act with key, name and reason, and counts what stays."""
    document = classroom.run("plan", "--json").json
    row = {"key": "ada", "name": "Ada Byron", "reason": "Score 90 reaches the pass mark of 80", "because": []}
    assert document["issue"] == [row]
    assert (document["reissue"], document["render"], document["withdraw"], document["keep"]) == ([], [], [], 0)
    classroom.run("build")
    assert classroom.run("plan", "--json").json["keep"] == 1


def test_explain_json(classroom: Classroom) -> None:
    """The explanation is the student's row with every activity in it."""
    document = classroom.run("explain", "bilbo", "--json").json
    assert (document["key"], document["score"]) == ("bilbo", "85.0")
    assert len(document["activities"]) == 10
    first, last = document["activities"][0], document["activities"][9]
    assert (first["points"], first["max"], first["percent"], first["state"]) == ("9", "10", "90.0", "graded")
    assert float(first["contribution"]) == pytest.approx(9)
    assert (last["name"], last["state"], last["points"]) == ("Activity 10", "missing", None)


def test_check_json(classroom: Classroom) -> None:
    """The check document tells what was read, as file, sheet, counts and activities."""
    document = classroom.run("check", "--json").json
    assert (document["dialect"], document["file"], document["sheet"]) == ("handmade", "grades.xlsx", "Grades")
    assert document["students"] == 3
    first = document["activities"][0]
    assert (first["name"], first["max"], first["weight"]) == ("Activity 1", "10", None)
    assert document["marks"] == {"graded": 29, "missing": 1, "excused": 0}
    assert document["problems"] == []


def test_check_tells_of_rules_and_marks_at_once(classroom: Classroom) -> None:
    """A cell that holds no mark and one above its maximum stand in one list, with the maxima that course.toml gives."""
    classroom.write_marks({"Ada Byron": [11] + [9] * 9, "Cyd Lowe": ["what"] + [9] * 9})
    outcome = classroom.run("check", "--json")
    assert outcome.code == 4
    assert [row["severity"] for row in outcome.json["problems"]] == ["error", "warning"]
    assert "above its maximum of 10" in outcome.json["problems"][1]["what"]
    assert outcome.json["activities"][0]["max"] == "10"


@pytest.mark.parametrize("student", ["ada", "ADA@example.org", "Ada Byron", "byron ada", "Byron, Ada", "byron", "ADV-2026-0001"])
def test_ways_to_name_a_student(classroom: Classroom, student: str) -> None:
    """STUDENT may be key, e-mail, name in either order, a part of the name, or certificate number."""
    classroom.run("build")
    assert classroom.run("explain", student, "--json").json["key"] == "ada"


def test_names_with_and_without_accents(classroom: Classroom) -> None:
    """Accents and case do not matter in STUDENT."""
    classroom.write_marks({"Łucja Żółtowska": [9] * 10})
    assert classroom.run("explain", "lucja zoltowska", "--json").json["name"] == "Łucja Żółtowska"


def test_namesakes(classroom: Classroom) -> None:
    """Two students who match are listed with their keys, and nothing is done."""
    classroom.write_marks({"Anna Schmidt": [9] * 10, "Annabel Schmidt": [9] * 10})
    outcome = classroom.run("explain", "schmidt")
    assert outcome.code == 2
    assert "Anna Schmidt (anna), Annabel Schmidt (annabel)" in outcome.err


def test_nobody_of_that_name(classroom: Classroom) -> None:
    """A STUDENT who matches nobody is answered with the nearest."""
    outcome = classroom.run("clean", "--student", "Bilbao")
    assert outcome.code == 2
    assert "Bilbo Baggins (bilbo)" in outcome.err


def test_student_without_certificate(classroom: Classroom) -> None:
    """There is nothing to delete or revoke for a student without a certificate."""
    classroom.run("build")
    for command in (("clean", "--student", "cyd"), ("revoke", "cyd", "--reason", "x")):
        outcome = classroom.run(*command)
        assert outcome.code == 1
        assert "has no certificate" in outcome.err


def test_certificate_code_as_typed(classroom: Classroom) -> None:
    """A code may be typed in small letters, without hyphens, with o for 0 and l for 1."""
    classroom.run("build")
    code = classroom.student("ada")["certificate"]["code"]
    typed = code.replace("-", "").lower().replace("0", "o").replace("1", "l")
    assert classroom.run("explain", typed, "--json").json["key"] == "ada"


def test_nothing_left_to_delete_or_revoke(classroom: Classroom) -> None:
    """What is deleted cannot be deleted again, nor what is revoked be revoked; the reason of the first time stays."""
    classroom.run("build")
    classroom.run("clean", "--student", "ada")
    again = classroom.run("clean", "--student", "ada")
    assert again.code == 1
    assert "has no file that could be deleted" in again.err
    classroom.run("revoke", "ada", "--reason", "first")
    again = classroom.run("revoke", "ada", "--reason", "second")
    assert again.code == 1
    assert "is revoked already" in again.err
    assert "second" not in classroom.run("history").out


@pytest.mark.parametrize("arguments", [("clean",), ("clean", "--all", "--student", "ada"), ("revoke", "ada"), ("nonsense",)])
def test_wrong_usage(classroom: Classroom, arguments: tuple[str, ...]) -> None:
    """A command that is not said in full is answered with how to say it, exit code 2."""
    outcome = classroom.run(*arguments)
    assert outcome.code == 2
    assert "Usage: certbuild" in outcome.err


def test_history_of_nothing(classroom: Classroom) -> None:
    """Before the first build the history says that there is none."""
    assert "No certificate has been issued yet" in classroom.run("history").err


def test_a_file_in_the_way(classroom: Classroom) -> None:
    """Where something cannot be written, the path is named, and there is no traceback."""
    (classroom.root / "build").write_text("in the way")
    outcome = classroom.run("build")
    assert outcome.code == 1
    assert "build" in outcome.err
    assert "Traceback" not in outcome.err


def test_history(classroom: Classroom) -> None:
    """Issue, deletion, rendering and revocation stand in the history with their reasons."""
    classroom.run("build")
    classroom.run("clean", "--student", "ada")
    classroom.run("build")
    classroom.run("revoke", "ada", "--reason", "copied essay")
    events = classroom.run("history", "ada", "--json").json["events"]
    assert [event["action"] for event in events] == ["issue", "delete", "render", "revoke"]
    assert events[-1]["reason"] == "copied essay"
    assert "copied essay" in classroom.run("history").out


def test_verify(classroom: Classroom) -> None:
    """A genuine PDF is valid, a changed one unknown, a revoked one revoked; exit code 1 unless all are valid."""
    classroom.run("build")
    pdf = classroom.root / classroom.student("ada")["certificate"]["file"]
    copy = classroom.root / "copy.pdf"
    copy.write_bytes(pdf.read_bytes())
    outcome = classroom.run("verify", str(copy))
    assert outcome.code == 0
    assert "valid: ADV-2026-0001, issued to Ada Byron" in outcome.out
    forged = classroom.root / "forged.pdf"
    forged.write_bytes(pdf.read_bytes() + b" ")
    outcome = classroom.run("verify", str(copy), str(forged), "--json")
    assert outcome.code == 1
    assert [row["valid"] for row in outcome.json["files"]] == [True, False]
    classroom.run("revoke", "ada", "--reason", "x")
    assert "revoked on" in classroom.run("verify", str(copy)).out


def test_verify_says_whose_code_a_changed_file_bears(classroom: Classroom) -> None:
    """A certificate that came back saved anew, or with another name on it, is unknown; it is told whose code stands on it."""
    classroom.run("build")
    pdf = classroom.root / classroom.student("ada")["certificate"]["file"]
    with pikepdf.open(pdf) as file:
        file.save(classroom.root / "again.pdf")
        del file.pages[0].Annots
        file.save(classroom.root / "unlinked.pdf")
        file.pages[0].Contents = file.make_stream(b"")
        file.save(classroom.root / "empty.pdf")
    outcome = classroom.run("verify", *(str(classroom.root / f"{name}.pdf") for name in ("again", "unlinked", "empty")))
    assert outcome.code == 1
    again, unlinked, empty = outcome.out.splitlines()
    for line in (again, unlinked):
        assert "changed since; it bears the code of ADV-2026-0001, issued to Ada Byron on 2026-11-23" in line
        assert line.endswith("90.0 % (the original is valid)")
    assert empty.endswith("changed since")
    classroom.run("revoke", "ada", "--reason", "x")
    assert classroom.run("verify", str(classroom.root / "again.pdf")).out.endswith("(the original is revoked)\n")
    assert (
        classroom.run("verify", str(classroom.root / "again.pdf"), "--json").json["files"][0]["bears_code_of"] == "ADV-2026-0001"
    )


def test_verify_remembers_earlier_renderings(classroom: Classroom) -> None:
    """A PDF handed out before the template changed is still known as the same certificate."""
    classroom.run("build")
    old = classroom.root / "old.pdf"
    old.write_bytes((classroom.root / classroom.student("ada")["certificate"]["file"]).read_bytes())
    text = (classroom.root / "input" / "course.toml").read_text(encoding="utf-8")
    classroom.write_course(text.replace("Evening School", "Night School"))
    classroom.run("build")
    assert classroom.run("verify", str(old)).code == 0


def test_init(classroom: Classroom, tmp_path: Path) -> None:
    """A first course.toml is written from an export, and the build runs on it as it stands."""
    (classroom.root / "input" / "course.toml").unlink()
    export = tmp_path / "My course.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["ID", "First name", "Last name", 'Essay "one" (20)', "Exam (100)"])
    book.active.append(["a1", "Ada", "Byron", 19, 90])
    book.save(export)
    (classroom.root / "input" / "grades.xlsx").unlink()
    outcome = classroom.run("init", str(export))
    assert outcome.code == 0
    text = (classroom.root / "input" / "course.toml").read_text(encoding="utf-8")
    assert 'name = "Essay \\"one\\""\nmax = 20' in text
    assert classroom.run("build").code == 0
    assert classroom.run("init").code == 3


def test_init_says_what_is_unknown(classroom: Classroom) -> None:
    """Where the export does not say how many points an activity is worth, init says so and the build asks for it."""
    (classroom.root / "input" / "course.toml").unlink()
    assert "set max in course.toml" in classroom.run("init").err
    outcome = classroom.run("build")
    assert outcome.code == 3
    assert "max = 100" in outcome.err


def test_no_course(classroom: Classroom) -> None:
    """Without course.toml the program says how to get one."""
    (classroom.root / "input" / "course.toml").unlink()
    outcome = classroom.run("build")
    assert outcome.code == 3
    assert "certbuild init" in outcome.err


def test_serve(classroom: Classroom) -> None:
    """Both sites are served on the loopback address under no other name, without lists of files; Ctrl+C is no fault."""
    classroom.run("build")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "certbuild", "-C", str(classroom.root), "serve", "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            assert f"http://127.0.0.1:{port}/teacher/" in server.stderr.readline()
            for page in ("teacher/", "site/"):
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/{page}", timeout=5) as answer:
                    assert b"Foundations of Adventuring" in answer.read()
            with pytest.raises(urllib.error.HTTPError, match="404"):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/certificates/", timeout=5)
            for host in ("school.example", f"school.example:{port}", ""):
                strange = urllib.request.Request(f"http://127.0.0.1:{port}/site/", headers={"Host": host})
                with pytest.raises(urllib.error.HTTPError, match="403"):
                    urllib.request.urlopen(strange, timeout=5)  # noqa: S310
            server.send_signal(signal.SIGINT)
            assert server.wait(5) == 0
        finally:
            server.kill()


def test_serve_without_a_course(classroom: Classroom) -> None:
    """In a folder that is no course, serve says how to get one instead of showing nothing."""
    shutil.rmtree(classroom.root / "input")
    outcome = classroom.run("serve", "--port", "0")
    assert outcome.code == 3
    assert "certbuild init" in outcome.err


def test_serve_on_a_port_that_is_taken(classroom: Classroom) -> None:
    """A port that another program uses is told, with the way out."""
    classroom.run("build")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        outcome = classroom.run("serve", "--port", port)
    assert outcome.code == 1
    assert f"port {port}" in outcome.err
    assert "--port" in outcome.err


def test_verify_what_is_not_there(classroom: Classroom) -> None:
    """A file that does not exist is named."""
    outcome = classroom.run("verify", "nowhere.pdf")
    assert outcome.code == 1
    assert "nowhere.pdf" in outcome.err


def test_register_of_a_newer_program(classroom: Classroom) -> None:
    """A register that a newer certbuild wrote is left alone, with advice."""
    classroom.run("build")
    register = classroom.root / "records" / "register.sqlite"
    with contextlib.closing(sqlite3.connect(register)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = register.read_bytes()
    outcome = classroom.run("build")
    assert outcome.code == 1
    assert "newer than this program" in outcome.err
    assert register.read_bytes() == before


def test_left_the_gradebook(classroom: Classroom) -> None:
    """Who holds a certificate and has left the gradebook cannot be explained, but is known to history and revoke."""
    classroom.run("build")
    classroom.write_marks({"Bilbo Baggins": [9] * 10, "Cyd Lowe": [5] * 10})
    outcome = classroom.run("explain", "ada")
    assert outcome.code == 1
    assert "certbuild history" in outcome.err
    assert classroom.run("history", "ada", "--json").json["events"]
    assert classroom.run("revoke", "ada", "--reason", "left").code == 0


def test_plain_output(classroom: Classroom) -> None:
    """Away from a terminal there are no colours, and the closing table adds up."""
    outcome = classroom.run("build")
    assert "\x1b" not in outcome.out + outcome.err
    numbers = [int(line.split()[-1]) for line in outcome.out.splitlines()[1:6]]
    assert sum(numbers[:4]) == numbers[4] == 3


def test_letters_survive_any_machine(classroom: Classroom) -> None:
    """Where the machine's encoding is a small one, names still come out in their own letters."""
    classroom.write_marks({"Łucja Żółtowska": [9] * 10})
    command = [sys.executable, "-m", "certbuild", "-C", str(classroom.root), "status", "--json"]
    answer = subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert "Łucja Żółtowska" in answer.stdout.decode("utf-8")


def test_damaged_register(classroom: Classroom) -> None:
    """A register that is no database stops everything with advice, and is not touched."""
    classroom.run("build")
    register = classroom.root / "records" / "register.sqlite"
    register.write_bytes(b"nonsense" * 1000)
    outcome = classroom.run("build")
    assert outcome.code == 1
    assert "backup" in outcome.err
    assert register.read_bytes() == b"nonsense" * 1000


def test_thousands_of_problems_are_told_in_part(classroom: Classroom) -> None:
    """Of thousands of problems the first hundreds are told on the terminal, then how many more there are; JSON has them all."""
    classroom.write_marks({"Ann Lee": [9] * 10} | {f"Student{number} Lee": ["?"] * 10 for number in range(200)})
    outcome = classroom.run("check", "--json")
    assert len(outcome.json["problems"]) == 2000
    assert outcome.err.count("is no mark") == 500
    assert "and 1,500 more" in outcome.err
