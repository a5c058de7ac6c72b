"""A course with its students, and the pages made from it, for the tests of the sites."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from certbuild.config import Course
from certbuild.model import (
    Certificate,
    CertificateState,
    Condition,
    Entry,
    Line,
    LineState,
    Needed,
    Outlook,
    Overview,
    Plan,
    PrivateAddress,
    Result,
    Standing,
    Student,
    Unchanged,
)
from certbuild.site import Pages, Screen, TeacherSite, public_site
from certbuild.site.teacher import student_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from certbuild.errors import Problem

DAY = date(2026, 11, 23)
LATER = date(2026, 12, 1)
PDF = b"%PDF-1.7 of the certificate"
CODES = tuple(f"{letter}{letter}{letter}{letter}-7K3M-Q9ZT-2VXA" for letter in "ABCDEFGHJKMNPQ")
NOTHING_TO_DO = Plan((), 0)
_STATES = {Condition.REVOKED: CertificateState.REVOKED, Condition.EXPIRED: CertificateState.EXPIRED}


def make_course(**tables: Any) -> Course:  # noqa: ANN401 - tables of course.toml
    """Return a course; `tables` replace or add to its tables."""
    data: dict[str, Any] = {
        "folder": Path("input"),
        "course": {"title": "There and Back Again", "code": "TBA", "language": "en-GB"},
        "issuer": {"name": "Green Dragon School", "signatory": "Belladonna Took", "role": "Head of Studies"},
        "site": {"base_url": "https://example.org/shire/"},
    }
    for name, table in tables.items():
        data[name] = {**data.get(name, {}), **table} if isinstance(table, dict) else table
    return Course.model_validate(data)


def enrolled(
    name: str,
    position: int,
    score: str | None = "90.0",
    standing: Standing = Standing.AWARDED,
    condition: Condition | None = Condition.CURRENT,
    **fields: Any,  # noqa: ANN401 - fields of Result and Student
) -> Entry:
    """Return a student; with the standing `awarded`, one who holds a certificate.

    The position gives key (``020260107`` for 7), codes and addresses.
    """
    given, _, family = name.rpartition(" ")
    key = fields.pop("key", f"0202601{position:02}")
    since = fields.pop("since", DAY)
    student = Student(key, given, family, f"student{position}@example.org", fields.pop("section", ""), f"A{position}")
    number = None if score is None else Decimal(score)
    values: dict[str, Any] = {
        "lowest": number,
        "highest": number,
        "outlook": None,
        "missing": (),
        "reasons": (f"Score {score} counts",),
        "award": "Pass" if standing is Standing.AWARDED else None,
        "lines": (line("Riddles", score), line("Final exam", None)),
        **fields,
    }
    certificate = None
    if standing is Standing.AWARDED and condition is not None:
        certificate = Certificate(
            key=key,
            number=f"TBA-2026-{position:04}",
            revision=1,
            code=CODES[position],
            state=_STATES.get(condition, CertificateState.ISSUED),
            issued_on=DAY,
            given=given,
            family=family,
            score=score or "",
            award="Pass",
            sha256=f"{position:02}" * 32,
        )
    held = condition if certificate else None
    address = PrivateAddress(f"ZX{position:02}-7K3M", f"{position:02}d1f7c5a94e4b2f8c6d3e0a7b5c9f24")
    result = Result(student, standing, number, **values)
    return Entry(result, certificate, held, address, Unchanged(result.digest, since))


def line(name: str, score: str | None, note: str = "") -> Line:
    """Return an activity worth half the score, with this percentage or without a mark."""
    if score is None:
        return Line(name, LineState.MISSING, None, Decimal(20), None, Decimal(50), Decimal(0), note, "D2")
    percent = Decimal(score)
    return Line(name, LineState.GRADED, percent / 5, Decimal(20), percent, Decimal(50), percent / 2, note, "D2")


BILBO = enrolled("Bilbo Baggins", 1, "95.0")
FRODO = enrolled("Frodo Gardner", 2, "91.5")
ROSIE = enrolled(
    "Rosie Cotton",
    3,
    "85.0",
    Standing.PROVISIONAL,
    highest=Decimal("95.0"),
    outlook=Outlook.SECURED,
    missing=("Final exam",),
    reasons=("Waiting for Final exam",),
)
LOBELIA = enrolled("Lobelia Bracegirdle", 4, "61.8", Standing.NOT_AWARDED)
ZOE = enrolled("Zoë Žižková", 5, "100.0")
TED = enrolled("Ted Sandyman", 6, "88.8", Standing.WITHHELD, reasons=("Withheld by exception: fee not paid",))
EVERYONE = (BILBO, FRODO, ROSIE, LOBELIA, ZOE, TED)


def make_overview(*entries: Entry, earlier: tuple[Certificate, ...] = (), **fields: Any) -> Overview:  # noqa: ANN401 - fields
    """Return a course of these students, by default of all six; `earlier` are revisions that hold no more."""
    present = entries or EVERYONE
    standing = [e.certificate for e in present if e.certificate and e.condition is not Condition.DELETED]
    values: dict[str, Any] = {"complete": False, "updated_on": DAY, "source": "grades.xlsx", **fields}
    return Overview(tuple(present), (*earlier, *standing), **values)


def ended(entry: Entry, state: CertificateState, code: str, reason: str = "score 90.0 → 95.0") -> Certificate:
    """Return a revision of a student's certificate that holds no more."""
    assert entry.certificate
    return replace(entry.certificate, state=state, code=code, ended_on=LATER, reason=reason)


