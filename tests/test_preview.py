"""`certbuild preview`: specimens as a PDF and as a picture, and in the browser, following every save."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from playwright.sync_api import sync_playwright
from small_course import COURSE_TOML, write_plain_template

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import Classroom
    from playwright.sync_api import Page

MARKS = {
    "Ada Byron": [9] * 10,
    "Bo Li": [9] * 10,
    "Maria Anna Josefa Antonia von Hohenzollern": [5] * 10,
    "דוד כהן": [9] * 10,
    "さくらこ 長谷川": [None] * 10,
    "Юлия Соколова": [9] * 10,
}


def pages_of(room: Classroom) -> list[str]:
    """Return the text of each page of the preview."""
    pdf = room.root / "build" / "preview.pdf"
    return subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True, text=True).stdout.split("\f")[:-1]


@pytest.mark.usefixtures("plain")
def test_four_names_of_the_course(classroom: Classroom) -> None:
    """The specimens bear the longest and the shortest name, one from right to left, and one in Japanese letters."""
    classroom.write_marks(MARKS)
    outcome = classroom.run("preview")
    assert outcome.code == 0
    longest, shortest, right_to_left, japanese = pages_of(classroom)
    assert "Maria Anna Josefa Antonia von Hohenzollern" in longest
    assert "Bo Li" in shortest
    assert "דוד" in right_to_left
    assert "長谷川さくらこ" in japanese
    assert "preview.pdf" in outcome.err
    assert "preview.png" in outcome.err


@pytest.mark.usefixtures("plain")
@pytest.mark.parametrize("roster", [["Ada Byron"], ["Bo Li"], ["Bo Li", "Al Ek"], ["小明 欧阳"], ["ليلى بنت ياسين الزيتوني"]])
def test_names_that_the_course_lacks_are_from_stock(roster: list[str], classroom: Classroom) -> None:
    """However few the students are, there are four specimens, no two of the same name."""
    classroom.write_marks({name: [9] * 10 for name in roster})
    assert classroom.run("preview").code == 0
    pages = pages_of(classroom)
    names = {page.splitlines()[0] for page in pages}
    assert len(pages) == len(names) == 4
    assert any(re.search("[א-ي]", name) for name in names)
    assert any(re.search("[一-龥]", name) for name in names)


def test_picture_of_all_pages(classroom: Classroom) -> None:
    """The picture has the four pages, white and a thousand pixels wide, on a grey ground with a caption below each."""
    classroom.run("preview", "--template", "modern")
    with Image.open(classroom.root / "build" / "preview.png") as file:
        sheet = file.convert("L")
    width, height = sheet.size
    assert width > 2 * 1000
    assert height > 2 * 700
    ground = sheet.getpixel((5, 5))
    for left, top in ((0, 0), (width // 2, 0), (0, height // 2), (width // 2, height // 2)):
        quarter = sheet.crop((left, top, left + width // 2, top + height // 2))
        assert quarter.histogram()[255] > 400_000
        box = quarter.point(lambda value: value == 255 and 255).getbbox()
        assert box
        below = quarter.crop((0, box[3] + 5, quarter.width, quarter.height))
        assert below.getpixel((5, below.height - 5)) == ground
        assert below.getextrema()[0] < 100


def without_fonts(room: Classroom) -> dict[str, str]:
    """Return the environment of a system without fonts."""
    settings = room.root / "fonts.conf"
    settings.write_text(f"<fontconfig><cachedir>{room.root}/cache</cachedir></fontconfig>", encoding="utf-8")
    return {"FONTCONFIG_FILE": str(settings)}


def test_stock_names_without_a_font_are_left_out(classroom: Classroom) -> None:
    """Where no font has the letters of a name that is nobody's, there is one line with the package, and two specimens."""
    outcome = subprocess.run(
        [sys.executable, "-m", "certbuild", "-C", str(classroom.root), "preview"],
        check=True,
        capture_output=True,
        text=True,
        env=without_fonts(classroom),
    )
    left_out = [line for line in outcome.stderr.splitlines() if line.startswith("Left out")]
    assert len(left_out) == 2
    assert "right-to-left" in left_out[0]
    assert "fonts-noto-core" in left_out[0]
    assert "fonts-noto-cjk" in left_out[1]
    assert len(pages_of(classroom)) == 2


def test_name_of_the_course_without_a_font_is_an_error(classroom: Classroom) -> None:
    """A name that somebody bears is not left out: the letters are told, and nothing is written."""
    classroom.write_marks({"小明 王": [9] * 10, "Ada Byron": [9] * 10})
    command = [sys.executable, "-m", "certbuild", "-C", str(classroom.root), "preview"]
    outcome = subprocess.run(command, check=False, capture_output=True, text=True, env=without_fonts(classroom))
    assert outcome.returncode == 5
    assert "王小明" in outcome.stderr
    assert "fonts-noto-cjk" in outcome.stderr
    assert not (classroom.root / "build").exists()


