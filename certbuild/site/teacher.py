"""The teacher's private pages: where everyone stands, what needs attention, what is new, and what to do about it.

The table of students stands in pages (`tables`); behind each name is a page of its own, which says how the score came about.
"""

from __future__ import annotations

from functools import partial
from textwrap import shorten
from typing import TYPE_CHECKING

from msgspec import Struct

from certbuild.model import Condition, Standing
from certbuild.site.attention import NAMED, done, gone, notices
from certbuild.site.commands import Command, commands_for
from certbuild.site.histogram import histogram
from certbuild.site.pages import Draft, assets
from certbuild.site.tables import parts_of, rows_script
from certbuild.text import file_stem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from certbuild.model import Certificate, Entry, Overview, Plan, Step
    from certbuild.site.pages import Pages
    from certbuild.site.tables import Part

ROWS = 100
"""So many students stand on one page of the table."""
TOLD = 50
"""So many warnings, and so many certificates of holders who have left, are told; of more, how many there are besides."""


_WHY = 120
"""Letters of the reasons that the table tells."""


class Row(Struct, frozen=True):
    """One student, with all that the pages tell."""

    entry: Entry
    step: Step | None
    """What the next build will do about the certificate."""
    certificates: tuple[Certificate, ...]
    """All revisions whose page may stand, oldest first."""

    @property
    def path(self) -> str:
        """The student's own page, from the teacher's folder."""
        return student_path(self.entry)

    @property
    def why(self) -> str:
        """Why, in short; nothing of those who have reached the pass mark."""
        result = self.entry.result
        if result.standing is Standing.AWARDED:
            return ""
        return shorten("; ".join(result.reasons), _WHY, placeholder=" …")

    @property
    def has_file(self) -> bool:
        """Whether the newest certificate's PDF stands beside these pages."""
        return bool(self.certificates) and self.certificates[-1].valid

    @property
    def commands(self) -> tuple[Command, ...]:
        """What can be done about the student."""
        return tuple(commands_for(self.entry, has_file=self.has_file))


def student_path(entry: Entry) -> str:
    """Return where a student's page stands in the teacher's folder."""
    student = entry.result.student
    return f"students/{file_stem(student.family, student.given, student.key)}.html"


class TeacherSite:
    """The files of ``build/teacher``."""

    def __init__(self, pages: Pages, overview: Overview, plan: Plan) -> None:
        self._pages, self._overview, self._plan = pages, overview, plan
        self._rows = _rows(overview, plan)
        self.sources = [_source(pages, row) for row in self._rows]
        """A digest of all that is told of each student."""

    def drafts(self) -> Iterator[Draft]:
        """Yield every file."""
        pages = self._pages
        for row, source in zip(self._rows, self.sources, strict=True):
            yield Draft(row.path, source, partial(pages.page, "student.html", "../", row=row))
        parts = parts_of(len(self._rows), ROWS)
        frame, filters = self._frame(), {"states": _states(self._rows), "sections": _sections(self._rows)}
        for part in parts:
            told = (str(filters), str(part), *self.sources[part.span])
            if part.number == 1:
                source = pages.digest("teacher", repr(frame), *told)
                yield Draft(part.path, source, partial(self._first_page, part, **frame, **filters))
            else:
                source = pages.digest("teacher's table", *told)
                yield Draft(part.path, source, partial(self._page, "teacher_table.html", part, **filters))
            if part.count > 1:
                yield Draft(part.script, pages.digest("teacher's rows", *told), partial(self._script, part))
        yield from assets("table.js", "copying.js")

    def _page(self, template: str, part: Part, **context: object) -> bytes:
        return self._pages.page(template, "", part=part, rows=self._rows[part.span], **context)

    def _first_page(self, part: Part, **context: object) -> bytes:
        paths = {row.entry.result.student.key: row.path for row in self._rows}
        return self._page("teacher.html", part, student_path=student_path, paths=paths, **context)

    def _script(self, part: Part) -> bytes:
        row = self._pages.macro("students.html", "student_row")
        return rows_script(part, [row(one) for one in self._rows[part.span]])

    def _frame(self) -> dict[str, object]:
        """Return what the first page tells beside the table."""
        pages, overview = self._pages, self._overview
        left = list(gone(overview))
        return {
            "source": overview.source,
            "updated_on": overview.updated_on,
            "complete": overview.complete,
            "notices": list(notices(pages.wording, pages.course, overview, self._plan)),
            "named": NAMED,
            "news": overview.news,
            "done": list(done(overview)),
            "done_on": overview.deeds and overview.deeds.on,
            "counts": overview.counts,
            "bars": histogram(overview.scores, pages.course.grading.pass_mark),
            "has_merged": bool(overview.valid),
            "gone": left[:TOLD],
            "gone_besides": len(left[TOLD:]),
            "problems": overview.problems[:TOLD],
            "problems_besides": len(overview.problems[TOLD:]),
            "command": Command,
        }


def _source(pages: Pages, row: Row) -> str:
    """Return a digest of all that is told of a student."""
    entry, result = row.entry, row.entry.result
    rest = (result.student, entry.certificate, entry.condition, entry.address, row.step, row.certificates)
    return pages.digest("student", entry.unchanged.digest, repr(rest))


def _rows(overview: Overview, plan: Plan) -> list[Row]:
    steps = {step.key: step for step in plan.steps}
    revisions: dict[str, list[Certificate]] = {}
    for certificate in overview.certificates:
        revisions.setdefault(certificate.key, []).append(certificate)
    keys = (entry.result.student.key for entry in overview.entries)
    return [Row(entry, steps.get(key), tuple(revisions.get(key, ()))) for entry, key in zip(overview.entries, keys, strict=True)]


def _states(rows: Sequence[Row]) -> list[str]:
    """Return the states that the table can be searched for; in a course without expired certificates that one is none."""
    conditions = [Condition.STALE, Condition.DELETED, Condition.REVOKED]
    if any(row.entry.condition is Condition.EXPIRED for row in rows):
        conditions.append(Condition.EXPIRED)
    return [*Standing, *conditions]


def _sections(rows: Sequence[Row]) -> list[str]:
    """Return the sections that there are, if there is more than one."""
    found = sorted({row.entry.result.student.section for row in rows})
    return found if len(found) > 1 else []
