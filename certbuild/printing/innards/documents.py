"""Documents: what stands on their pages, as WeasyPrint has laid them out."""

# ruff: noqa: SLF001 - private names are what these modules are for

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from weasyprint.formatting_structure.boxes import BlockBox, TextBox

from certbuild.printing.innards.boxes import Block
from certbuild.printing.sheet import FIELD_ATTRIBUTE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weasyprint import Document


def blocks(document: Document) -> dict[str, Block]:
    """Return the fields of a document as they were laid out, by name."""
    found = {}
    for box in chain.from_iterable(_boxes_by_page(document)):
        name = box.element.get(FIELD_ATTRIBUTE) if isinstance(box, BlockBox) and box.element is not None else None
        if name:
            found[name] = Block(box)
    return found


def texts_by_page(document: Document) -> list[list[TextBox]]:
    """Return every piece of text of each page of a document."""
    return [[box for box in boxes if isinstance(box, TextBox)] for boxes in _boxes_by_page(document)]


def all_texts(document: Document) -> list[TextBox]:
    """Return every piece of text of a document."""
    return list(chain.from_iterable(texts_by_page(document)))


def pages_of(document: Document, name: str) -> list[int]:
    """Return of each element of this class on how many pages it stands."""
    found: dict[int, set[int]] = {}
    for number, boxes in enumerate(_boxes_by_page(document)):
        for box in boxes:
            if box.element is not None and name in box.element.get("class", "").split():
                found.setdefault(id(box.element), set()).add(number)
    return [len(pages) for pages in found.values()]


def texts_off_paper(document: Document) -> list[str]:
    """Return the texts that begin outside of the paper, where nobody sees them; not those that are turned or moved."""
    return [
        box.text
        for page in document.pages
        for box in _unmoved(page._page_box)
        if isinstance(box, TextBox) and box.text.strip()
        if not (-1 < box.position_y < page.height and -1 < box.position_x < page.width)
    ]


def languages_of_sections(document: Document) -> list[str]:
    """Return the language of each ``<section>`` on each page, in the order in which WeasyPrint tags them."""
    boxes = chain.from_iterable(_boxes_by_page(document))
    return [box.element.get("lang", "") for box in boxes if isinstance(box, BlockBox) and box.element_tag == "section"]


def bookmarks(document: Document) -> list[tuple[str, list[str]]]:
    """Return the document's bookmarks in their order: what each says, and the fields inside it."""
    found = []
    for box in chain.from_iterable(_boxes_by_page(document)):
        if box.bookmark_label and box.style["bookmark_level"] != "none" and box.element is not None:
            inside = [name for element in box.element.iter() if (name := element.get(FIELD_ATTRIBUTE))]
            found.append((box.bookmark_label, inside))
    return found


def _unmoved(box: Any) -> Iterator[Any]:  # noqa: ANN401 - WeasyPrint has no type hints
    """Yield a box and those inside it, as far as they stand where they were laid out."""
    box = getattr(box, "_box", box)  # of what is placed absolutely, the box itself
    if not box.style["transform"]:
        yield box
        for child in getattr(box, "children", ()):
            yield from _unmoved(child)


def _boxes_by_page(document: Document) -> Iterator[Iterator[Any]]:
    return (page._page_box.descendants(placeholders=True) for page in document.pages)