def public_files(
    course: Course | None = None, overview: Overview | None = None, needed: tuple[Needed, ...] = (), *, with_pdfs: bool = True
) -> dict[str, bytes]:
    """Return the files of the public site.

    `needed`: what the awards still take everybody; `with_pdfs`: whether the single PDFs stand where they should.
    """
    with TemporaryDirectory() as folder:
        single = Path(folder) / "single.pdf"
        if with_pdfs:
            single.write_bytes(PDF)
        drafts = public_site(Pages(course or make_course(), lambda _: needed), overview or make_overview(), lambda _: single)
        return {draft.path: draft.make() for draft in drafts}


def leaks(course: Course, overview: Overview, files: Mapping[str, bytes]) -> list[Problem]:
    """Return what these files of a public site tell that is to stay private."""
    screen = Screen(course, overview)
    texts = [path for path in files if not path.endswith((".pdf", ".woff2"))]
    found = [problem for path in texts for problem in screen.of_page(path, files[path])]
    return found + list(screen.of_paths([path for path in files if path not in texts]))


def teacher_files(course: Course | None = None, overview: Overview | None = None, plan: Plan = NOTHING_TO_DO) -> dict[str, bytes]:
    """Return the files of the teacher's pages."""
    site = TeacherSite(Pages(course or make_course()), overview or make_overview(), plan)
    return {draft.path: draft.make() for draft in site.drafts()}


def student_page(files: Mapping[str, bytes], entry: Entry) -> bytes:
    """Return the page of one student among the files of the teacher's."""
    return files[student_path(entry)]


def write(files: Mapping[str, bytes], folder: Path) -> None:
    """Write a site to the disk."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


class _Seen(HTMLParser):
    """Collects the text of a page as a reader meets it, and where its elements point."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_script = tag == "script"
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src", "action", "srcset"}]

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - as the base class has it
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if not self._in_script:
            self.text.append(data)


def seen(page: bytes) -> _Seen:
    """Return what is on a page."""
    parser = _Seen()
    parser.feed(page.decode())
    return parser


def text_of(page: bytes) -> str:
    """Return the text of a page, with single spaces."""
    return re.sub(r"\s+", " ", "".join(seen(page).text)).strip()


def certificate_page(files: Mapping[str, bytes], code: str) -> str:
    """Return the text of a certificate's page."""
    return text_of(files[f"c/{code}/index.html"])
