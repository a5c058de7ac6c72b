"""Each kind of leak is planted in a finished page, and found; what may stand is let stand."""

from __future__ import annotations

from typing import Any

import pytest
from campus import BILBO, FRODO, LOBELIA, ROSIE, TED, enrolled, leaks, make_course, make_overview, public_files, text_of
from msgspec.structs import replace

from certbuild.model import Standing

assert BILBO.certificate
assert BILBO.address
KEY = BILBO.result.student.key
CODE = BILBO.certificate.code
TOKEN = BILBO.address.token


def _found(path: str, text: str, **site: Any) -> list[str]:  # noqa: ANN401 - settings of any kind
    files = {path: text.encode()}
    return [problem.what for problem in leaks(make_course(site=site), make_overview(), files)]


@pytest.mark.parametrize(
    ("path", "text", "site", "told"),
    [
        ("index.html", "<p>write to bilbo@example.org</p>", {}, "e-mail address bilbo@example.org"),
        ("index.html", '<a href="mailto:bilbo%40example.org">', {}, "e-mail address"),
        ("assets/verify.js", "// someone@else.example", {}, "e-mail address someone@else.example"),
        ("index.html", f"<td>{KEY}</td>", {}, f'student key "{KEY}"'),
        (f"r/{TOKEN}/index.html", f'<a href="../../certificates/{KEY}.pdf">', {}, f'student key "{KEY}"'),
        (f"r/{KEY}/index.html", "<p>", {}, f'student key "{KEY}"'),
        (f"c/{CODE}/baggins-bilbo.pdf", "%PDF", {}, 'name "baggins bilbo"'),
        ("index.html", "<td>Bilbo&#32;Baggins</td>", {}, 'name "bilbo baggins"'),
        ("index.html", "<td>Baggins, Bilbo</td>", {}, 'name "baggins bilbo"'),
        ("index.html", "<td>ZOE&nbsp;ZIZKOVA</td>", {}, 'name "zoe zizkova"'),
        (f"r/{TOKEN}/index.html", "<title>Well done, Bilbo Baggins</title>", {}, 'name "bilbo baggins"'),
        (f"c/{CODE}/index.html", "Issued to Frodo Gardner", {}, 'name "frodo gardner"'),
        ("index.html", "Lobelia Bracegirdle", {"listing": "name"}, 'name "lobelia bracegirdle"'),
        ("data.json", r'{"name": "Zo\u00eb \u017di\u017ekov\u00e1"}', {}, 'name "zoe zizkova"'),
        ("assets/data.js", 'students = ["Bilbo Baggins"]', {}, 'name "bilbo baggins"'),
        ("index.html", "<td>91.5</td>", {"listing": "name"}, "score 91.5"),
        ("index.html", "<td>95</td>", {"listing": "name"}, "score 95"),
        ("verify/index.html", "<p>91,5 %</p>", {}, "score 91.5"),
        (f"c/{CODE}/index.html", "<p>Frodo has 91.5 %</p>", {}, "score 91.5"),
    ],
)
def test_planted_leak(path: str, text: str, site: dict[str, object], told: str) -> None:
    """An e-mail address, key, name or score where it must not stand is told with its file."""
    (what,) = _found(path, text, **site)
    assert told in what


@pytest.mark.parametrize(
    ("path", "text", "site"),
    [
        (f"c/{CODE}/index.html", "Issued to Bilbo Baggins: 95 %", {}),
        ("index.html", "Bilbo Baggins", {"listing": "name"}),
        ("index.html", "Lobelia Bracegirdle 61.8", {"listing": "name", "show_scores": True}),
        ("index.html", "<td>91.5</td>", {}),
        ("index.html", f"There and Back Again; 1{KEY}; {KEY}7; sha {KEY}ab", {}),
        ("index.html", "95 students; version 91.5.2; 23.11.2026", {"listing": "name"}),
        (f"r/{TOKEN}/index.html", "91.5 %", {}),
    ],
)
def test_what_may_stand(path: str, text: str, site: dict[str, object]) -> None:
    """What the settings allow is no leak, nor is a number or a word that only looks like one."""
    assert _found(path, text, **site) == []


