"""What `certbuild register check` answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from certbuild.auditing.backups import backup_problems
from certbuild.auditing.files import certificate_problems, merged_problems
from certbuild.auditing.pages import link_problems, page_problems
from certbuild.auditing.record import Record
from certbuild.errors import Problem
from certbuild.publishing import PREFIX
from certbuild.register import contradictions, opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from certbuild.layout import Layout

_BY_HAND = (
    "somebody or something changed the register: put a backup in its place that `certbuild register check` finds nothing in"
)


class Audit(Struct, frozen=True):
    """How register, files and sites stand to each other."""

    certificates: int = 0
    """Revisions in the register."""
    entries: int = 0
    """Entries of the history."""
    chain: str = ""
    """Digest of the last entry; whoever has noted it can tell whether the history up to there is still the same."""
    backups: int = 0
    files: int = 0
    """PDFs that were compared."""
    pages: int = 0
    problems: tuple[Problem, ...] = field(default=())
    """Every difference."""

    @property
    def agrees(self) -> bool:
        """Whether there is no difference."""
        return not self.problems


def audit(layout: Layout, today: date) -> Audit:
    """Hold everything against the register; certificates whose last day was before `today` have expired.

    What has never been built, or was deleted with `clean`, is no difference. Raises `CertbuildError` where the
    register itself cannot be used.
    """
    with opened(layout.register) as register:
        path = layout.register.relative_to(layout.root).as_posix()
        problems = [Problem(f"{path} › {found.name}", found.what, _BY_HAND) for found in contradictions(register)]
        record = Record.of(register, today)
    kept, of_backups = backup_problems(layout, record)
    files = pages = 0
    if any(path.exists() for path in layout.made if path not in layout.previews):
        problems += _unfinished(layout)
        pdfs = (certificate_problems(layout, record), merged_problems(layout, record), page_problems(layout, record))
        files = sum(count for count, _ in pdfs)
        pages, of_links = link_problems(layout)
        problems += [*(problem for _, own in pdfs for problem in own), *of_links]
    return Audit(
        certificates=len(record.certificates),
        entries=len(record.events),
        chain=record.chain,
        backups=kept,
        files=files,
        pages=pages,
        problems=(*problems, *of_backups),
    )


def _unfinished(layout: Layout) -> Iterator[Problem]:
    for folder in sorted(layout.build.glob(f"{PREFIX}*")):
        what = "a build that was cut short has left this"
        yield Problem(folder.relative_to(layout.root).as_posix(), what, "the next `certbuild build` finishes it")
