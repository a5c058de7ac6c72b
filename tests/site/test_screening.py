"""The quick check for leaks held against the slow one, on pages of every kind of text."""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING

import pytest
from campus import BILBO, EVERYONE, FRODO, enrolled, make_course, make_overview

from certbuild.site import Screen
from certbuild.site.allowances import Allowances
from certbuild.site.leaks import parts_of, private_of, undisguised, without

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


NUMBERS = [form for entry in PEOPLE for form in (f"{entry.result.score}", f"{entry.result.score}".removesuffix(".0"))]
PHRASES = ["Pass", "There and Back Again", "TBA", "Bilbo Baggins"]


def _page(chance: Random, most: int = 14) -> str:
    """Return a text of anything that a page could hold, in any order."""
    parts = chance.choices([*WORDS, *SECRETS], k=chance.randrange(1, most))
    if chance.random() < 0.3:
        parts += [chance.choice(NUMBERS), *chance.choices([*PHRASES, "\n", ""], k=2), chance.choice(["%", "%", "</td>"])]
    return "".join(part + chance.choice(["", " ", " ", " ", "\n", "/"]) for part in parts)


class Slow:
    """The slow check: each page as a whole."""

    def __init__(self, course: Course, overview: Overview) -> None:
        self._private = private_of(course, overview)
        self._allowances = Allowances(course, overview)

    def told(self, path: str, page: str = "") -> list[str]:
        """Return what is found on a page, or in a path alone."""
        parts = [(judged_as, f"{path}\n{text}") for judged_as, text in parts_of(path, page)] if page else [(path, path)]
        return [
            what for judged_as, text in parts for what in self._private.told_by(undisguised(text), self._allowances.of(judged_as))
        ]


@pytest.mark.parametrize("site", [{}, {"listing": "name"}, {"listing": "name", "show_scores": True}])
def test_the_same_is_found(site: dict[str, object]) -> None:
    """Whatever stands on a page, the quick check finds on it what the slow one finds, word by word."""
    chance = Random(5)  # noqa: S311 - no secret
    course, overview = make_course(site=site), make_overview(*PEOPLE)
    screen, slow = Screen(course, overview), Slow(course, overview)
    found = 0
    for _ in range(3000):
        path, page = chance.choice(PATHS), _page(chance)
        told = [problem.what for problem in screen.of_page(path, page.encode())]
        assert told == slow.told(path, page), (path, page)
        found += bool(told)
    assert 500 < found < 2800


@pytest.mark.parametrize(
    "page", ["23 Pass %", "23 TBA\n%", "23\n%", "<td>23</td>", "23 TBA 50 %", "23 TBA\nTBA %", "x@Pass.org", "23.0%", "23&#37;"]
)
def test_numbers_and_what_is_taken_out(page: str) -> None:
    """A number that is a score only because of what is taken out beside it is found as the slow check finds it."""
    course, overview = make_course(), make_overview(*PEOPLE)
    for path in PATHS:
        told = [problem.what for problem in Screen(course, overview).of_page(path, page.encode())]
        assert told == Slow(course, overview).told(path, page), path


def test_paths_together() -> None:
    """The paths of what is not read are found out as they are one by one."""
    chance = Random(5)  # noqa: S311 - no secret
    course, overview = make_course(), make_overview(*PEOPLE)
    paths = [f"c/{_page(chance)}.pdf".replace("\n", "") for _ in range(200)]
    slow = Slow(course, overview)
    told = [problem.what for problem in Screen(course, overview).of_paths(paths)]
    assert told == [what for path in paths for what in slow.told(path)]
    assert told


def test_trust_is_never_misplaced() -> None:
    """Where an earlier check is trusted, the pages that passed it would pass again, whoever has come or gone since."""
    chance = Random(7)  # noqa: S311 - no secret
    course = make_course()
    trusted = refused = 0
    for _ in range(60):
        before = make_overview(BILBO, *chance.sample(PEOPLE[1:], chance.randrange(5)))
        after = make_overview(BILBO, *chance.sample(PEOPLE[1:], chance.randrange(1, 7)))
        slow = Slow(course, after)
        for _ in range(10):
            first = Screen(course, before)
            pages = [(chance.choice(PATHS[1:6]), _page(chance, 4)) for _ in range(3)]
            if any(list(first.of_page(path, page.encode())) for path, page in pages):
                continue
            if Screen(course, after, first.memo).trusts_earlier:
                trusted += 1
                assert [slow.told(path, page) for path, page in pages] == [[], [], []], pages
            else:
                refused += 1
    assert trusted > 50
    assert refused > 50


def test_a_new_score_is_a_secret() -> None:
    """A number that nobody had as a score when it was let stand is found when somebody has it."""
    course, before = make_course(), make_overview(BILBO)
    for page in (b"23 TBA % of all", b"23 TBA\nTBA % of all"):
        first = Screen(course, before)
        assert not list(first.of_page("verify/index.html", page))
        assert not Screen(course, make_overview(BILBO, PEOPLE[6]), first.memo).trusts_earlier
        assert Screen(course, make_overview(BILBO, FRODO), first.memo).trusts_earlier


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
