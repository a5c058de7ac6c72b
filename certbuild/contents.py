"""All that a PDF says, as text: what can be read on its pages, and every other text in it.

The pages are read by PDFium, as browsers show them. Everything else is read by pikepdf, whatever it is good for: document
information, metadata (XMP), bookmarks, links, notes, alternative texts, scripts, attached files and their names.
"""

from __future__ import annotations

import json
import re
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, Any

from certbuild.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from certbuild.crews import Crew

_TEXT = re.compile(rb'"u:(?:[^"\\]|\\.)*"')
_BYTES = re.compile(rb'"b:([0-9a-f]*)"')
"""Strings as qpdf writes them in JSON: as text where they are some, else as bytes."""
_SCRIPT = re.compile(rb'"/JS": "(\d+) (\d+) R"')
_FILE = re.compile(rb'"/Type": "/(?:Metadata|EmbeddedFile)"')
_DECLARATION = re.compile(r"<\?.*?\?>|\sxmlns(?::\w+)?=(?:\"[^\"]*\"|'[^']*')", re.DOTALL)
_VALUE = re.compile(r"=\s*\"([^\"]*)\"|=\s*'([^']*)'|>([^<]+)|<!--(.*?)-->", re.DOTALL)
_FORMAL = {
    *("Identity", "Adobe", "sRGB2014", "x-default", "Integer", "Resource", "internal", "part", "pdfuaid"),
    *("PDF/UA identification schema", "Part of ISO 14289 that the file follows"),
}
"""What the standards ask for, and tells nothing."""
_PRODUCER = re.compile(r"WeasyPrint [\d.]+")
_END_OF_LINE = re.compile("[\x02\ufffe]\\s*")
"""What PDFium gives for a hyphen at the end of a line."""
_FEW = 16
"""So many PDFs one hand reads sooner than one more gets ready."""
_ONE_AT_A_TIME = Lock()
"""PDFium must not be used by two threads."""


class Reading:
    """PDFs that a crew is reading."""

    def __init__(self, files: Sequence[Path], crew: Crew) -> None:
        hands = min(crew.hands, -(-len(files) // _FEW))
        self._crew = crew
        self._shares = [files[hand::hands] for hand in range(hands)]
        self.begun = [crew.begun(texts_of, share) for share in self._shares]

    def finished(self) -> dict[Path, str | None]:
        """Return what each of them says, as `texts_of` does."""
        texts = [text for begun in self.begun for text in self._crew.result(begun)]
        return dict(zip((file for share in self._shares for file in share), texts, strict=True))


def texts_of(files: Iterable[Path]) -> list[str | None]:
    """Return what each of these PDFs says, a line for each page and for each text beside; None for what cannot be read."""
    return [_text_of(file.read_bytes()) for file in files]


def _text_of(pdf: bytes) -> str | None:
    from pikepdf import Pdf, PdfError  # noqa: PLC0415 - heavy, as is PDFium: loaded where there is something to read
    from pypdfium2 import PdfDocument, PdfiumError  # noqa: PLC0415

    try:
        with _ONE_AT_A_TIME, PdfDocument(pdf) as document:
            pages = [_END_OF_LINE.sub("-", page.get_textpage().get_text_range()) for page in document]
        with Pdf.open(BytesIO(pdf)) as opened:
            texts = {_PRODUCER.sub("", clean(text)) for text in _texts_beside(opened)}
    except (PdfError, PdfiumError):
        return None
    return "\n".join([*map(clean, pages), *sorted(texts - _FORMAL)])


def _texts_beside(pdf: Any) -> Iterator[str]:  # noqa: ANN401 - pikepdf is loaded late
    """Yield the texts that a PDF holds beside what is drawn on its pages."""
    for item in pdf.objects:
        told = item.to_json(dereference=True)
        yield from (json.loads(text)[2:] for text in _TEXT.findall(told))
        yield from (_decoded(bytes.fromhex(text.decode())) for text in _BYTES.findall(told))
        yield from (_decoded(pdf.get_object(*map(int, place)).read_bytes()) for place in _SCRIPT.findall(told))
        if _FILE.search(told):
            yield from _values(_decoded(item.read_bytes()))


def _values(text: str) -> Iterator[str]:
    """Yield what an attached file says; of XML, the values of elements and attributes, and comments."""
    if not text.lstrip().startswith("<"):
        yield text
        return
    for found in _VALUE.findall(_DECLARATION.sub("", text)):
        yield from filter(None, found)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")
