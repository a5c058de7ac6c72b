"""Names that would do harm if they could, from the gradebook to a host that sends `_headers`: no page lets them."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import pytest
from hosts import hosted
from small_course import COURSE_TOML, write_plain_template

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Classroom
    from playwright.sync_api import BrowserContext, Page

NAMES = (
    ("<script>alert(1)</script>", "O'Neil"),
    ("javascript:alert(1)", "Smith"),
    ("../../etc", "passwd"),
    ("..\\..\\windows", "CON"),
    ("\u202egnp.eliB", "\u2066Baggins"),
    ('" onload="alert(1)', "' autofocus onfocus='alert(1)"),
    ("</title><img src=x onerror=alert(1)>", "{{ 7*7 }}"),
    ("]]>--></style>", "&lt;b&gt;%3Cscript%3E"),
    ("=HYPERLINK(1)", "${alert(1)}"),
)
TITLE = '</script><script>alert(1)</script> & \\"Sons\\"'


@pytest.fixture
def course(classroom: Classroom) -> Classroom:
    """Return a course in which everybody passes and everything bears such a name, after a build."""
    write_plain_template(classroom.root)
    text = COURSE_TOML.replace('"Foundations of Adventuring"', f'"{TITLE}"').replace('"Evening School"', f'"School {TITLE}"')
    classroom.write_course(f'{text}listing = "name"\nshow_scores = true\n')
    (classroom.root / "input" / "grades.xlsx").unlink()
    with (classroom.root / "input" / "grades.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["ID", "First name", "Last name", "Email", "Essay <img src=x onerror=alert(1)>", "Talk"])
        table.writerows([f"s{number}", *name, f"s{number}@example.org", 9, 9] for number, name in enumerate(NAMES))
    outcome = classroom.run("build")
    assert outcome.code == 0, outcome.err
    return classroom


def _open_all(pages: Page, folder: Path, address: str) -> None:
    for path in sorted(folder.rglob("*.html")):
        pages.goto(f"{address}{path.relative_to(folder).as_posix()}")
        assert pages.locator("h1").count() == 1
        assert pages.locator("img[src=x], iframe, object, [onload], [onerror], [onfocus]").count() == 0
        assert pages.evaluate("document.styleSheets.length") == 1


def test_names_do_no_harm(course: Classroom, new_context: Callable[..., BrowserContext]) -> None:
    """Nothing of them runs, no element comes of them, and pages have the style and scripts that they ask for."""
    dialogs: list[str] = []
    page = new_context().new_page()
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    site = course.root / "build" / "site"
    with hosted(site) as address:
        answer = page.goto(f"{address}index.html")
        assert answer
        assert answer.headers["x-robots-tag"] == "noindex, nofollow"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        labels = " ".join(page.locator("td, th").all_inner_texts())
        assert all(name in labels for name in ("<script>alert(1)</script> O'Neil", "gnp.eliB Baggins", "../../etc passwd"))
        _open_all(page, site, address)
    teacher = course.root / "build" / "teacher"
    _open_all(page, teacher, f"{teacher.as_uri()}/")
    assert dialogs == []


def test_names_lead_nowhere(course: Classroom) -> None:
    """Every file stands where it should, under a name that every system can hold, and publishing finds no leak."""
    made = [path.relative_to(course.root).as_posix() for path in course.root.rglob("*") if path.is_file()]
    assert {path.partition("/")[0] for path in made} == {"build", "input", "records"}
    assert all(re.fullmatch(r"[\w./-]+", path, re.ASCII) for path in made)
    assert len(list((course.root / "build" / "certificates").iterdir())) == len(NAMES)
    outcome = course.run("publish", str(course.root.parent / "www"))
    assert outcome.code == 0, outcome.err


def test_name_that_no_page_can_hold(classroom: Classroom) -> None:
    """A name with a control character is refused with its cell, before anything is made."""
    (classroom.root / "input" / "grades.xlsx").unlink()
    (classroom.root / "input" / "grades.csv").write_text(
        "ID,First name,Last name,Essay\ns1,Bil\x1bbo,Baggins,9\n", encoding="utf-8"
    )
    refused = classroom.run("build")
    assert refused.code == 4
    assert "U+001B" in refused.err
    assert "B2" in refused.err
    assert not (classroom.root / "build").exists()
