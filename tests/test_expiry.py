"""Certificates that expire: what is issued, what the calendar does to it, and how it is renewed."""

from __future__ import annotations

import csv
import io
import subprocess
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from certbuild.config import load_course

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Classroom

MARKS = {"Ada Byron": [9] * 10, "Bilbo Baggins": [9] * 9 + [None], "Cyd Lowe": [5] * 10}


def _write_course(classroom: Classroom, valid_for: str | None = "1 year", **course: str) -> None:
    """Write the course of the fixture anew, without a fixed day of issue."""
    classroom.write_course()
    text = (classroom.root / "input" / "course.toml").read_text(encoding="utf-8")
    about = "".join(f'{key} = "{value}"\n' for key, value in {"language": "en-GB", **course}.items())
    text = text.replace("date = 2026-11-23\n", about)
    classroom.write_course(text if valid_for is None else f'{text}\n[certificate]\nvalid_for = "{valid_for}"\n')


@pytest.fixture
def issued(classroom: Classroom, it_is: Callable[[str], None]) -> Classroom:
    """Return the course whose certificates are valid for a year; Ada's was issued on 23 November 2026."""
    _write_course(classroom)
    it_is("2026-11-23")
    assert classroom.run("build").code == 0
    return classroom


def _certificate(classroom: Classroom) -> dict[str, Any]:
    found: dict[str, Any] = classroom.student("ada")["certificate"]
    return found


def _page(classroom: Classroom, code: str) -> str:
    return (classroom.root / "build" / "site" / "c" / code / "index.html").read_text(encoding="utf-8")


def _text(pdf: Path) -> str:
    return subprocess.run(["pdftotext", str(pdf), "-"], check=True, capture_output=True, text=True).stdout


def _report(classroom: Classroom) -> dict[str, str]:
    """Return Ada's line of results.csv."""
    text = (classroom.root / "build" / "results.csv").read_text(encoding="utf-8-sig")
    return next(row for row in csv.DictReader(io.StringIO(text)) if row["Key"] == "ada")


def _students_page(room: Classroom) -> str:
    return (room.root / "build/teacher/students/byron-ada-ada.html").read_text(encoding="utf-8")


def test_told_everywhere(issued: Classroom) -> None:
    """The last day stands on the paper, on its page, on the teacher's, in reports, status, explain and verify."""
    certificate = _certificate(issued)
    assert certificate["valid_until"] == "2027-11-23"
    pdf = issued.root / certificate["file"]
    assert "Valid until 23 November 2027" in _text(pdf)
    page = _page(issued, certificate["code"])
    last = '<time datetime="2027-11-23">23 November 2027</time>'
    assert f"<strong>Valid until {last}.</strong> Issued to" in page
    assert f"<dt>Valid until</dt><dd>{last}</dd>" in page
    assert f"<dt>Valid until</dt><dd>{last}</dd>" in _students_page(issued)
    assert _report(issued)["Valid until"] == "2027-11-23"
    sheet = openpyxl.load_workbook(issued.root / "build" / "results.xlsx")["Results"]
    headings, _, ada, _ = ([cell.value for cell in row] for row in sheet.iter_rows())
    assert ada[headings.index("Valid until")] == datetime(2027, 11, 23)  # noqa: DTZ001 - Excel knows no zones
    assert "2027-11-23" in issued.run("status").out
    assert "revision 1: current, valid until 2027-11-23" in issued.run("explain", "ada").out
    assert "valid until 2027-11-23: ADV-2026-0001, issued to Ada Byron" in issued.run("verify", str(pdf)).out


def test_a_corrected_name_prolongs_nothing(issued: Classroom, it_is: Callable[[str], None]) -> None:
    """A new revision that only corrects the name is valid as long as the one before."""
    it_is("2027-03-01")
    text = (issued.root / "input" / "course.toml").read_text(encoding="utf-8")
    rename = '[[exception]]\nstudent = "ada"\naction = "rename"\nvalue = "Ada Lovelace"\nreason = "married"\n'
    issued.write_course(text + rename)
    issued.run("build")
    certificate = _certificate(issued)
    assert (certificate["revision"], certificate["issued_on"]) == (2, "2027-03-01")
    assert certificate["valid_until"] == "2027-11-23"


