"""Mails: drafts for the teacher's own mail program, with each certificate attached, and in nobody else's hands."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING

import pytest
from small_course import COURSE_TOML

if TYPE_CHECKING:
    from email.message import EmailMessage

    from conftest import Classroom

MARKS: dict[str, list[object]] = {
    "Ada Byron": [9] * 10,
    "Bob Żółć": [9.5] * 10,
    "Łucja Kot": [9] * 10,
    "Bilbo Baggins": [9] * 9 + [None],
}
"""Łucja's address is none that mails can be sent to, and Bilbo has no certificate yet."""


@pytest.fixture
def built(classroom: Classroom, plain: None) -> Classroom:  # noqa: ARG001 - certificates without artwork
    """Return a course in which three hold certificates."""
    classroom.write_marks(MARKS)
    assert classroom.run("build").code == 0
    return classroom


def mails(classroom: Classroom) -> dict[str, EmailMessage]:
    """Return the drafts as a mail program reads them, by the addresses they go to."""
    found = [message_from_bytes(data, policy=default) for data in classroom.files("build/mails").values()]
    return {mail["To"].addresses[0].addr_spec: mail for mail in found}


def text_of(mail: EmailMessage) -> str:
    """Return what a mail says."""
    return str(mail.get_body().get_content())


def test_everyone_who_holds_a_certificate_is_written_to(built: Classroom) -> None:
    """Each draft has name, result, addresses of both pages, and the very file of the certificate; nobody else gets one."""
    outcome = built.run("mails")
    assert outcome.code == 0
    assert "2 mails" in outcome.err
    found = mails(built)
    assert set(found) == {"ada@example.org", "bob@example.org"}
    assert str(found["bob@example.org"]["To"]) == "Bob Żółć <bob@example.org>"
    ada = found["ada@example.org"]
    assert (ada["X-Unsent"], ada["Subject"]) == ("1", "Your certificate: Foundations of Adventuring")
    code = built.student("ada")["certificate"]["code"]
    for words in (
        "Dear Ada Byron,",
        "Pass, with a score of 90 %",
        f"https://example.org/adv/c/{code}/",
        "/adv/r/",
        "Evening School",
    ):
        assert words in text_of(ada)
    (attached,) = ada.iter_attachments()
    assert attached.get_filename() == "byron-ada-ada.pdf"
    assert attached.get_content() == built.files("build/certificates")["byron-ada-ada.pdf"]


def test_who_cannot_be_reached_is_told(built: Classroom) -> None:
    """An address that no mail can be sent to is a warning with its cell, and the others are written to."""
    outcome = built.run("mails")
    assert "grades.xlsx › Grades!A4" in outcome.err
    assert '"łucja@example.org" is no address' in outcome.err


def test_one_student_alone(built: Classroom) -> None:
    """With --only a single draft is written, and those of before are gone."""
    built.run("mails")
    assert built.run("mails", "--only", "byron").code == 0
    assert set(mails(built)) == {"ada@example.org"}
    assert built.run("mails", "--only", "nobody").code == 2


def test_both_languages_stand_in_one_mail(built: Classroom) -> None:
    """Where the certificate is in two languages, so is the mail that it comes with."""
    built.write_course(f'{COURSE_TOML}\n[certificate]\nlanguages = ["en", "de"]\n')
    built.run("build", "--yes")
    assert built.run("mails").code == 0
    mail = mails(built)["ada@example.org"]
    assert "Ihr Zertifikat" in mail["Subject"]
    assert text_of(mail).index("Dear Ada Byron,") < text_of(mail).index("Guten Tag, Ada Byron,")


def test_own_words(built: Classroom) -> None:
    """Subject and text are what course.toml says; an unknown placeholder in them is an error that names those there are."""
    built.write_course(
        f'{COURSE_TOML}\n[mail]\nsubject = "{{course}}!"\ntext = "Hi {{given}}: {{award}}, {{score}} %. {{number}}"\n'
    )
    assert built.run("mails").code == 0
    mail = mails(built)["ada@example.org"]
    assert mail["Subject"] == "Foundations of Adventuring!"
    assert text_of(mail).strip() == f"Hi Ada: Pass, 90 %. {built.student('ada')['certificate']['number']}"
    built.write_course(f'{COURSE_TOML}\n[mail]\ntext = "Hi {{nickname}}"\n')
    outcome = built.run("mails")
    assert outcome.code == 3
    assert "{nickname}" in outcome.err
    assert "{given}" in outcome.err


def test_mails_go_with_the_next_change(built: Classroom) -> None:
    """A draft never outlives what it says: whatever changes anything deletes them all; a build that changes nothing does not."""
    built.run("mails")
    assert built.run("build").code == 0
    assert len(mails(built)) == 2
    assert built.run("clean", "--student", "ada").code == 0
    assert not built.files("build/mails")


def test_same_drafts_again(built: Classroom) -> None:
    """The same certificates make the same bytes."""
    built.run("mails")
    before = built.files("build/mails")
    built.run("mails")
    assert built.files("build/mails") == before


def test_gradebook_without_addresses(built: Classroom) -> None:
    """Where nobody can be written to, that is an error, and nothing is written."""
    rows = [["ID", "First name", "Last name", "Activity 1"], *([name.split()[0].lower(), *name.split(), 9] for name in MARKS)]
    built.write_rows(rows)
    built.run("build", "--yes")
    outcome = built.run("mails")
    assert outcome.code == 1
    assert "has an address" in outcome.err
    assert not built.files("build/mails")


def test_nothing_of_a_mail_is_public(built: Classroom) -> None:
    """Addresses stand in the drafts alone, not on the site."""
    built.run("mails")
    assert not any(b"example.org>" in data or b"ada@" in data for data in built.files("build/site").values())
