"""Mails to those who hold a certificate: drafts with the certificate attached, for the teacher's mail program to send.

Nothing is sent from here. A draft is a file that mail programs open, ready to be looked at and sent (``X-Unsent`` says so);
it stands in ``build/mails``, which is private, and whatever changes anything deletes it with the exports.
"""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from typing import TYPE_CHECKING

from certbuild.certificates import editions
from certbuild.errors import CertbuildError, Problem, Severity
from certbuild.exporting.placing import taking_place_of
from certbuild.exporting.standing import due, standing
from certbuild.inventory import people
from certbuild.locking import alone
from certbuild.people import find
from certbuild.pipeline import survey
from certbuild.reading import attempt
from certbuild.site import Wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certbuild.config import Course
    from certbuild.layout import Layout
    from certbuild.machine import Machine
    from certbuild.model import Certificate, PrivateAddress, Student
    from certbuild.pipeline import Survey
    from certbuild.printing.context import Edition

_BETWEEN = "\n\n* * *\n\n"
"""Stands between the languages of a mail."""


def write_mails(layout: Layout, machine: Machine, only: Sequence[str] = ()) -> int:
    """Write a draft for everybody who holds a valid certificate and has an address, into ``build/mails``; return how many.

    `only` names students to write to. Who has no address that mails can be sent to is told in a warning. Raises
    `CertbuildError`, with nothing changed, where a certificate's file is missing or another than the one that was made, and
    where there is nobody to write to.
    """
    with alone(layout, "mails", machine.now(), machine.say):
        found = survey(layout, machine, attempt(layout).graded())
        course, problems = found.reading.course, list(due(layout, found))
        students = {student.key: student for student in found.reading.results.students}
        addresses = {entry.result.student.key: entry.address for entry in found.overview.entries if entry.address}
        reached: list[tuple[Certificate, Address]] = []
        for certificate in _wanted(standing(layout, course, machine.now()), found, only):
            student = students.get(certificate.key)
            if student and (address := _address(student)):
                reached.append((certificate, address))
            else:
                problems.append(_unreachable(found, certificate, student))
        machine.tell(problems)
        if not reached:
            hint = "let the gradebook be exported with its column of e-mail addresses"
            raise CertbuildError(Problem(found.reading.gradebook.file, "nobody who holds a certificate has an address", hint))
        says = editions(course, [certificate for certificate, _ in reached])
        with taking_place_of(layout, layout.mails) as (_, folder):
            for certificate, address in reached:
                own = addresses[certificate.key]
                texts = [_texts(course, edition, certificate, own) for edition in says[certificate.code]]
                draft = _draft(texts, certificate, address, (layout.certificates / certificate.file_name).read_bytes())
                (folder / certificate.file_name).with_suffix(".eml").write_bytes(draft)
    return len(reached)


def _wanted(certificates: Sequence[Certificate], found: Survey, only: Sequence[str]) -> Iterator[Certificate]:
    """Yield the certificates of those who are to be written to."""
    everyone = list(people(found.reading.results.students, found.books)) if only else []
    keys = {find(name, everyone).key for name in only}
    yield from (certificate for certificate in certificates if not only or certificate.key in keys)


def _address(student: Student) -> Address | None:
    """Return where mails reach a student; None where that is nowhere."""
    try:
        address = Address(student.name, addr_spec=student.email)
        return address if student.email.isascii() and address.domain else None
    except (ValueError, IndexError):  # what the standard library says of texts that are no addresses
        return None


def _unreachable(found: Survey, certificate: Certificate, student: Student | None) -> Problem:
    gradebook = found.reading.gradebook
    if not student:
        what, hint = f"{certificate.holder} is not in it any more, and has no address", "write to them yourself"
        return Problem(gradebook.file, what, hint, Severity.WARNING)
    what = f'"{student.email}" is no address that a mail can be sent to' if student.email else "there is no e-mail address"
    hint = "write it into the gradebook of your platform, and export again; or write to them yourself"
    return Problem(gradebook.place(student.cell), f"{what} for {student.name}", hint, Severity.WARNING)


def _draft(texts: Sequence[tuple[str, str]], certificate: Certificate, address: Address, pdf: bytes) -> bytes:
    """Return a mail as a file, with subject and text in each language; the same certificate makes the same bytes."""
    mail = EmailMessage(SMTP)
    mail["X-Unsent"] = "1"
    mail["To"] = address
    mail["Subject"] = " · ".join(dict.fromkeys(subject for subject, _ in texts))
    mail.set_content(_BETWEEN.join(dict.fromkeys(text for _, text in texts)) + "\n", cte="quoted-printable")
    mail.add_attachment(pdf, maintype="application", subtype="pdf", filename=certificate.file_name)
    mail.set_boundary(f"part-{certificate.code}")
    return mail.as_bytes()


def _texts(course: Course, edition: Edition, certificate: Certificate, own: PrivateAddress) -> tuple[str, str]:
    """Return subject and text in one language, as course.toml or the catalogue has them."""
    base, words = course.site.base_url, _wording(edition.course.language).words
    facts = {
        "name": certificate.holder,
        "given": certificate.given,
        "family": certificate.family,
        "course": edition.course.title,
        "award": edition.certificate.award,
        "score": edition.certificate.score,
        "number": certificate.number,
        "address": edition.certificate.url if base else "",
        "results": f"{base}{own.folder}{own.fragment}" if base else "",
        "unlock": own.unlock,
        "issuer": edition.issuer.name,
        "signatory": edition.issuer.signatory,
    }
    subject = (course.mail.subject or words.text("mail_subject")).format(**facts)
    if course.mail.text:
        return subject, course.mail.text.format(**facts)
    facts["result"] = edition.strings["result" if facts["score"] else "result_without_score"].format(**facts)
    asked = ["mail_greeting", "mail_attached", *(("mail_check", "mail_results") if base else ())]
    if own.unlock and base:
        asked.append("mail_unlock")
    signed = "\n".join(filter(None, (facts["signatory"], facts["issuer"])))
    return subject, "\n\n".join([*(words.text(key).format(**facts) for key in asked), signed]).rstrip()


@cache
def _wording(language: str) -> Wording:
    return Wording(language)
