"""From a course to its specimens: a PDF, and pictures of its pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from certbuild import certificates
from certbuild.errors import errors_among
from certbuild.files import write_file
from certbuild.fonts import package_with
from certbuild.previewing.specimens import Name, choose
from certbuild.reading import attempt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certbuild.config import Course
    from certbuild.layout import Layout
    from certbuild.pictures import Picture
    from certbuild.previewing.specimens import Specimen


class Preview(Struct, frozen=True):
    """Specimens in one template."""

    template: str
    pdf: bytes
    pictures: list[Picture]
    """Of all pages."""
    told: list[str]
    """What was left out, and why."""


def write_preview(layout: Layout, template: str | None) -> Preview:
    """Write ``build/preview.pdf`` and ``build/preview.png``: specimens with four names of the course (`choose`).

    Works before there is a readable gradebook, too: then with names from stock. Raises `CertbuildError` where course.toml or
    the template cannot be used, or a name of the course cannot be printed; nothing is written then.
    """
    from certbuild.pictures import pictures_of, sheet_of  # noqa: PLC0415 - seldom needed

    found = attempt(layout)
    course = found.course or found.sound()[0]
    name = template or course.certificate.template
    students = found.graded().results.students if not errors_among(found.problems) else ()
    wanted = choose(Name(student.given, student.family) for student in students)
    specimens, told = _printable(course, name, wanted)
    made = certificates.preview(course, [specimen.name for specimen in specimens], name)
    pictures = [
        picture
        for specimen, pdf in zip(specimens, made.singles, strict=True)
        for picture in pictures_of(pdf, f"{name} · {specimen.kind}{' (not of this course)' * specimen.from_stock}")
    ]
    write_file(layout.preview, made.merged)
    write_file(layout.preview_sheet, sheet_of(pictures))
    return Preview(name, made.merged, pictures, told)


def _printable(course: Course, template: str, specimens: Sequence[Specimen]) -> tuple[list[Specimen], list[str]]:
    """Return the specimens without those from stock for which no font is there, and what to tell of these."""
    stock = [specimen.name.whole for specimen in specimens if specimen.from_stock]
    missing = certificates.without_font(course, template, stock)
    kept, told = [], []
    for specimen in specimens:
        letters = missing.intersection(specimen.name.whole)
        if specimen.from_stock and letters:
            packages = " and ".join(sorted(set(map(package_with, letters))))
            told.append(f"Left out the {specimen.kind}: no font here has its letters (on Debian: {packages})")
        else:
            kept.append(specimen)
    return kept, told