def test_preview(issued: Classroom) -> None:
    """Specimens show where the last day will stand."""
    issued.run("preview")
    assert "Valid until" in _text(issued.root / "build" / "preview.pdf")


def test_the_last_day_counts(issued: Classroom, it_is: Callable[[str], None]) -> None:
    """On its last day, up to the last minute, the certificate is valid, and a build has nothing to do."""
    made = issued.files()
    it_is("2027-11-23T23:59")
    assert "Nothing to do" in issued.run("build").out
    assert issued.files() == made
    assert _certificate(issued)["state"] == "current"


def test_the_day_after(issued: Classroom, it_is: Callable[[str], None]) -> None:
    """One build tells everywhere that it has expired and takes the PDF away; the next changes nothing."""
    certificate = _certificate(issued)
    pdf = issued.root / certificate["file"]
    copy = issued.root / "copy.pdf"
    copy.write_bytes(pdf.read_bytes())
    it_is("2027-11-24T00:00")
    outcome = issued.run("build")
    assert outcome.code == 0
    assert "1 certificate expired" in outcome.out
    assert outcome.err == ""
    assert _certificate(issued) == {**certificate, "state": "expired"}
    assert not pdf.exists()
    assert not (issued.root / "build" / "certificates.pdf").exists()
    folder = issued.root / "build" / "site" / "c" / certificate["code"]
    assert [path.name for path in folder.iterdir()] == ["index.html"]
    page = _page(issued, certificate["code"])
    assert 'data-state="expired"' in page
    assert 'Expired: it was valid until <time datetime="2027-11-23">23 November 2027</time>' in page
    assert "1 expired certificate" in (issued.root / "build/teacher/index.html").read_text(encoding="utf-8")
    assert "make reissue STUDENT=ada REASON=" in _students_page(issued)
    assert (_report(issued)["State"], _report(issued)["Valid until"]) == ("expired", "2027-11-23")
    assert "expired" in issued.run("status").out
    assert "revision 1: expired, was valid until 2027-11-23" in issued.run("explain", "ada").out
    verdict = issued.run("verify", str(copy))
    assert verdict.code == 1
    assert "expired, was valid until 2027-11-23: ADV-2026-0001" in verdict.out
    made, records = issued.files(), issued.files("records")
    assert "Nothing to do" in issued.run("build").out
    assert (issued.files(), issued.files("records")) == (made, records)


def test_known_before_the_next_build(issued: Classroom, it_is: Callable[[str], None]) -> None:
    """The commands that only look know it from the day on, and no act on the certificate is planned."""
    made = issued.files()
    it_is("2027-11-24")
    assert _certificate(issued)["state"] == "expired"
    plan = issued.run("plan", "--json").json
    assert [plan[act] for act in ("issue", "reissue", "render", "withdraw", "keep")] == [[], [], [], [], 0]
    assert issued.files() == made


def test_others_stay(issued: Classroom, it_is: Callable[[str], None]) -> None:
    """What expires leaves the merged PDF; what was issued later stays in it."""
    it_is("2027-03-01")
    issued.write_marks({**MARKS, "Bilbo Baggins": [9] * 10})
    issued.run("build")
    merged = issued.root / "build" / "certificates.pdf"
    assert "Ada Byron" in _text(merged)
    it_is("2027-12-01")
    issued.run("build")
    assert "Ada Byron" not in _text(merged)
    assert "Bilbo Baggins" in _text(merged)


def test_renewed(issued: Classroom, it_is: Callable[[str], None]) -> None:
    """Reissuing gives the number a new revision, code, day and validity; the old code's page says that it was superseded."""
    before = _certificate(issued)
    it_is("2027-12-01")
    issued.run("build")
    outcome = issued.run("reissue", "ada", "--reason", "renewed")
    assert outcome.code == 0
    assert "revision 2, valid until 2028-12-01" in outcome.err
    after = _certificate(issued)
    assert (after["number"], after["revision"], after["state"]) == (before["number"], 2, "current")
    assert (after["issued_on"], after["valid_until"]) == ("2027-12-01", "2028-12-01")
    assert "Valid until 1 December 2028" in _text(issued.root / after["file"])
    assert 'data-state="superseded"' in _page(issued, before["code"])
    assert 'data-state="issued"' in _page(issued, after["code"])
    made = issued.files()
    assert "Nothing to do" in issued.run("build").out
    assert issued.files() == made


