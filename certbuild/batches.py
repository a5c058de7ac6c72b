"""Pages on their way to the disk: a crew writes them while others are made, since to make a file takes as long as a page.

They are handed over many at a time, and what became of them is taken back before too many wait in memory.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from certbuild.crews import Crew
from certbuild.files import write_new

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future

_TOGETHER = 40
"""Pages that are handed over together."""
_AHEAD = 8
"""So often are pages handed over before the first are taken back."""


class Page(NamedTuple):
    """A file to be written."""

    path: str
    """Where it will stand, from the build folder."""
    made_from: str
    place: str
    """Where it is written."""
    content: bytes


class Batches:
    """Pages that are being written."""

    def __init__(self, crew: Crew | None) -> None:
        """Have them written by a crew that shares this machine's files, else by this process."""
        self._crew = crew if crew and crew.shares_files else Crew()
        self._waiting: list[Page] = []
        self._begun: deque[tuple[list[Page], Future[list[tuple[int, int]]]]] = deque()

    @property
    def under_way(self) -> list[Future[list[tuple[int, int]]]]:
        """What the crew may still be doing."""
        return [future for _, future in self._begun]

    def add(self, page: Page) -> Iterator[tuple[Page, tuple[int, int]]]:
        """Have a page written; yield pages that have been meanwhile, and how each stands (`files.as_on_disk`)."""
        self._waiting.append(page)
        if len(self._waiting) == _TOGETHER:
            self._hand_over()
        while len(self._begun) > _AHEAD:
            yield from self._taken_back()

    def rest(self) -> Iterator[tuple[Page, tuple[int, int]]]:
        """Have all pages written; yield all that are left, and how each stands."""
        if self._waiting:
            self._hand_over()
        while self._begun:
            yield from self._taken_back()

    def _hand_over(self) -> None:
        pages, self._waiting = self._waiting, []
        self._begun.append((pages, self._crew.begun(write_new, [(page.place, page.content) for page in pages])))

    def _taken_back(self) -> Iterator[tuple[Page, tuple[int, int]]]:
        pages, begun = self._begun.popleft()
        standing = self._crew.result(begun)
        yield from zip(pages, standing, strict=True)
