"""Where everything of a course stands on the disk."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from pathlib import Path


class Layout(Struct, frozen=True, dict=True):
    """The paths of one course folder."""

    root: Path

    @property
    def input(self) -> Path:
        """What the teacher puts in: course.toml, the gradebook, images, own templates."""
        return self.root / "input"

    @property
    def register(self) -> Path:
        """The lasting record; no clean ever touches it."""
        return self.root / "records" / "register.sqlite"

    @property
    def build(self) -> Path:
        """Everything that is made, and may be deleted."""
        return self.root / "build"

    @cached_property
    def certificates(self) -> Path:
        """One PDF for each valid certificate."""
        return self.build / "certificates"

    @property
    def merged(self) -> Path:
        """All certificates in one PDF."""
        return self.build / "certificates.pdf"

    @property
    def export(self) -> Path:
        """Certificates as they were last exported for printing or mailing."""
        return self.build / "export"

    @property
    def mails(self) -> Path:
        """Drafts of mails to those who hold a certificate; private."""
        return self.build / "mails"

    @property
    def workbook(self) -> Path:
        """The results for Excel."""
        return self.build / "results.xlsx"

    @property
    def table(self) -> Path:
        """The results as text."""
        return self.build / "results.csv"

    @property
    def teacher(self) -> Path:
        """The private page."""
        return self.build / "teacher"

    @property
    def site(self) -> Path:
        """What may be published, and nothing else."""
        return self.build / "site"

    @property
    def preview(self) -> Path:
        """Specimens of a template."""
        return self.build / "preview.pdf"

    @property
    def preview_sheet(self) -> Path:
        """A picture of the specimens' pages side by side."""
        return self.build / "preview.png"

    @property
    def previews(self) -> tuple[Path, ...]:
        """What `certbuild preview` makes, and no build."""
        return self.preview, self.preview_sheet

    @property
    def ledger(self) -> Path:
        """What the files in the build folder were made from; see `certbuild.ledger`."""
        return self.build / ".ledger"

    @property
    def stamp(self) -> Path:
        """Tells the next build whether anything has changed; see `certbuild.stamp`."""
        return self.build / ".stamp"

    @property
    def made(self) -> tuple[Path, ...]:
        """Everything in the build folder that the program makes; what leads to others stands before them."""
        results = (self.table, self.workbook, self.merged, self.certificates)
        return (self.teacher, self.site, self.export, self.mails, *results, *self.previews, self.ledger, self.stamp)

    @property
    def lock(self) -> Path:
        """Held by the one program that may write now."""
        return self.root / "records" / ".lock"

    @property
    def lock_holder(self) -> Path:
        """Says who holds the lock."""
        return self.root / "records" / ".lock-holder"

    @property
    def trees(self) -> tuple[Path, ...]:
        """The folders in which nothing stands but what the program makes."""
        return (self.certificates, self.teacher, self.site)