def test_preview_is_deleted_with_all_else_and_is_no_trace_of_a_build(classroom: Classroom) -> None:
    """`clean --all` deletes both files; before the first build they make no difference to the register."""
    classroom.run("build")
    classroom.run("clean", "--all")
    classroom.run("preview")
    assert classroom.run("register", "check").code == 0
    classroom.run("clean", "--all")
    assert classroom.files() == {}


class Watch:
    """A `certbuild preview --watch` that runs."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.address = re.search(r"http://127\.0\.0\.1:\d+", self.heard("Look at"))[0]

    def heard(self, words: str) -> str:
        """Wait until it says this; return the line."""
        return next(line for line in self.process.stderr if words in line)


@contextmanager
def watching(room: Classroom) -> Iterator[Watch]:
    """Run it, and interrupt it at the end, which must be no fault."""
    command = [sys.executable, "-m", "certbuild", "-C", str(room.root), "preview", "--watch", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield Watch(process)
            process.send_signal(signal.SIGINT)
            assert process.wait(10) == 0
            assert "Traceback" not in process.stderr.read()
        finally:
            process.kill()


@pytest.fixture
def page() -> Iterator[Page]:
    """Return a page of a browser in which a message on the console or a request to elsewhere fails the test."""
    disturbances: list[str] = []
    arguments = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        page = browser.new_page(viewport={"width": 1300, "height": 900})
        page.on("console", lambda message: disturbances.append(message.text))
        page.on("pageerror", lambda error: disturbances.append(str(error)))
        page.on("request", lambda request: "http://127.0.0.1:" in request.url or disturbances.append(request.url))
        yield page
        browser.close()
    assert disturbances == []


def own_template(room: Classroom) -> Path:
    """Give the course a template of its own; return its folder."""
    write_plain_template(room.root)
    folder = room.root / "input" / "templates"
    (folder / "classic").rename(folder / "ours")
    room.write_course(f'{COURSE_TOML}\n[certificate]\ntemplate = "ours"\n')
    return folder / "ours"


@pytest.mark.slow
def test_page_follows_every_save(classroom: Classroom, page: Page) -> None:
    """The browser shows what was saved – style, words, gradebook – without being asked; a fault is told, and goes when mended."""
    folder = own_template(classroom)
    with watching(classroom) as watch:
        page.goto(watch.address)
        assert page.locator("figure").count() == 4
        assert page.locator("figcaption").first.inner_text() == "ours · longest name"
        assert page.locator("img").first.evaluate("image => image.naturalWidth") == 1000
        before = page.locator("img").first.screenshot()
        style = folder / "style.css"
        with page.expect_navigation():
            style.write_text("body { background: #fc9; font-size: 20pt }", encoding="utf-8")
        page.wait_for_function("document.images[0].complete")
        assert page.locator("img").first.screenshot() != before

        html = (folder / "template.html").read_text(encoding="utf-8")
        with page.expect_navigation():
            (folder / "template.html").write_text(html.replace("course.title", "course.titel"), encoding="utf-8")
        told = page.inner_text("main")
        assert all(words in told for words in ("ours", "template.html line 5", '"titel"', 'did you mean "title"?'))
        assert "line 5" in watch.heard("template.html")
        assert page.locator("figure").count() == 0

        with page.expect_navigation():
            (folder / "template.html").write_text(html, encoding="utf-8")
        assert page.locator("figure").count() == 4

        with page.expect_navigation():
            (classroom.root / "input" / "course.toml").write_text("[course", encoding="utf-8")
        assert "is not valid TOML" in page.inner_text("main")
        with page.expect_navigation():
            classroom.write_course(f'{COURSE_TOML}\n[certificate]\ntemplate = "playful"\n')
        assert page.locator("figcaption").first.inner_text() == "playful · longest name"
        assert page.request.get(f"{watch.address}/preview.pdf").body().startswith(b"%PDF")
        assert page.request.get(watch.address, headers={"Host": "school.example"}).status == 403
        page.close()


@pytest.mark.slow
@pytest.mark.usefixtures("plain")
def test_gradebook_elsewhere_is_watched_too(classroom: Classroom) -> None:
    """A gradebook that course.toml names outside of the input folder is among what is watched; what is made is not."""
    classroom.write_course(f'{COURSE_TOML}\n[gradebook]\nfile = "../grades.xlsx"\n')
    (classroom.root / "input" / "grades.xlsx").rename(classroom.root / "grades.xlsx")
    with watching(classroom) as watch:
        classroom.write_marks({"Newcomer Smith": [9] * 10})
        (classroom.root / "input" / "grades.xlsx").rename(classroom.root / "grades.xlsx")
        watch.heard("Rendered 4 pages")
        assert "Newcomer Smith" in pages_of(classroom)[0]


def test_watch_without_a_course(classroom: Classroom) -> None:
    """In a folder that is no course, it says how to get one instead of waiting."""
    shutil.rmtree(classroom.root / "input")
    outcome = classroom.run("preview", "--watch", "--port", "0")
    assert outcome.code == 3
    assert "certbuild init" in outcome.err
