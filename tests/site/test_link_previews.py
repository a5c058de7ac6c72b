"""What programs find on a certificate's page: schema.org's words, and what messengers show beside a link to it."""

from __future__ import annotations

import json
import pickle
import re
import subprocess
import sys
from datetime import date
from html import unescape
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from campus import (
    BILBO,
    CODES,
    EVERYONE,
    ended,
    enrolled,
    leaks,
    make_course,
    make_overview,
    public_files,
)
from msgspec.structs import replace
from PIL import Image, ImageChops, ImageStat

from certbuild.certificates import cards
from certbuild.config import Course
from certbuild.model import CertificateState

if TYPE_CHECKING:
    from conftest import Classroom

    from certbuild.model import Overview

OLD = "SSSS-0000-1111-2222"
INNER = (70, 70, 1130, 560)
"""What is inside of the frame of a picture."""


def _page(code: str = CODES[1], course: Course | None = None, overview: Overview | None = None) -> str:
    return public_files(course, overview)[f"c/{code}/index.html"].decode()


def _told(page: str) -> dict[str, Any]:
    """Return what a page says in JSON-LD."""
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    told: dict[str, Any] = json.loads(block)
    return told


def _properties(page: str) -> dict[str, str]:
    """Return what a page says for link previews."""
    found = re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)">', page)
    return {name: unescape(content).replace("\u2068", "").replace("\u2069", "") for name, content in found}


def test_certificate_for_programs() -> None:
    """The page says in the words of schema.org who holds what certificate, of which course, by whom, since when, and its file."""
    told = _told(_page())
    credential = told["hasCredential"]
    assert (told["@context"], told["@type"], told["name"]) == ("https://schema.org", "Person", "Bilbo Baggins")
    assert credential["@type"] == "EducationalOccupationalCredential"
    assert credential["name"] == "There and Back Again: Pass"
    assert credential["credentialCategory"] == "certificate"
    assert (credential["creativeWorkStatus"], credential["dateCreated"]) == ("valid", "2026-11-23")
    assert not {"expires", "dateModified"} & credential.keys()
    assert {i["propertyID"]: i["value"] for i in credential["identifier"]} == {"number": "TBA-2026-0001", "code": CODES[1]}
    assert credential["recognizedBy"] == {"@type": "Organization", "name": "Green Dragon School"}
    assert (credential["about"]["@type"], credential["about"]["courseCode"]) == ("Course", "TBA")
    assert credential["url"] == f"https://example.org/shire/c/{CODES[1]}/"
    assert credential["encoding"]["contentUrl"] == f"https://example.org/shire/c/{CODES[1]}/certificate.pdf"
    assert credential["encoding"]["sha256"] == "01" * 32


@pytest.mark.parametrize("state", [state for state in CertificateState if state is not CertificateState.ISSUED])
def test_ended_certificate_for_programs(state: CertificateState) -> None:
    """What holds no more says so to programs as well, with the day, without a file, and shows no picture in previews."""
    old = replace(ended(BILBO, state, OLD), valid_until=date(2026, 12, 1))
    page = _page(OLD, overview=make_overview(*EVERYONE, earlier=(old,)))
    credential = _told(page)["hasCredential"]
    assert (credential["creativeWorkStatus"], credential["expires"]) == (state, "2026-12-01")
    assert credential.get("dateModified") == (None if state is CertificateState.EXPIRED else "2026-12-01")
    assert "contentUrl" not in credential["encoding"]
    properties = _properties(page)
    assert "1 December 2026" in properties["og:description"]
    assert properties["twitter:card"] == "summary"
    assert "og:image" not in properties


def test_nothing_beyond_the_page_for_programs() -> None:
    """Programs are told neither key nor e-mail address, and without base_url no address but that of the file beside the page."""
    course = make_course(site={"base_url": ""}, issuer={"name": ""}, course={"code": ""})
    page = _page(course=course)
    credential = _told(page)["hasCredential"]
    assert credential["encoding"]["contentUrl"] == "certificate.pdf"
    assert not {"url", "recognizedBy"} & credential.keys()
    assert credential["about"] == {"@type": "Course", "name": "There and Back Again"}
    assert not {"og:url", "og:image"} & _properties(page).keys()
    assert BILBO.result.student.key not in page
    assert BILBO.result.student.email not in page


@pytest.mark.parametrize(
    "name",
    [
        "</script><script>alert(1)</script> O'Neil",
        'Ann "Nan" Lee',
        'back\\slash\\ \\" Lee',
        "Tom &amp; Jerry &lt;b&gt;",
        "\\u0041nna Lee\\",
        "\u202egnp.exe Override",
        "𠮷田 さくら",
        "<!-- Lee",
    ],
)
def test_hostile_name(name: str) -> None:
    """Whatever stands in a name, programs read that very name, the page goes on behind it, and nothing is taken for a leak."""
    overview = make_overview(enrolled(name, 1), enrolled("Bilbo Baggins", 2))
    course = make_course()
    files = public_files(course, overview)
    page = files[f"c/{CODES[1]}/index.html"].decode()
    holder = overview.entries[0].certificate
    assert holder
    assert _told(page)["name"] == holder.holder
    assert _properties(page)["og:title"] == f"{' '.join(holder.holder.split())}: There and Back Again"
    assert leaks(course, overview, files) == []


