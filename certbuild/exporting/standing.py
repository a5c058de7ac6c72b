"""What can be exported: the valid certificates, as the last build made them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from certbuild.auditing import Record, missing_or_other
from certbuild.certificates import in_order
from certbuild.errors import CertbuildError, Problem, Severity
from certbuild.register import opened
from certbuild.text import plural

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from certbuild.config import Course
    from certbuild.layout import Layout
    from certbuild.model import Certificate
    from certbuild.pipeline import Survey


def standing(layout: Layout, course: Course, now: datetime) -> list[Certificate]:
    """Return the valid certificates whose files are there, in the order of the merged file.

    Raises `CertbuildError` where a file is missing or another than the one that was made, and where there is none.
    """
    with opened(layout.register) as register:
        record = Record.of(register, course.about.day_of(now))
    if problems := missing_or_other(layout, record):
        raise CertbuildError(*problems)
    found = [certificate for certificate in record.valid if certificate.code not in record.deleted]
    if not found:
        raise nothing(layout)
    return in_order(course, found)


def nothing(layout: Layout) -> CertbuildError:
    """Return the error of a course in which nothing has been made yet."""
    return CertbuildError(Problem(str(layout.certificates), "there is no certificate that could be exported", "run make first"))


def due(layout: Layout, found: Survey) -> Iterator[Problem]:
    """Yield a warning where the next build would do something to certificates."""
    if steps := len(found.plan.steps):
        what = f"the next build changes {plural(steps, 'certificate')}; what is exported is what the last one made"
        yield Problem(str(layout.build), what, "`make plan` tells more; run make, and export again", Severity.WARNING)