@pytest.mark.parametrize("mark", [10, 5, None])
def test_marks_do_not_touch_it(issued: Classroom, it_is: Callable[[str], None], mark: int | None) -> None:
    """A better, a failing or a missing mark neither reissues nor withdraws an expired certificate."""
    before = _certificate(issued)
    it_is("2027-12-01")
    issued.write_marks({**MARKS, "Ada Byron": [mark] * 10})
    assert issued.run("build").code == 0
    assert _certificate(issued) == {**before, "state": "expired"}


def test_no_longer_earned_is_not_renewed(issued: Classroom, it_is: Callable[[str], None]) -> None:
    """Whoever would not earn it now gets no renewal, and the message does not speak of a withdrawal."""
    it_is("2027-12-01")
    issued.write_marks({**MARKS, "Ada Byron": [5] * 10})
    outcome = issued.run("reissue", "ada", "--reason", "renewed")
    assert outcome.code == 1
    assert "no longer earned" in outcome.err
    assert "withdraws" not in outcome.err
    issued.run("build")
    assert "make explain STUDENT=ada" in _students_page(issued)
    assert "make reissue STUDENT=ada" not in _students_page(issued)


def test_holder_who_left(issued: Classroom, it_is: Callable[[str], None]) -> None:
    """An expired certificate of somebody no longer in the gradebook is no warning, is listed, and can be renewed as it was."""
    it_is("2027-12-01")
    rest = {name: marks for name, marks in MARKS.items() if name != "Ada Byron"}
    issued.write_marks({**rest, **{f"Guest{n} Test": [5] * 10 for n in range(3)}})
    assert issued.run("build", "--yes").err == ""
    teacher = (issued.root / "build" / "teacher" / "index.html").read_text(encoding="utf-8")
    assert "make reissue STUDENT=ada" in teacher
    outcome = issued.run("reissue", "ada", "--reason", "renewed")
    assert "revision 2, valid until 2028-12-01" in outcome.err
    (pdf,) = (issued.root / "build" / "certificates").iterdir()
    assert "Ada Byron" in _text(pdf)
    assert "Valid until 1 December 2028" in _text(pdf)


@pytest.mark.parametrize("valid_for", ["6 months", "3 years", None])
def test_changed_later(issued: Classroom, it_is: Callable[[str], None], valid_for: str | None) -> None:
    """Another valid_for, or none, leaves what was issued as it is and says nothing."""
    made = issued.files()
    it_is("2027-06-01")
    _write_course(issued, valid_for)
    outcome = issued.run("build")
    assert outcome.err == ""
    assert "Nothing to do" in outcome.out
    assert issued.files() == made
    assert (_certificate(issued)["state"], _certificate(issued)["valid_until"]) == ("current", "2027-11-23")


def test_changed_later_holds_for_new_revisions(issued: Classroom, it_is: Callable[[str], None]) -> None:
    """A new revision for a changed score has the validity that course.toml says then."""
    it_is("2027-06-01")
    _write_course(issued, "6 months")
    issued.write_marks({**MARKS, "Ada Byron": [10] * 10})
    issued.run("build")
    assert (_certificate(issued)["revision"], _certificate(issued)["valid_until"]) == (2, "2027-12-01")


def test_introduced_later(classroom: Classroom, it_is: Callable[[str], None]) -> None:
    """Certificates from before there was a valid_for do not expire."""
    it_is("2026-11-23")
    _write_course(classroom, None)
    classroom.run("build")
    made = classroom.files()
    _write_course(classroom)
    it_is("2036-01-01")
    assert "Nothing to do" in classroom.run("build").out
    assert classroom.files() == made
    assert _certificate(classroom)["valid_until"] is None


