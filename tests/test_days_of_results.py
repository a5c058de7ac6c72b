"""Since when results are what they are: each student's own page has a day of its own, the course's page that of the course."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from registers import edit, make_older, rows_of
from small_course import COURSE_TOML, write_plain_template

from certbuild.files import sha256_of
from certbuild.layout import Layout
from certbuild.reading import attempt

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from conftest import Classroom

Marks = dict[str, list[object]]

MARKS: Marks = {"Ada Byron": [9] * 10, "Bilbo Baggins": [9] * 9 + [None], "Cyd Lowe": [5] * 10}
BETTER: Marks = MARKS | {"Ada Byron": [9] * 9 + [10]}
UNDATED = COURSE_TOML.replace("date = 2026-11-23\n", 'language = "en-GB"\ntimezone = "Europe/Berlin"\n')
EXCEPTION = '\n[[exception]]\nstudent = "cyd"\naction = "award"\nreason = "exchange year"\n'
WITH_DAYS = 4
"""The version of the register that has a day for each student."""
FIRST, SECOND, THIRD = "2026-11-23", "2026-12-01", "2027-01-15"


@pytest.fixture
def room(classroom: Classroom, it_is: Callable[[str], None]) -> Classroom:
    """Return the course of three students, built on 23 November 2026, without a fixed day."""
    write_plain_template(classroom.root)
    _build(classroom, it_is, FIRST, MARKS, UNDATED)
    return classroom


def _build(
    room: Classroom, it_is: Callable[[str], None], day: str, marks: Mapping[str, Sequence[object]], course: str = UNDATED
) -> None:
    it_is(day)
    room.write_course(course)
    room.write_marks(marks)
    assert room.run("build", "--yes").code == 0


def _tokens(room: Classroom) -> dict[str, str]:
    return {str(row["key"]): str(row["result_token"]) for row in rows_of(Layout(room.root).register)["student"]}


def _page(room: Classroom, key: str) -> str:
    path = room.root / "build" / "site" / "r" / _tokens(room)[key] / "index.html"
    return path.read_text(encoding="utf-8")


def _day_on(page: str) -> str:
    (day,) = re.findall(r'<p class="meta">.*<time datetime="([^"]+)">', page)
    return str(day)


def _days(room: Classroom) -> dict[str, str]:
    """Return the day on the page of each student of the gradebook, and on the course's page."""
    keys = [row["key"] for row in room.run("status", "--json").json["students"]]
    course = (room.root / "build" / "site" / "index.html").read_text(encoding="utf-8")
    return {key: _day_on(_page(room, key)) for key in sorted(keys)} | {"course": _day_on(course)}


def _written(room: Classroom, act: Callable[[], None]) -> set[str]:
    """Return which files of the site an act has written or removed."""
    site = room.root / "build" / "site"

    def standing() -> dict[str, int]:
        return {path.relative_to(site).as_posix(): path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file()}

    before = standing()
    act()
    after = standing()
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def test_one_change_on_a_later_day(room: Classroom, it_is: Callable[[str], None]) -> None:
    """One student's mark changes on another day: of the site only lists and pages of that student are written."""
    old = room.student("ada")["certificate"]["code"]
    written = _written(room, lambda: _build(room, it_is, SECOND, BETTER))
    new = room.student("ada")["certificate"]["code"]
    certificates = {f"c/{old}/index.html", f"c/{old}/certificate.pdf", f"c/{new}/index.html", f"c/{new}/certificate.pdf"}
    assert written == {"index.html", "verify/codes.js", f"r/{_tokens(room)['ada']}/index.html"} | certificates
    assert _days(room) == {"ada": SECOND, "bilbo": FIRST, "cyd": FIRST, "course": SECOND}
    assert "Your result has not changed since" in _page(room, "bilbo")
    assert "23 November 2026" in _page(room, "bilbo")


def test_twice_on_one_day(room: Classroom, it_is: Callable[[str], None]) -> None:
    """A second change on the same day is shown under that day; a build on a later day that finds nothing new writes nothing."""
    _build(room, it_is, FIRST, BETTER)
    assert _days(room) == {"ada": FIRST, "bilbo": FIRST, "cyd": FIRST, "course": FIRST}
    assert _written(room, lambda: _build(room, it_is, THIRD, BETTER)) == set()


