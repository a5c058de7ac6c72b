"""What the teacher's pages tell, and which commands they hand out."""

from __future__ import annotations

import re
import shlex
import subprocess
from typing import TYPE_CHECKING

import pytest
from campus import (
    BILBO,
    CODES,
    EVERYONE,
    FRODO,
    LATER,
    TED,
    ended,
    enrolled,
    make_overview,
    seen,
    student_page,
    teacher_files,
    text_of,
)
from msgspec.structs import replace

from certbuild.errors import Problem, Severity
from certbuild.model import (
    Action,
    CertificateState,
    Change,
    Condition,
    Deed,
    Deeds,
    News,
    Plan,
    Standing,
    Step,
)
from certbuild.site.commands import command_line_key

if TYPE_CHECKING:
    from pathlib import Path

REISSUE = Plan((Step(Action.REISSUE, BILBO.result.student.key, "Bilbo Baggins", "score 85 → 95"),), 3)


def test_attention_comes_first() -> None:
    """Before the table stands whom to look at: provisional above the pass mark, stale, deleted, withheld."""
    overview = make_overview(
        *EVERYONE, enrolled("Sam Gamgee", 7, condition=Condition.STALE), enrolled("Daisy Boffin", 8, condition=Condition.DELETED)
    )
    page = text_of(teacher_files(overview=overview)["index.html"])
    told = page[: page.index("Students")]
    assert "1 provisional above the pass mark Rosie Cotton" in told
    assert "1 stale certificate: its score, award or name has changed since Sam Gamgee" in told
    assert "1 deleted certificate: the next build makes the same again Daisy Boffin" in told
    assert "1 withheld by exception Ted Sandyman" in told


def test_who_takes_no_part_any_more() -> None:
    """They are named apart from those withheld by exception."""
    otho = enrolled("Otho Baggins", 7, "20.0", Standing.WITHHELD, lapsed=True)
    page = text_of(teacher_files(overview=make_overview(BILBO, TED, otho))["index.html"])
    assert "1 withheld by exception Ted Sandyman 1 takes no part any more: no new certificate Otho Baggins" in page


def test_nothing_to_do() -> None:
    """Where all is well the page says so."""
    assert "Nothing: every certificate says what the gradebook says." in text_of(
        teacher_files(overview=make_overview(BILBO, FRODO))["index.html"]
    )


def test_what_the_next_build_will_do() -> None:
    """A pending step is counted at the top and explained with the student; the command to copy is make."""
    stale = replace(BILBO, condition=Condition.STALE)
    files = teacher_files(overview=make_overview(stale, FRODO), plan=REISSUE)
    assert "The next build will change something: 1 to reissue make" in text_of(files["index.html"])
    assert "The next build will reissue: score 85 → 95" in text_of(student_page(files, BILBO))


def test_a_student_in_full() -> None:
    """A student's line holds score, bounds and certificate; the page behind the name has all the rest, also what is private."""
    files = teacher_files()
    assert BILBO.certificate
    assert BILBO.address
    assert f"../certificates/{BILBO.certificate.file_name}" in seen(files["index.html"]).links
    assert "provisional sure to pass Waiting for Final exam 85.0 85.0 95.0" in text_of(files["index.html"])
    page = student_page(files, BILBO)
    text, links = text_of(page), seen(page).links
    assert f"../../certificates/{BILBO.certificate.file_name}" in links
    assert f"../../site/r/{BILBO.address.token}/index.html" in links
    for told in (
        BILBO.address.code,
        BILBO.result.student.email,
        BILBO.certificate.code,
        "Riddles",
        "19 of 20",
        "Score 95.0 counts",
    ):
        assert told in text