@pytest.mark.parametrize(
    ("day", "valid_for", "last"),
    [
        ("2028-02-29", "1 year", "2029-02-28"),
        ("2028-02-29", "4 years", "2032-02-29"),
        ("2027-01-31", "1 month", "2027-02-28"),
        ("2028-01-31", "1 Month", "2028-02-29"),
        ("2026-08-31", "18 months", "2028-02-29"),
        ("2026-12-31", "1 day", "2027-01-01"),
        ("2026-12-20", "2weeks", "2027-01-03"),
        ("2027-02-01", " 90 days ", "2027-05-02"),
        ("2026-11-23", "100 years", "2126-11-23"),
    ],
)
def test_calendar(classroom: Classroom, day: str, valid_for: str, last: str) -> None:
    """The last day has the number of the first, or is the last of its month."""
    _write_course(classroom, valid_for)
    course = load_course(classroom.root / "input")
    assert course.certificate.valid_until(date.fromisoformat(day)) == date.fromisoformat(last)


def test_leap_day(classroom: Classroom, it_is: Callable[[str], None]) -> None:
    """What was issued on 29 February for a year is valid on 28 February, and not on 1 March."""
    _write_course(classroom)
    it_is("2028-02-29")
    classroom.run("build")
    states = {}
    for day in ("2029-02-28", "2029-03-01"):
        it_is(day)
        states[day] = _certificate(classroom)["state"]
    assert states == {"2029-02-28": "current", "2029-03-01": "expired"}


@pytest.mark.parametrize("value", ['"2 yeers"', '"two years"', '"1.5 years"', '"-1 year"', '" "', "2", "true", '["1 year"]'])
def test_no_length_of_time(classroom: Classroom, value: str) -> None:
    """What is no length of time is an error with its place and an example, and nothing is written."""
    _write_course(classroom, None)
    text = (classroom.root / "input" / "course.toml").read_text(encoding="utf-8")
    classroom.write_course(f"{text}\n[certificate]\nvalid_for = {value}\n")
    outcome = classroom.run("build")
    assert outcome.code == 3
    assert "course.toml › [certificate] › valid_for" in outcome.err
    assert "is no length of time" in outcome.err
    assert 'such as "2 years"' in outcome.err
    assert sorted(path.name for path in classroom.root.iterdir()) == ["input"]


@pytest.mark.parametrize("value", ["0 days", "101 years", "99999 days", "1201 months"])
def test_too_short_or_too_long(classroom: Classroom, value: str) -> None:
    """Nothing and more than a hundred years are refused, with the way to say that there is no end."""
    _write_course(classroom, value)
    outcome = classroom.run("build")
    assert outcome.code == 3
    assert "a hundred years" in outcome.err
    assert "take the line out" in outcome.err


@pytest.mark.parametrize(("timezone", "state"), [("Pacific/Kiritimati", "expired"), ("America/Los_Angeles", "current")])
def test_the_course_decides_which_day_it_is(
    classroom: Classroom, it_is: Callable[[str], None], timezone: str, state: str
) -> None:
    """In the last minutes of the last day in UTC it has expired where tomorrow has begun; verify agrees with status."""
    _write_course(classroom, timezone=timezone)
    it_is("2026-11-23T08:30")
    classroom.run("build")
    pdf = classroom.root / _certificate(classroom)["file"]
    copy = classroom.root / "copy.pdf"
    copy.write_bytes(pdf.read_bytes())
    assert _certificate(classroom)["issued_on"] == "2026-11-23"
    it_is("2027-11-23T23:50")
    assert _certificate(classroom)["state"] == state
    assert classroom.run("verify", str(copy)).code == (state == "expired")


def test_verify_without_course(issued: Classroom, it_is: Callable[[str], None]) -> None:
    """Where course.toml cannot be read, a certificate can still be verified."""
    copy = issued.root / "copy.pdf"
    copy.write_bytes((issued.root / _certificate(issued)["file"]).read_bytes())
    issued.write_course("nonsense")
    assert issued.run("verify", str(copy)).code == 0
    it_is("2027-12-01")
    assert "expired" in issued.run("verify", str(copy)).out