@pytest.mark.parametrize("site", [{}, {"listing": "name"}, {"listing": "name", "show_scores": True}, {"listing": "none"}])
def test_own_pages_tell_nothing(site: dict[str, object]) -> None:
    """Whatever the settings, the pages that the program makes pass the check."""
    course = make_course(site=site)
    assert leaks(course, make_overview(), public_files(course)) == []


@pytest.mark.parametrize("key", ["2026", "mark", "may", "header", "Pass", "riddles", "bilbo"])
def test_keys_that_are_ordinary_words(key: str) -> None:
    """A student whose key is a word or a year that the pages hold anyway, or a part of the name, stops no build."""
    overview = make_overview(enrolled("Bilbo Baggins", 1, key=key))
    for site in ({}, {"listing": "name", "show_scores": True}):
        course = make_course(site=site)
        assert leaks(course, overview, public_files(course, overview)) == []


def test_names_within_names() -> None:
    """A listed name that holds another student's whole name tells nothing of that other student."""
    overview = make_overview(enrolled("Anna Schmidt", 1, "60.0", Standing.NOT_AWARDED), enrolled("Anna Schmidt-Meier", 2))
    course = make_course(site={"listing": "name"})
    assert leaks(course, overview, public_files(course, overview)) == []


def test_names_in_text_without_spaces() -> None:
    """A Chinese name is found in the midst of a sentence, in the order in which it is written; on its own page it may stand."""
    ming, hua = enrolled("小明 王", 1), enrolled("华 李", 2)
    copied = replace(hua.result, reasons=("因抄袭王小明的作业而被暂扣",))
    overview = make_overview(ming, replace(hua, result=copied))
    course = make_course(course={"language": "zh"})
    (problem,) = leaks(course, overview, public_files(course, overview))
    assert problem.what == 'shows the name "王小明"'
    overview = make_overview(ming, hua)
    for site in ({}, {"listing": "name", "show_scores": True}):
        course = make_course(course={"language": "zh"}, site=site)
        files = public_files(course, overview)
        assert "王小明" in text_of(files[f"c/{ming.certificate.code}/index.html"])
        assert leaks(course, overview, files) == []


def test_what_an_award_takes_is_no_leak() -> None:
    """The course's page tells from which score on each award is given, also where somebody has that very score."""
    overview = make_overview(BILBO, FRODO)
    course = make_course(site={"listing": "name"}, award=[{"name": "Distinction", "from": 95}])
    files = public_files(course, overview)
    assert "Distinction from 95 %" in text_of(files["index.html"])
    assert leaks(course, overview, files) == []


def test_a_teachers_own_words_can_leak() -> None:
    """A name in the reason of an exception is found on the other student's page, and the advice says where to look."""
    copied = replace(TED.result, reasons=("Withheld by exception: copied from Frodo Gardner",))
    overview = make_overview(FRODO, replace(TED, result=copied))
    (problem,) = leaks(make_course(), overview, public_files(overview=overview))
    assert problem.where.startswith("build/site/r/06d1f7")
    assert problem.what == 'shows the name "frodo gardner"'
    assert "reasons of exceptions" in problem.hint


def test_issuers_own_name_is_no_leak() -> None:
    """A student who bears the name of the signatory or stands in the title keeps nobody from publishing."""
    course = make_course(course={"title": "The Rosie Cotton Course"}, issuer={"signatory": "Lobelia Bracegirdle"})
    overview = make_overview(ROSIE, LOBELIA)
    files = public_files(course, overview)
    assert "The Rosie Cotton Course" in text_of(files["index.html"])
    assert leaks(course, overview, files) == []
