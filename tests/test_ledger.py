"""What the ledger of the build folder saves, and that nothing but time depends on it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from small_course import COURSE_TOML

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Classroom

pytestmark = pytest.mark.usefixtures("plain")

DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut short": lambda said: said[: len(said) // 2],
    "another letter": lambda said: said.replace(b"teacher", b"teachex", 1),
    "not ours alone": lambda said: b"{}" + said,
    "no text": lambda _: b"\xff\xfe\x00",
}


def _ledger(classroom: Classroom) -> Path:
    return classroom.root / "build" / ".ledger"


def _standing(classroom: Classroom) -> dict[str, int]:
    """Return when each file was last changed."""
    build = classroom.root / "build"
    return {path.relative_to(build).as_posix(): path.stat().st_mtime_ns for path in build.rglob("*") if path.is_file()}


def _page_of(classroom: Classroom, key: str) -> str:
    """Return the path of a student's certificate page."""
    return f"site/c/{classroom.student(key)['certificate']['code']}/index.html"


@pytest.mark.parametrize("damage", [None, *DAMAGES])
def test_without_a_ledger(classroom: Classroom, damage: str | None) -> None:
    """Where it is missing or damaged, the next build finds nothing to do, and changes no file but it and the stamp."""
    classroom.run("build")
    made, records, said = _standing(classroom), classroom.files("records"), _ledger(classroom).read_bytes()
    if damage:
        _ledger(classroom).write_bytes(DAMAGES[damage](said))
    else:
        _ledger(classroom).unlink()
    outcome = classroom.run("build")
    assert outcome.code == 0
    assert "Nothing to do" in outcome.out
    assert _ledger(classroom).read_bytes() == said
    again = _standing(classroom)
    assert {path for path in made if made[path] != again[path]} == {".ledger", ".stamp"}
    assert classroom.files("records") == records


def test_nothing_to_do_touches_nothing(classroom: Classroom) -> None:
    """A build that has nothing to do writes no file, the ledger no more than any other."""
    classroom.run("build")
    made = _standing(classroom)
    classroom.run("build")
    assert _standing(classroom) == made


def test_one_change_touches_what_it_concerns(classroom: Classroom) -> None:
    """Another score for one student: only that student's files, the lists and the reports are written."""
    marks = {"Ada Byron": [9] * 10, "Bilbo Baggins": [9] * 10, "Cyd Lowe": [5] * 10}
    classroom.write_marks(marks)
    classroom.run("build")
    before, old = _standing(classroom), _page_of(classroom, "ada")
    classroom.write_marks(marks | {"Ada Byron": [9] * 9 + [10]})
    classroom.run("build")
    after, new = _standing(classroom), _page_of(classroom, "ada")
    written = {path for path in after if before.get(path) != after[path]}
    token = {path for path in written if path.startswith("site/r/")}
    assert len(token) == 1
    lists = {
        "site/index.html",
        "site/verify/codes.js",
        "teacher/index.html",
        "results.csv",
        "results.xlsx",
        "certificates.pdf",
        ".ledger",
        ".stamp",
    }
    own = {
        old,
        new,
        new.replace("index.html", "certificate.pdf"),
        "certificates/byron-ada-ada.pdf",
        "teacher/students/byron-ada-ada.html",
    }
    assert written == lists | own | token


@pytest.mark.parametrize(
    "name", ["site/index.html", "site/robots.txt", "teacher/index.html", "results.csv", "results.xlsx", "page", "pdf"]
)
def test_what_was_changed_by_hand_is_made_again(classroom: Classroom, name: str) -> None:
    """A file that somebody has changed since, even one that is as long as before, gets its own bytes back."""
    classroom.run("build")
    made = classroom.files()
    page = _page_of(classroom, "ada")
    path = classroom.root / "build" / {"page": page, "pdf": page.replace("index.html", "certificate.pdf")}.get(name, name)
    path.write_bytes(b"x" * path.stat().st_size)
    classroom.run("build")
    assert classroom.files() == made


def test_touched_file(classroom: Classroom) -> None:
    """A file whose time alone has changed stays, and is known again afterwards."""
    classroom.run("build")
    path = classroom.root / "build" / _page_of(classroom, "ada")
    os.utime(path, ns=(1, 1))
    assert "Nothing to do" in classroom.run("build").out
    assert path.stat().st_mtime_ns == 1


def test_settings_that_pages_show(classroom: Classroom) -> None:
    """Another issuer in course.toml stands on every page after the next build, also on those of students without a change."""
    classroom.run("build")
    classroom.write_course(COURSE_TOML.replace("Evening School", "Morning School"))
    classroom.run("build")
    pages = [data for path, data in classroom.files().items() if path.endswith(".html") and path != "site/404.html"]
    assert pages
    assert all(b"Morning School" in page for page in pages)


def test_new_secret_on_pages_that_stand(classroom: Classroom) -> None:
    """A new student whose name stands in an activity's title is found on the pages that were checked before that student came."""
    titles = ["Essay on Frodo Gardner", *(f"Activity {number}" for number in range(2, 11))]
    heading = ["ID", "First name", "Last name", "Email", *titles]
    ada = ["ada", "Ada", "Byron", "ada@example.org", *[9] * 10]
    classroom.write_rows([heading, ada])
    assert classroom.run("build").code == 0
    page = next(path for path in classroom.files() if path.startswith("site/r/"))
    made, records = classroom.files(), classroom.files("records")
    classroom.write_rows([heading, ada, ["f-1", "Frodo", "Gardner", "frodo@example.org", *[9] * 10]])
    outcome = classroom.run("build")
    assert outcome.code == 1
    assert f"build/{page}" in outcome.err.replace("\n", "")
    assert 'shows the name "frodo gardner"' in outcome.err
    assert classroom.files() == made
    assert classroom.files("records") == records