def test_commands_hold_the_students_key() -> None:
    """The commands to copy name the student; who has no certificate is offered none to delete or revoke."""
    files = teacher_files(overview=make_overview(BILBO, TED))
    page = text_of(student_page(files, BILBO))
    for command in ("explain STUDENT=020260101", "clean-one STUDENT=020260101", "revoke STUDENT=020260101 REASON='…'"):
        assert f"make {command}" in page
    page = text_of(student_page(files, TED))
    assert "make explain STUDENT=020260106" in page
    assert "make revoke STUDENT=020260106" not in page


@pytest.mark.parametrize("key", ["bilbo baggins", "O'Neil", "$HOME", "a$(shell ls)b", "x; rm -r y", "`id`", 'say "hi"', "ễ, ю"])
def test_keys_pass_shell_and_make(key: str, tmp_path: Path) -> None:
    """Whatever a key consists of, the copied command gives make exactly that key."""
    (tmp_path / "Makefile").write_text("explain:\n\t@printf %s $(call quoted,$(STUDENT))\nquoted = '$(subst ','\\'',$(1))'\n")
    command = f"make -s -C {shlex.quote(str(tmp_path))} explain STUDENT={command_line_key(key)}"
    assert subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True).stdout == key


def test_what_can_be_done_about_a_certificate() -> None:
    """Reissuing is offered for what stands or has expired and is still earned, reinstating for what was revoked, no more."""
    expired, revoked = (enrolled("Sam Gamgee", n, condition=c) for n, c in ((7, Condition.EXPIRED), (8, Condition.REVOKED)))
    unearned = replace(FRODO, result=replace(FRODO.result, standing=Standing.NOT_AWARDED))
    entries = (BILBO, unearned, expired, revoked)
    files = teacher_files(overview=make_overview(*entries))
    page = "".join(text_of(student_page(files, entry)) for entry in entries)
    commands = set(re.findall(r"make (reissue|reinstate|revoke|clean-one) STUDENT=02026010(\d)", page))
    valid = {("clean-one", "1"), ("reissue", "1"), ("revoke", "1"), ("clean-one", "2"), ("revoke", "2")}
    assert commands == valid | {("reissue", "7"), ("revoke", "7"), ("reinstate", "8")}


def test_expired_certificates() -> None:
    """They are named at the top and can be searched for; where there are none, the page does not speak of it."""
    expired = enrolled("Sam Gamgee", 7, condition=Condition.EXPIRED)
    page = teacher_files(overview=make_overview(BILBO, expired))["index.html"]
    told = text_of(page)
    assert "1 expired certificate: its last day is over" in told
    assert "TBA-2026-0007 expired" in told
    assert '<option value="expired">' in page.decode()
    files = teacher_files(overview=make_overview(BILBO))
    assert not [path for path in files if path.endswith(".html") and b"expired" in files[path]]


def test_states_have_words() -> None:
    """Current, stale, deleted and revoked certificates are told apart by a word, not by colour alone."""
    conditions = (Condition.CURRENT, Condition.STALE, Condition.DELETED, Condition.REVOKED)
    entries = [enrolled(f"Student No{n}", n, condition=condition) for n, condition in enumerate(conditions, 1)]
    page = text_of(teacher_files(overview=make_overview(*entries))["index.html"])
    for number, condition in enumerate(conditions, 1):
        assert f"TBA-2026-000{number} {condition}" in page or condition is Condition.DELETED
    assert "Pass deleted" in page
    assert "TBA-2026-0003" not in page


def test_file_that_is_not_there_is_not_linked() -> None:
    """A deleted or revoked certificate has no PDF, so its number is no link."""
    for condition in (Condition.DELETED, Condition.REVOKED):
        entry = enrolled("Bilbo Baggins", 1, condition=condition)
        links = seen(teacher_files(overview=make_overview(entry))["index.html"]).links
        assert not [link for link in links if link.startswith("../certificates")]


def test_holders_who_left() -> None:
    """A certificate whose holder is no longer in the gradebook stays one click away, with the command to revoke it."""
    assert FRODO.certificate
    overview = make_overview(BILBO, earlier=(FRODO.certificate,))
    page = teacher_files(overview=overview)["index.html"]
    assert f"../certificates/{FRODO.certificate.file_name}" in seen(page).links
    assert "No longer in the gradebook" in text_of(page)
    assert "make revoke STUDENT=020260102" in text_of(page)


