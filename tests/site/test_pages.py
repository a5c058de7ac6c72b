"""What holds for all pages: their links, their bytes, their language, and what hostile names can do to them."""

from __future__ import annotations

import os
import posixpath
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from campus import (
    BILBO,
    EVERYONE,
    FRODO,
    LOBELIA,
    ROSIE,
    enrolled,
    make_course,
    make_overview,
    public_files,
    seen,
    teacher_files,
    text_of,
)
from jinja2 import DictLoader

from certbuild.catalogues import ENGLISH, read_catalogue
from certbuild.desk.acts import ACTS
from certbuild.exporting import mailing
from certbuild.model import CHANGES, Action, CertificateState, Condition, LineState, Outlook, Standing
from certbuild.resources import site_templates
from certbuild.site import attention
from certbuild.site.wording import WORDS
from certbuild.templating import own_environment

if TYPE_CHECKING:
    from collections.abc import Mapping

BESIDE = {"../certificates.pdf", "../results.xlsx", "../site/index.html"}


def _html(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {path: data for path, data in files.items() if path.endswith(".html")}


def test_public_links_lead_somewhere() -> None:
    """Every link of the public site is relative and names a file of the site, so that a double click follows it."""
    course = make_course(site={"listing": "name", "show_scores": True, "base_url": ""})
    files = public_files(course)
    for path, data in _html(files).items():
        for link in seen(data).links:
            within = link.startswith("#") and f'id="{link[1:]}"'.encode() in data
            there = posixpath.normpath(posixpath.join(posixpath.dirname(path), link)) in files
            assert link == "data:," or within or there, (path, link)


def test_teachers_links_lead_somewhere() -> None:
    """Every link of the teacher's pages names a file of their own, of the public site, a certificate or a report."""
    public, own = public_files(), teacher_files()
    certificates = {f"../certificates/{e.certificate.file_name}" for e in EVERYONE if e.certificate}
    for path, data in _html(own).items():
        for link in seen(data).links:
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), link))
            to_site = target.startswith("../site/") and target.removeprefix("../site/") in public
            within = link.startswith("#") and f'id="{link[1:]}"'.encode() in data
            assert link == "data:," or within or target in own or to_site or target in BESIDE | certificates, (path, link)


def test_unchanged_pages_keep_their_bytes() -> None:
    """One student's new score changes that student's page and the course page, and no byte elsewhere."""
    before = public_files()
    after = public_files(
        overview=make_overview(
            BILBO, FRODO, ROSIE, enrolled("Lobelia Bracegirdle", 4, "62.0", LOBELIA.result.standing), *EVERYONE[4:]
        )
    )
    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    assert LOBELIA.address
    assert changed == {"index.html", f"r/{LOBELIA.address.token}/index.html"}


def test_page_not_found_stands_anywhere() -> None:
    """A server may show the 404 page under any address, so it needs no other file; whole addresses lead on, if there are any."""
    page = public_files()["404.html"]
    assert seen(page).links == ["data:,", "https://example.org/shire/verify/", "https://example.org/shire/"]
    assert "To check another code, go to https://example.org/shire/verify/" in text_of(page)
    assert seen(public_files(make_course(site={"base_url": ""}))["404.html"]).links == ["data:,"]


@pytest.mark.parametrize(
    ("language", "lang"), [("en-GB", "en-GB"), ("pt_BR", "pt-BR"), ("de", "de"), ("sv", "en"), ("zh-TW", "en")]
)
def test_language_is_told_truthfully(language: str, lang: str) -> None:
    """Pages whose words are English say so, whatever the course's language, and mark what is in that language."""
    page = public_files(make_course(course={"language": language}))["index.html"].decode()
    native = language.replace("_", "-")
    assert f'<html lang="{lang}" dir="ltr">' in page
    assert (f'<h1 lang="{native}"' in page) == (lang != native)


def test_every_word_is_used() -> None:
    """The English catalogue holds what pages and mails say and nothing else; what it lacks, none could be made of."""
    files = [*site_templates().glob("*.html"), Path(attention.__file__), Path(mailing.__file__)]
    quoted = set(re.findall(r"""["'](\w+)["']""", "".join(path.read_text(encoding="utf-8") for path in files)))
    states = {*Standing, *Condition, "withdrawn", *Outlook, *LineState, *Action, *(f"will_{action}" for action in Action)}
    states |= {f"did_{action}" for action in CHANGES}
    states |= {f"{state}_{ending}" for state in CertificateState for ending in ("on", "means")}
    acts = {f"{what}_{act.replace('-', '_')}" for what in ("run", "ask", "means") for act in ACTS}
    assert read_catalogue(WORDS, ENGLISH).forms.keys() <= quoted | states | acts


HOSTILE = (
    "<script>alert(1)</script> O'Neil",
    '"><img src=x onerror=alert(1)> Smith',
    "{{ course.folder }} {% raw %}",
    "javascript:alert(1) Jones",
    "../../etc passwd",
    "\u202egnp.exe Override",
)


def _of_anyone(path: str) -> str:
    return "students/one.html" if path.startswith("students/") else path


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_name(name: str) -> None:
    """Markup, template code, addresses and direction marks in a name are letters of that name everywhere."""
    overview = make_overview(enrolled(name, 1, "95.0", section=name))
    course = make_course(site={"listing": "name", "show_scores": True})
    ordinary = make_overview(enrolled("Bilbo Baggins", 1, "95.0", section="A"))
    for make in (public_files, teacher_files):
        files, peers = ({_of_anyone(path): data for path, data in make(course, told).items()} for told in (overview, ordinary))
        assert files.keys() == peers.keys()
        for path, data in _html(files).items():
            assert seen(data).tags == seen(peers[path]).tags, path
        shown = [path for path, data in _html(files).items() if " ".join(name.split()) in text_of(data)]
        assert shown


def test_no_language_is_taken_for_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where what templates are compiled to cannot be kept, each language has its own words."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / f"_jinja2-cache-{os.getuid()}").write_text("no folder", encoding="utf-8")
    told = {}
    for language in ("en", "de"):
        environment = own_environment(DictLoader({"page": '{{ "word"|say }}'}), language, "a program of this test alone")
        environment.filters["say"] = f"{{}} in {language}".format
        told[language] = environment.get_template("page").render()
    assert told == {"en": "word in en", "de": "word in de"}
