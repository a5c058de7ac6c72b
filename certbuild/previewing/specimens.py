"""Specimens of the certificate, before anybody has earned one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certbuild import certificates
from certbuild.errors import errors_among
from certbuild.files import write_file
from certbuild.reading import attempt

if TYPE_CHECKING:
    from pathlib import Path

    from certbuild.layout import Layout

STOCK_NAMES = (("Bo", "Li"), ("Wolfeschlegelsteinhausenbergerdorff-Maximiliane Theodora", "von und zu Hohenlohe-Langenburg"))


def preview_templates(layout: Layout, template: str | None) -> Path:
    """Write ``build/preview.pdf`` with the longest and the shortest name of the course; return its path.

    Works before there is a readable gradebook, too: then with names from stock.
    """
    found = attempt(layout)
    course = found.course or found.sound()[0]
    students = found.graded().results.students if not errors_among(found.problems) else ()
    names = list(STOCK_NAMES)
    if students:
        by_length = sorted(students, key=lambda student: (len(student.name), student.key))
        names = [(student.given, student.family) for student in (by_length[-1], by_length[0])]
    write_file(layout.preview, certificates.preview(course, names, template or course.certificate.template))
    return layout.preview