def test_problems_with_their_cells() -> None:
    """The warnings of the last reading stand with cell, finding and advice."""
    problem = Problem("grades.xlsx › Grades!D14", "12 of 10 points", "correct the mark", Severity.WARNING)
    page = text_of(teacher_files(overview=make_overview(problems=(problem,)))["index.html"])
    assert "1 warning from the last reading" in page
    assert "grades.xlsx › Grades!D14 12 of 10 points correct the mark" in page


def test_earlier_revisions() -> None:
    """A student's page tells every revision that was ever issued, the newest first, each with its state and its page."""
    first = ended(BILBO, CertificateState.SUPERSEDED, CODES[9])
    page = student_page(teacher_files(overview=make_overview(BILBO, earlier=(first,))), BILBO)
    text = text_of(page)
    assert BILBO.certificate
    assert text.index(f"current revision 1 of 23 November 2026, {BILBO.certificate.code}") < text.index(
        "superseded revision 1 of"
    )
    assert f"../../site/c/{CODES[9]}/index.html" in seen(page).links


def test_what_the_last_round_brought() -> None:
    """The first page tells what is new in the gradebook: marks that came, each that is another one now, who is new or gone."""
    altered = Change("1", "Bilbo Baggins", "Riddles", "85", "95", "grades.xlsx › Grades!D2", "old.xlsx › Grades!D2")
    news = News(
        LATER, {"Final exam": 24, "Riddles": 1}, (altered,), come=("Sam Gamgee",), renamed=(("Rosie Cotton", "Rosie Gamgee"),)
    )
    page = text_of(teacher_files(overview=make_overview(news=news))["index.html"])
    for told in (
        "In the gradebook, read on 1 December 2026",
        "24 new marks: Final exam",
        "1 new mark: Riddles",
        "1 new student: Sam Gamgee",
        "Renamed: Rosie Cotton is now Rosie Gamgee",
        "1 mark is another one now",
        "Bilbo Baggins Riddles 85 95 grades.xlsx › Grades!D2",
    ):
        assert told in page
    assert "What is new" not in text_of(teacher_files()["index.html"])


def test_more_marks_than_are_told() -> None:
    """Of very many altered marks the first are told and the others counted; no command is named, since none tells them now."""
    altered = Change("1", "Bilbo Baggins", "Riddles", "85", "95", "grades.xlsx › Grades!D2", "old.xlsx › Grades!D2")
    page = text_of(teacher_files(overview=make_overview(news=News(LATER, {}, (altered,), others=3)))["index.html"])
    assert "4 marks are others now" in page
    assert "and 3 more Students" in page


def test_what_became_of_certificates() -> None:
    """The first page tells what the last act did to certificates, to whom and why."""
    deeds = (Deed("issue", "2", "Frodo Gardner", "Score 91.5"), Deed("reissue", "1", "Bilbo Baggins", "score 85 → 95"))
    page = text_of(teacher_files(overview=make_overview(deeds=Deeds(LATER, deeds)))["index.html"])
    assert "Certificates, on 1 December 2026" in page
    assert "1 issued: Frodo Gardner" in page
    assert "1 replaced by a new revision: Bilbo Baggins (score 85 → 95)" in page


def test_sections() -> None:
    """Where the gradebook has sections, the table can be filtered by them; where it has none, nothing is said of them."""
    page = teacher_files(overview=make_overview(enrolled("Ann Lee", 1, section="Blue"), enrolled("Ben Ash", 2)))[
        "index.html"
    ].decode()
    assert '<option value="=Blue">Blue</option>' in page
    assert '<option value="=">none</option>' in page
    assert "Section" not in text_of(teacher_files()["index.html"])
