"""Results behind a code: sealed on the server, opened in the browser by who has the code, and by nobody else."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from campus import seen, text_of
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from playwright.sync_api import expect
from registers import rows_of
from small_course import COURSE_TOML, write_plain_template

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Classroom
    from playwright.sync_api import BrowserContext, Page, Route

PROTECTED = f'{COURSE_TOML}protect = "code"\n'
MARKS: dict[str, list[object]] = {
    "Ada Byron": [9] * 10,
    "Bilbo Baggins": [9, 9.5, 10, 9.5, 9, 9.5, 9.5, 9.5, 9.5, None],
    "Cyd Lowe": [5] * 10,
}
REVEALING = ("Activity 1", "9.5", "85.0", "95.0", "provisional", "Waiting", "Activity 10", "9 of 10")
"""What Bilbo's open page says, and a sealed one must not."""


@pytest.fixture(scope="module")
def sealed_course(new_classroom: type[Classroom], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a course whose results are sealed, to be copied or looked at."""
    room = new_classroom(tmp_path_factory.mktemp("sealed") / "course")
    room.write_course(PROTECTED)
    write_plain_template(room.root)
    room.write_marks(MARKS)
    room.run_apart("build")
    return room.root


@pytest.fixture
def sealed(sealed_course: Path, copied: Callable[[Path], Classroom]) -> Classroom:
    """Return a course whose results are sealed."""
    return copied(sealed_course)


def student(root: Path, key: str = "bilbo") -> dict[str, Any]:
    """Return what the register keeps of a student."""
    return next(row for row in rows_of(root / "records" / "register.sqlite")["student"] if row["key"] == key)


def own_page(root: Path, key: str = "bilbo") -> bytes:
    """Return a student's own page as it is published."""
    return (root / "build/site/r" / student(root, key)["result_token"] / "index.html").read_bytes()


def opened(page: bytes, code: str) -> str:
    """Open a sealed page by nothing but what docs/structure.md says of it."""
    data = dict(re.findall(r'data-(rounds|salt|nonce|text)="(\w+)"', page.decode()))
    salt, nonce, text = (bytes.fromhex(data[name]) for name in ("salt", "nonce", "text"))
    key = hashlib.pbkdf2_hmac("sha256", code.replace("-", "").encode(), salt, int(data["rounds"]))
    return AESGCM(key).decrypt(nonce, text, None).decode()


def test_not_one_byte_of_a_result_is_published(sealed_course: Path) -> None:
    """No file of the site tells a mark, a score, an activity or a standing; none but a certificate's page tells an award."""
    for path in (sealed_course / "build/site").rglob("*"):
        if path.is_dir() or path.suffix in {".pdf", ".png", ".woff2", ".css", ".js"}:
            continue
        text = path.read_text(encoding="utf-8")
        if path.parts[-3] == "c":
            assert "Bilbo" not in text
            continue
        assert not [word for word in REVEALING if word in re.sub(r"(?s)<dt>.*?</dt>|<style>.*?</style>", "", text)], path
        assert "Pass" not in text.replace("<bdi>Pass</bdi> from", "")
        assert "Baggins" not in text


def test_sealed_pages_differ_in_nothing_but_what_is_sealed(sealed_course: Path) -> None:
    """The pages of all students have the same title, the same words and the same length."""
    pages = [own_page(sealed_course, key) for key in ("ada", "bilbo", "cyd")]
    assert len({text_of(page) for page in pages}) == 1
    assert len({len(page) for page in pages}) == 1
    assert "<title>Sealed result: Foundations of Adventuring</title>" in pages[0].decode()


def test_format_of_a_sealed_page(sealed_course: Path) -> None:
    """An independent program opens it with the code; with another's code it does not."""
    bilbo = student(sealed_course)
    page = own_page(sealed_course)
    result = opened(page, bilbo["unlock_code"])
    assert int(re.findall(r'data-rounds="(\d+)"', page.decode())[0]) >= 600_000
    assert re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", bilbo["unlock_code"])
    assert result.lstrip().startswith('<h1 class="score">')
    assert all(word in text_of(result.encode()) for word in REVEALING)
    assert "its address and its code" in result
    with pytest.raises(InvalidTag):
        opened(page, student(sealed_course, "ada")["unlock_code"])


def test_typed_code_opens_the_result(sealed_course: Path, page: Page, published: Callable[[Path], str]) -> None:
    """Small letters, spaces, o for 0 and l for 1 will do; a wrong code and half a code are told, and can be corrected."""
    bilbo = student(sealed_course)
    page.goto(f"{published(sealed_course / 'build/site')}r/{bilbo['result_token']}/index.html")
    assert page.inner_text("h1") == "Sealed result"
    page.fill("#code", "abcd")
    page.click("button")
    expect(page.locator("#answer")).to_contain_text("This one has 4")
    page.fill("#code", student(sealed_course, "ada")["unlock_code"])
    page.click("button")
    expect(page.locator("#answer")).to_contain_text("does not open the page")
    assert page.evaluate("document.activeElement.id") == "code"
    page.fill("#code", bilbo["unlock_code"].lower().replace("0", "o").replace("1", "l").replace("-", " "))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("85.0")
    assert page.title() == "Your result: Foundations of Adventuring"
    assert page.evaluate("document.activeElement.tagName") == "H1"
    assert "Activity 10" in page.inner_text(".lines")


def test_link_with_the_code_opens_at_once(sealed_course: Path, page: Page, published: Callable[[Path], str]) -> None:
    """What follows # in the address is the code; a wrong one is told, and another link in the same window is tried as well."""
    bilbo = student(sealed_course)
    address = f"{published(sealed_course / 'build/site')}r/{bilbo['result_token']}/index.html"
    page.goto(f"{address}#{student(sealed_course, 'cyd')['unlock_code']}")
    expect(page.locator("#answer")).to_contain_text("does not open the page")
    page.goto(f"{address}#{bilbo['unlock_code']}")
    expect(page.locator("h1")).to_contain_text("85.0")


def test_plain_http(sealed_course: Path, page: Page, disturbances: list[str]) -> None:
    """Where the browser gives pages no means to open anything, the page says at which address it can be opened."""
    site = sealed_course / "build/site"

    def answer(route: Route) -> None:
        route.fulfill(path=site / route.request.url.removeprefix("http://school.example/"))

    page.route("http://school.example/**", answer)
    page.goto(f"http://school.example/r/{student(sealed_course)['result_token']}/index.html")
    expect(page.locator("main")).to_contain_text("begins with https://")
    expect(page.locator("form")).to_be_hidden()
    disturbances.clear()


def test_without_scripts(sealed_course: Path, new_context: Callable[..., BrowserContext]) -> None:
    """The page says that it needs them, and offers no form that would do nothing."""
    page = new_context(java_script_enabled=False).new_page()
    page.goto((sealed_course / "build/site/r" / student(sealed_course)["result_token"] / "index.html").as_uri())
    assert "Allow scripts" in page.inner_text("main")
    assert not page.is_visible("form")


def test_sealed_page_on_a_small_phone(sealed_course: Path, new_context: Callable[..., BrowserContext]) -> None:
    """At 320 pixels neither the closed nor the opened page scrolls sideways."""
    page = new_context(viewport={"width": 320, "height": 800}).new_page()
    bilbo = student(sealed_course)
    address = (sealed_course / "build/site/r" / bilbo["result_token"] / "index.html").as_uri()
    for suffix, heading in (("", "Sealed"), (f"#{bilbo['unlock_code']}", "85.0")):
        page.goto("about:blank")
        page.goto(address + suffix)
        expect(page.locator("h1")).to_contain_text(heading)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_unchanged_results_keep_their_bytes(sealed: Classroom) -> None:
    """Built again from nothing the site has the same bytes; one changed mark changes one sealed page."""
    before = sealed.files("build/site")
    shutil.rmtree(sealed.root / "build")
    assert sealed.run("build").code == 0
    assert sealed.files("build/site") == before
    sealed.write_marks(MARKS | {"Cyd Lowe": [5] * 9 + [6]})
    assert sealed.run("build").code == 0
    after = sealed.files("build/site")
    changed = {path for path in after if after[path] != before.get(path)}
    assert {path for path in changed if path.startswith("r/")} == {f"r/{student(sealed.root, 'cyd')['result_token']}/index.html"}


def test_protection_comes_and_goes(classroom: Classroom, plain: None) -> None:  # noqa: ARG001 - certificates without artwork
    """Switched on, the open page is gone from the disk; switched off, it stands as it was; the codes stay the same."""
    classroom.run("build")
    page = own_page(classroom.root)
    public = classroom.files("build/site")
    assert b"85.0" in page
    assert student(classroom.root)["unlock_code"] == ""
    classroom.write_course(PROTECTED)
    assert classroom.run("build").code == 0
    code = student(classroom.root)["unlock_code"]
    assert not [path for path, data in classroom.files().items() if page in data or (b"85.0" in data and "site/r/" in path)]
    classroom.write_course()
    assert classroom.run("build").code == 0
    assert classroom.files("build/site") == public
    assert code not in "".join(data.decode(errors="replace") for data in classroom.files("build").values())
    assert student(classroom.root)["unlock_code"] == code


def test_any_act_seals(classroom: Classroom, plain: None) -> None:  # noqa: ARG001 - certificates without artwork
    """Pages are sealed by whatever is done next, not by a build alone."""
    classroom.run("build")
    classroom.write_course(PROTECTED)
    assert classroom.run("revoke", "ada", "--reason", "copied").code == 0
    assert b"85.0" not in own_page(classroom.root)


def test_codes_are_told_privately(sealed: Classroom) -> None:
    """Code and address stand in results.xlsx and results.csv, and in the mails; nowhere in what may be published."""
    ada = student(sealed.root, "ada")
    text = (sealed.root / "build/results.csv").read_text(encoding="utf-8-sig")
    row = next(row for row in csv.DictReader(io.StringIO(text)) if row["Key"] == "ada")
    assert row["Private page"] == f"https://example.org/adv/r/{ada['result_token']}/"
    assert row["Code of the private page"] == ada["unlock_code"]
    assert sealed.run("mails").code == 0
    (mail,) = sealed.files("build/mails").values()
    written = mail.replace(b"=\r\n", b"").decode()
    assert f"r/{ada['result_token']}/#{ada['unlock_code']}" in written
    assert f"opens with this code, which is for you alone: {ada['unlock_code']}" in written
    assert not [path for path, data in sealed.files("build/site").items() if ada["unlock_code"].encode() in data]
    assert not [path for path, data in sealed.files("build/site").items() if ada["unlock_key"].encode() in data]


def test_codes_outlive_a_move_of_the_register(sealed: Classroom) -> None:
    """Exported and imported, the register makes the same sealed pages."""
    before = sealed.files("build/site")
    export = sealed.root / "register.jsonl"
    assert sealed.run("register", "export", str(export)).code == 0
    shutil.rmtree(sealed.root / "records")
    assert sealed.run("register", "import", str(export)).code == 0
    shutil.rmtree(sealed.root / "build")
    assert sealed.run("build").code == 0
    assert sealed.files("build/site") == before
    assert sealed.run("register", "check").code == 0


def test_what_is_sealed_is_checked_for_leaks(sealed: Classroom) -> None:
    """A reason that names another student stops the build, though nobody could read it from outside."""
    reason = (
        '\n[[exception]]\nstudent = "Bilbo Baggins"\naction = "excuse"\nactivity = "Activity 9"\nreason = "as for Cyd Lowe"\n'
    )
    sealed.write_course(PROTECTED.replace("\n[site]", f"{reason}\n[site]"))
    outcome = sealed.run("build")
    assert outcome.code == 1
    assert 'shows the name "cyd lowe"' in outcome.err


def test_public_page_of_a_protected_course(sealed_course: Path) -> None:
    """No list stands there, but how many there are; names of those who passed may stand there where the teacher says so."""
    page = (sealed_course / "build/site/index.html").read_bytes()
    assert "table" not in seen(page).tags
    assert "Foundations of Adventuring" in text_of(page)


def test_list_of_names_beside_protection(sealed: Classroom) -> None:
    """Asked for, it names those who passed, and no score."""
    sealed.write_course(f'{PROTECTED}listing = "name"\n')
    assert sealed.run("build").code == 0
    page = text_of((sealed.root / "build/site/index.html").read_bytes())
    assert "Ada Byron awarded Pass" in page
    assert "Cyd" not in page
    assert "90" not in page


@pytest.mark.parametrize("told", ['listing = "code"', "show_scores = true"])
def test_lists_that_would_tell_what_is_protected(classroom: Classroom, told: str) -> None:
    """A list that tells results is an error of course.toml with a remedy."""
    classroom.write_course(f"{PROTECTED}{told}\n")
    outcome = classroom.run("build")
    assert outcome.code == 3
    assert told in outcome.err
    assert f"take {told} out" in " ".join(outcome.err.split())