@pytest.mark.parametrize("key", ["Person", "schema", "version", "encoding", "Organization", "width", "digits"])
def test_keys_that_programs_are_told(key: str) -> None:
    """A student whose key is a word of schema.org, or of the tags for previews, stops no build."""
    overview = make_overview(enrolled("Bilbo Baggins", 1, key=key))
    assert leaks(make_course(), overview, public_files(overview=overview)) == []


def test_name_in_text_without_spaces() -> None:
    """A Chinese name in the description of the preview is the holder's own, not a leak."""
    course, overview = make_course(course={"language": "zh"}), make_overview(enrolled("小明 王", 1))
    files = public_files(course, overview)
    assert "王小明" in _properties(files[f"c/{CODES[1]}/index.html"].decode())["og:description"]
    assert leaks(course, overview, files) == []


def test_preview_of_a_link() -> None:
    """A link's preview shows holder, course and day; not that it is valid, since messengers keep what they once read."""
    properties = _properties(_page())
    assert properties["og:title"] == "Bilbo Baggins: There and Back Again"
    assert properties["og:description"] == "Issued to Bilbo Baggins on 23 November 2026"
    assert properties["og:url"] == f"https://example.org/shire/c/{CODES[1]}/"
    assert properties["og:site_name"] == "Green Dragon School"


def test_pictures_of_a_course(classroom: Classroom) -> None:
    """Each award has one picture, which stands while its certificate is valid, and has another name when it is another one."""
    assert classroom.run("build").code == 0
    certificate = classroom.student("ada")["certificate"]
    site = classroom.root / "build" / "site"
    page = site / "c" / certificate["code"] / "index.html"
    properties = _properties(page.read_text(encoding="utf-8"))
    picture = site / properties["og:image"].removeprefix("https://example.org/adv/")
    assert properties["twitter:card"] == "summary_large_image"
    assert properties["og:image:alt"] == "Evening School, Foundations of Adventuring, Pass"
    with Image.open(picture) as image:
        assert [properties["og:image:width"], properties["og:image:height"]] == [str(side) for side in image.size]
    made = picture.stat().st_mtime_ns
    (site / "robots.txt").unlink()
    classroom.run("build")
    assert picture.stat().st_mtime_ns == made
    course = classroom.root / "input" / "course.toml"
    course.write_text(course.read_text(encoding="utf-8").replace("Adventuring", "Wandering"), encoding="utf-8")
    classroom.run("build", "--yes")
    assert not picture.exists()
    (other,) = site.glob("assets/card-*.png")
    assert other.read_bytes() != b""
    classroom.run("revoke", "ada", "--reason", "copied")
    assert not list(site.glob("assets/card-*.png"))
    assert "og:image" not in page.read_text(encoding="utf-8")


def test_no_pictures_without_an_address(classroom: Classroom) -> None:
    """Where nobody knows at which address the site stands, no picture is made, for none could be shown."""
    course = classroom.root / "input" / "course.toml"
    course.write_text(course.read_text(encoding="utf-8").partition("[site]")[0], encoding="utf-8")
    assert classroom.run("build").code == 0
    assert not list((classroom.root / "build" / "site").rglob("*.png"))


LONG = "An Introduction to the Theory and Practice of Sustainable Construction in Marshlands and the Law of Property in Them"


def _picture(title: str, award: str = "Pass", issuer: str = "Green Dragon School", language: str = "en") -> Image.Image:
    """Return the picture of an award."""
    tables = {
        "course": {"title": title, "language": language},
        "issuer": {"name": issuer},
        "award": [{"name": award, "from": 80}],
    }
    folder = make_course().folder
    (card,) = cards(Course.model_validate({"folder": folder, **tables}), [award])
    data = card.draw()
    assert len(data) < 100_000
    return Image.open(BytesIO(data)).convert("RGB")


@pytest.mark.parametrize(
    ("title", "award", "issuer", "language"),
    [
        (LONG, "Pass with particular distinction and the commendation of all examiners", f"Faculty of {LONG}", "en"),
        (LONG.upper() * 2, "Pass", "Green Dragon School", "en"),
        ("الهندسة المعمارية المستدامة في الأراضي الرطبة " * 3, "امتياز", "مدرسة الجبل الوحيد المسائية", "ar"),
        ("湿地可持续建筑理论与实践导论及其物权法" * 4, "优秀", "孤山夜校", "zh"),
    ],
    ids=["long", "very long", "Arabic", "Chinese"],
)
def test_everything_stays_inside_of_a_picture(title: str, award: str, issuer: str, language: str) -> None:
    """However long title, award and issuer are, the frame of the picture is untouched, and there is something in it."""
    usual, picture = _picture("Riddles"), _picture(title.strip(), award, issuer, language)
    assert picture.size == (1200, 630)
    different = ImageChops.difference(usual, picture).convert("L")
    assert sum(ImageStat.Stat(different.crop(INNER)).mean) > 2
    different.paste(0, INNER)
    assert max(ImageStat.Stat(different).extrema[0]) < 40


def test_same_picture_always() -> None:
    """A picture has the same bytes in another process."""
    (card,) = cards(make_course(course={"title": "Riddles"}), ["Pass"])
    draw = "import pickle, sys; sys.stdout.buffer.write(pickle.load(sys.stdin.buffer)())"
    drawn = subprocess.run([sys.executable, "-c", draw], input=pickle.dumps(card.draw), capture_output=True, check=True)
    assert drawn.stdout == card.draw()
