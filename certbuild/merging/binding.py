"""Files of certificates as they are to be printed: merged, finished, and in parts where one would be too large."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from certbuild.merging.imposition import Bound, finished
from certbuild.merging.merged import Leaf, Stock, merge_into
from certbuild.merging.parting import parts
from certbuild.merging.sides import pages_by_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from certbuild.merging.finish import Finish


class Bindery:
    """Makes files of certificates, all in the same finish."""

    def __init__(self, leaves: Iterable[Leaf], language: str, finish: Finish, former: Path | None = None) -> None:
        """Take certificates in, and the merged file that has them, if there is one.

        Raises `RenderingError` where a PDF cannot be read.
        """
        self._language = language
        self._finish = finish
        self._stock = Stock()
        self._stock = Stock([former.read_bytes() if former and former.is_file() else self._merged("", leaves)])
        self._bound = {} if finish.plain else {leaf.sha256: self._bound_of(leaf) for leaf in leaves}

    def files(self, title: str, leaves: Sequence[Leaf], limit: int | None = None) -> Iterator[tuple[int, bytes]]:
        """Yield one file of certificates, or as many as it takes of at most `limit` bytes, each with how many are in it.

        Raises `TooLargeError` where one by itself is larger.
        """
        if limit is None:
            yield len(leaves), self._file(title, leaves)
            return
        for start, end, file in parts(len(leaves), lambda start, end: self._file(title, leaves[start:end]), limit):
            yield end - start, file

    def _file(self, title: str, leaves: Sequence[Leaf]) -> bytes:
        merged = self._merged(title, leaves)
        return merged if self._finish.plain else finished(merged, [self._bound[leaf.sha256] for leaf in leaves], self._finish)

    def _merged(self, title: str, leaves: Iterable[Leaf]) -> bytes:
        file = BytesIO()
        merge_into(file, title, self._language, leaves, self._stock)
        return file.getvalue()

    def _bound_of(self, leaf: Leaf) -> Bound:
        pages = pages_by_language(leaf.pdf()) if self._finish.duplex else (len(list(self._stock.sheets(leaf))),)
        return Bound(leaf.bookmark, leaf.label, pages)