def test_without_valid_for(classroom: Classroom, it_is: Callable[[str], None]) -> None:
    """A course whose certificates do not expire has no trace of it, however late it is."""
    _write_course(classroom, None)
    it_is("2026-11-23")
    classroom.run("build")
    it_is("2099-01-01")
    said = [classroom.run(*command).out for command in (("build",), ("status",), ("explain", "ada"))]
    pages = [
        data.decode().partition("<style>")[0] for path, data in classroom.files().items() if path.endswith((".html", ".csv"))
    ]
    papers = [_text(classroom.root / _certificate(classroom)["file"])]
    for text in said + pages + papers:
        assert "valid until" not in text.lower()
        assert "expire" not in text.lower()
    assert "Valid." in _page(classroom, _certificate(classroom)["code"])


def test_revoked_and_reinstated(issued: Classroom, it_is: Callable[[str], None]) -> None:
    """An expired certificate can be revoked; reinstated, it is expired again, and no PDF comes back."""
    code = _certificate(issued)["code"]
    it_is("2027-12-01")
    assert issued.run("revoke", "ada", "--reason", "copied essay").code == 0
    assert 'data-state="revoked"' in _page(issued, code)
    outcome = issued.run("reinstate", "ada")
    assert outcome.code == 0
    assert "valid until 2027-11-23" in outcome.err
    assert 'data-state="expired"' in _page(issued, code)
    assert not (issued.root / "build" / "certificates").exists()
    assert "Nothing to do" in issued.run("build").out


def test_early_day_of_issue(classroom: Classroom, it_is: Callable[[str], None]) -> None:
    """A day of issue so early that the certificate would have expired already stops the build, and spends no number."""
    _write_course(classroom, None)
    text = (classroom.root / "input" / "course.toml").read_text(encoding="utf-8")
    fixed = text.replace('code = "ADV"', 'code = "ADV"\ndate = 2026-11-23') + '\n[certificate]\nvalid_for = "1 year"\n'
    classroom.write_course(fixed)
    it_is("2027-12-01")
    outcome = classroom.run("build")
    assert outcome.code == 3
    assert "course.toml › [course] date" in outcome.err
    assert "valid until 2027-11-23 only" in outcome.err
    assert not (classroom.root / "build").exists()
    it_is("2027-11-01")
    classroom.run("build")
    it_is("2027-12-01")
    assert classroom.run("build").code == 0
    assert classroom.run("reissue", "ada", "--reason", "renewed").code == 3
    assert _certificate(classroom)["state"] == "expired"


@pytest.mark.parametrize(("end", "told"), [("", True), ("{{ certificate.valid_until }}", False)])
def test_own_template(classroom: Classroom, end: str, told: bool) -> None:  # noqa: FBT001 - a case
    """A template that does not print the last day is a warning, since the paper would promise too much."""
    folder = classroom.root / "input" / "templates" / "own"
    folder.mkdir(parents=True)
    (folder / "template.toml").write_text('extends = "classic"\n', encoding="utf-8")
    page = f'<html lang="en"><title>T</title><body>{{{{ student.name }}}} {end}</body></html>'
    (folder / "template.html").write_text(page, encoding="utf-8")
    (folder / "style.css").write_text("", encoding="utf-8")
    _write_course(classroom)
    text = (classroom.root / "input" / "course.toml").read_text(encoding="utf-8")
    classroom.write_course(f'{text}template = "own"\n')
    outcome = classroom.run("check")
    assert outcome.code == 0
    assert ("does not print until when a certificate is valid" in outcome.err) is told
    assert "template.html" in outcome.err or not told


def test_years_are_no_keys(classroom: Classroom, it_is: Callable[[str], None]) -> None:
    """A student whose key is the year in which certificates end keeps nobody from publishing."""
    _write_course(classroom, "7 years")
    it_is("2026-11-23")
    classroom.write_rows(
        [["ID", "First name", "Last name", "Activity 1"], ["2033", "Ada", "Byron", 9], ["2027", "Bilbo", "Baggins", 9]]
    )
    assert classroom.run("build").code == 0