def test_day_of_the_course_zone(room: Classroom, it_is: Callable[[str], None]) -> None:
    """The day is that of the course's time zone: half an hour to midnight in London it is tomorrow in Berlin."""
    _build(room, it_is, "2026-11-30T23:30", BETTER)
    assert _days(room)["ada"] == SECOND


def test_fixed_day(room: Classroom, it_is: Callable[[str], None]) -> None:
    """With a day in course.toml what is new bears that day; giving one, or taking it out, changes no day."""
    fixed = UNDATED.replace("[issuer]", "date = 2026-11-30\n\n[issuer]")
    _build(room, it_is, SECOND, MARKS, fixed)
    assert set(_days(room).values()) == {FIRST}
    _build(room, it_is, SECOND, BETTER, fixed)
    assert _days(room) == {"ada": "2026-11-30", "bilbo": FIRST, "cyd": FIRST, "course": "2026-11-30"}
    _build(room, it_is, THIRD, BETTER)
    assert _days(room) == {"ada": "2026-11-30", "bilbo": FIRST, "cyd": FIRST, "course": "2026-11-30"}


def test_another_name(room: Classroom, it_is: Callable[[str], None]) -> None:
    """Another name is no other result: the student's own page, which bears none, stays; the course's lists are new."""
    renamed = {name.replace("Byron", "King"): row for name, row in MARKS.items()}
    written = _written(room, lambda: _build(room, it_is, SECOND, renamed))
    assert room.student("ada")["certificate"]["revision"] == 2
    assert not [path for path in written if path.startswith("r/")]
    assert _days(room) == {"ada": FIRST, "bilbo": FIRST, "cyd": FIRST, "course": SECOND}


def test_other_cells(room: Classroom, it_is: Callable[[str], None]) -> None:
    """Students in another order and marks spelt otherwise are no other results: nothing of the site is written."""
    spelt = {name: [f"{mark}.0" if mark else mark for mark in row] for name, row in reversed(MARKS.items())}
    assert _written(room, lambda: _build(room, it_is, SECOND, spelt)) == set()
    assert set(_days(room).values()) == {FIRST}


def test_one_who_comes(room: Classroom, it_is: Callable[[str], None]) -> None:
    """Who is new has the day of coming, and nobody else's changes."""
    _build(room, it_is, SECOND, MARKS | {"Dee Ray": [7] * 10})
    assert _days(room) == {"ada": FIRST, "bilbo": FIRST, "cyd": FIRST, "dee": SECOND, "course": SECOND}


@pytest.mark.parametrize(("marks", "day"), [(MARKS, FIRST), (MARKS | {"Cyd Lowe": [6] * 10}, THIRD)], ids=["as before", "new"])
def test_one_who_leaves_and_comes_back(room: Classroom, it_is: Callable[[str], None], marks: Marks, day: str) -> None:
    """Who leaves and comes back with the same marks has the day from before; with others, that of coming back."""
    address = _tokens(room)["cyd"]
    _build(room, it_is, SECOND, {name: row for name, row in MARKS.items() if name != "Cyd Lowe"})
    assert not (room.root / "build" / "site" / "r" / address).exists()
    assert _days(room) == {"ada": FIRST, "bilbo": FIRST, "course": SECOND}
    _build(room, it_is, THIRD, marks)
    assert _days(room) == {"ada": FIRST, "bilbo": FIRST, "cyd": day, "course": THIRD}


def test_an_exception(room: Classroom, it_is: Callable[[str], None]) -> None:
    """An exception made, and taken back, is a change of that student's result alone."""
    _build(room, it_is, SECOND, MARKS, UNDATED + EXCEPTION)
    assert _days(room) == {"ada": FIRST, "bilbo": FIRST, "cyd": SECOND, "course": SECOND}
    _build(room, it_is, THIRD, MARKS)
    assert _days(room) == {"ada": FIRST, "bilbo": FIRST, "cyd": THIRD, "course": THIRD}


def test_another_pass_mark(room: Classroom, it_is: Callable[[str], None]) -> None:
    """Another pass mark stands on every page at once; whose result is told by it has the new day, who still waits the old."""
    _build(room, it_is, SECOND, MARKS, UNDATED.replace("[grading]", "[grading]\npass_mark = 81"))
    assert "Score 90 reaches the pass mark of 81" in _page(room, "ada")
    assert "<dd>81 %</dd>" in _page(room, "bilbo")
    assert _days(room) == {"ada": SECOND, "bilbo": FIRST, "cyd": SECOND, "course": SECOND}


