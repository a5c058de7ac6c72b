"""The quick check for leaks held against the slow one, on pages of every kind of text."""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING

import pytest
from campus import BILBO, EVERYONE, FRODO, enrolled, make_course, make_overview

from certbuild.site import Screen
from certbuild.site.leaks import Allowances, decoded, private_of, without

if TYPE_CHECKING:
    from certbuild.config import Course
    from certbuild.model import Overview

assert BILBO.certificate
assert BILBO.address
PEOPLE = (*EVERYONE, enrolled("Anna Schmidt", 7, "23.0", key="a-b"), enrolled("Anna Schmidt-Meier", 8, "50.5", key="Essay7"))
PATHS = (
    "index.html",
    "verify/index.html",
    "data.json",
    "assets/style.css",
    f"c/{BILBO.certificate.code}/index.html",
    f"r/{BILBO.address.token}/index.html",
    "c/23.0%/index.html",
)
SECRETS = [
    form
    for entry in PEOPLE
    for form in (
        entry.result.student.key,
        entry.result.student.name,
        f"{entry.result.student.family}, {entry.result.student.given}",
        entry.result.student.family,
        f"{entry.result.score}",
        f"{entry.result.score} %",
        entry.certificate.code if entry.certificate else "",
        entry.address.code if entry.address else "",
    )
]
WORDS = [
    *(
        "Pass",
        "issued",
        "There and Back Again",
        "Green Dragon School",
        "TBA",
        "TBA-2026-0001",
        "Riddles",
        "2026",
        "23",
        "95",
        "%",
    ),
    *(
        "<td>",
        "</td>",
        "<b>",
        "&nbsp;",
        "&amp;",
        "&#32;",
        "%20",
        "%C3%AB",
        r"\u0042ilbo",
        "’",
        "_",
        "-",
        ".",
        ",",
        "·",
        "@",
        "x@y.org",
    ),
    *("ß", "Žižková", "Zoe\u0308", "<style>", "</style>", "ő", "東京"),
]


def _page(chance: Random) -> str:
    """Return a text of anything that a page could hold, in any order."""
    parts = chance.choices([*WORDS, *SECRETS], k=chance.randrange(1, 14))
    return "".join(part + chance.choice(["", " ", " ", " ", "\n", "/"]) for part in parts)


def _slowly(course: Course, overview: Overview, path: str, page: str) -> list[str]:
    return list(private_of(course, overview).told_by(decoded(f"{path}\n{page}"), Allowances(course, overview).of(path)))


@pytest.mark.parametrize("site", [{}, {"listing": "name"}, {"listing": "name", "show_scores": True}])
def test_the_same_is_found(site: dict[str, object]) -> None:
    """Whatever stands on a page, the quick check finds on it what the slow one finds, word by word."""
    chance = Random(5)  # noqa: S311 - no secret
    course, overview = make_course(site=site), make_overview(*PEOPLE)
    screen = Screen(course, overview)
    found = 0
    for _ in range(1500):
        path, page = chance.choice(PATHS), _page(chance)
        told = [problem.what for problem in screen.of_page(path, page.encode())]
        assert told == _slowly(course, overview, path, page), (path, page)
        found += bool(told)
    assert 300 < found < 1400


def test_paths_together() -> None:
    """The paths of what is not read are found out as they are one by one."""
    chance = Random(5)  # noqa: S311 - no secret
    course, overview = make_course(), make_overview(*PEOPLE)
    paths = [f"c/{_page(chance)}.pdf".replace("\n", "") for _ in range(200)]
    slowly = [
        told
        for path in paths
        for told in private_of(course, overview).told_by(decoded(path), Allowances(course, overview).of(path))
    ]
    assert [problem.what for problem in Screen(course, overview).of_paths(paths)] == slowly
    assert slowly


def test_trust_is_never_misplaced() -> None:
    """Where an earlier check is trusted, the pages that passed it would pass again, whoever has come or gone since."""
    chance = Random(7)  # noqa: S311 - no secret
    course = make_course()
    trusted = refused = 0
    for _ in range(300):
        before = make_overview(BILBO, *chance.sample(PEOPLE[1:], chance.randrange(5)))
        first = Screen(course, before)
        pages = [(chance.choice(PATHS[1:6]), _page(chance)) for _ in range(4)]
        clean = [(path, page) for path, page in pages if not list(first.of_page(path, page.encode()))]
        if len(clean) < len(pages):
            continue
        after = make_overview(BILBO, *chance.sample(PEOPLE[1:], chance.randrange(1, 7)))
        if Screen(course, after, first.memo).trusts_earlier:
            trusted += 1
            assert [_slowly(course, after, path, page) for path, page in clean] == [[] for _ in clean], pages
        else:
            refused += 1
    assert trusted > 5
    assert refused > 5


def test_trust_lasts() -> None:
    """A secret that was looked for among the words of all pages is not looked for at every build again."""
    course, overview = make_course(), make_overview(BILBO, enrolled("May Riddles", 7))
    first = Screen(course, overview)
    assert not list(first.of_page("verify/index.html", b"May we ask riddles?"))
    second = Screen(course, overview, first.memo)
    assert second.trusts_earlier
    assert second.memo == first.memo
    assert not Screen(
        course, make_overview(BILBO, FRODO, enrolled("Ask Riddlesworth", 8), enrolled("We Ask", 9)), first.memo
    ).trusts_earlier


def test_taking_out() -> None:
    """What may stand on a page is taken out of it as the regular expression of all of it would do it."""
    chance = Random(3)  # noqa: S311 - no secret
    for _ in range(3000):
        text = _page(chance)
        phrases = [phrase for phrase in chance.choices([*WORDS, *SECRETS, text[2:6]], k=5) if phrase]
        longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
        expected = re.sub(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", "\n", text)
        assert without(text, phrases) == expected
