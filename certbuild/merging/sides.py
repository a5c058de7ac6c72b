"""On which pages a certificate begins in each of its languages; its tags say of every page which language it is in."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from certbuild.merging.reading import entries, number_of, opened

if TYPE_CHECKING:
    from certbuild.merging.reading import PdfFile


def pages_by_language(pdf: bytes) -> tuple[int, ...]:
    """Return on how many pages a certificate stands in each language: the sheet itself, and the transcript after it.

    One that does not say where a language begins has one. Raises whatever `opened` does.
    """
    file = opened(pdf)
    count = len(file.pages)
    if count == 1:
        return (1,)
    languages = _languages(file)
    if languages.keys() != set(file.pages):
        return (count,)
    return tuple(len(list(pages)) for _, pages in groupby(file.pages, languages.__getitem__))


def _languages(file: PdfFile) -> dict[int, bytes]:
    """Return the language of each page that begins with a section, by the page's number."""
    found: dict[int, bytes] = {}
    for text in file.texts_with(b"/Sect"):
        told = entries(text)
        if told.get(b"/S") == b"/Sect" and b"/Lang" in told and b"/Pg" in told:
            found.setdefault(number_of(told[b"/Pg"]), told[b"/Lang"])
    return found