def test_other_settings(room: Classroom, it_is: Callable[[str], None]) -> None:
    """Settings by which every result stays what it is change no day, whatever else of the pages they change."""
    other = UNDATED.replace("Foundations", "Basics").replace("[grading]", "[grading]\ndecimals = 2")
    _build(room, it_is, SECOND, MARKS, other)
    assert "90.00" in _page(room, "ada")
    assert set(_days(room).values()) == {FIRST}


def test_seen_before_built(room: Classroom, it_is: Callable[[str], None]) -> None:
    """An act on one certificate in between, and builds of one student's alone, keep the days as a build of all does."""
    it_is(SECOND)
    room.write_marks(BETTER | {"Cyd Lowe": [6] * 10, "Dee Ray": [7] * 10})
    assert room.run("reissue", "ada", "--reason", "lost").code == 0
    assert _day_on(_page(room, "cyd")) == SECOND
    it_is(THIRD)
    assert room.run("build", "--only", "ada").code == 0
    assert _days(room) == {"ada": SECOND, "bilbo": FIRST, "cyd": SECOND, "dee": SECOND, "course": SECOND}


def test_a_year_that_is_a_key(room: Classroom, it_is: Callable[[str], None]) -> None:
    """The year of a day on a page that stays is no key told, though a student's key looks like it."""
    headings = ["ID", "First name", "Last name", "Email", *[f"Activity {number}" for number in range(1, 11)]]
    rows = [["2026", "Eve", "Wu", "", *[5] * 10], ["2027", "Gus", "Li", "", *[5] * 10]]
    it_is(FIRST)
    room.write_rows([headings, *rows])
    assert room.run("build", "--yes").code == 0
    it_is(THIRD)
    room.write_rows([headings, rows[0], ["2027", "Gus", "Li", "", *[6] * 10]])
    for again in ((), ("--anew",)):
        (room.root / "build" / ".ledger").unlink()
        assert room.run("build", *again).code == 0
    assert _days(room) == {"2026": FIRST, "2027": THIRD, "course": THIRD}


def test_on_another_machine(room: Classroom, it_is: Callable[[str], None]) -> None:
    """Export and import take the days along: built there on a later day, every file has the same bytes."""
    _build(room, it_is, SECOND, BETTER)
    made = room.files()
    assert room.run("register", "export", str(room.root / "register.jsonl")).code == 0
    for folder in ("records", "build"):
        shutil.rmtree(room.root / folder)
    it_is(THIRD)
    assert room.run("register", "import", str(room.root / "register.jsonl")).code == 0
    assert room.run("build").code == 0
    assert room.files() == made


def _as_before_there_were_days(room: Classroom, version: int) -> None:
    """Make the register that of an older program, which kept one day for all and knew the results by another digest."""
    register = Layout(room.root).register
    make_older(register, version)
    results = attempt(Layout(room.root)).graded().results.results
    digest = sha256_of(repr(results).replace(", marks=()", "").encode())
    edit(register, f"UPDATE memo SET value = '{digest} {FIRST}' WHERE name = 'updated'")  # noqa: S608 - a digest


@pytest.mark.parametrize("version", range(1, WITH_DAYS))
def test_register_of_an_older_program(room: Classroom, it_is: Callable[[str], None], version: int) -> None:
    """After an update of the program alone no page has another day; from then on each student has a day of their own."""
    made = room.files()
    _as_before_there_were_days(room, version)
    _build(room, it_is, SECOND, MARKS)
    assert room.files() == made
    _build(room, it_is, THIRD, BETTER)
    assert _days(room) == {"ada": THIRD, "bilbo": FIRST, "cyd": FIRST, "course": THIRD}


def test_older_register_and_new_results(room: Classroom, it_is: Callable[[str], None]) -> None:
    """Where results have changed as well, nobody can say whose: all pages bear the day of the course, as they did."""
    _as_before_there_were_days(room, WITH_DAYS - 1)
    _build(room, it_is, SECOND, BETTER)
    assert set(_days(room).values()) == {SECOND}
