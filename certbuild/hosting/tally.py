"""What publishing has changed at a destination."""

from __future__ import annotations

from msgspec import Struct

from certbuild.text import plural


class Tally(Struct, frozen=True):
    """How many files of the site are new there, changed and removed."""

    new: int = 0
    changed: int = 0
    removed: int = 0
    where: str = ""
    """What the destination is called."""

    @property
    def sentence(self) -> str:
        """All of it in one line."""
        if not (self.new or self.changed or self.removed):
            return f"Nothing to publish: {self.where} has the site as it is"
        return f"Published to {self.where}: {plural(self.new, 'file')} new, {self.changed:,} changed, {self.removed:,} removed"
