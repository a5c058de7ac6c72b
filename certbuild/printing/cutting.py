"""The streams of a rendered page's drawing operators, cut into pieces of text and what stands between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct

from certbuild.printing.casting import is_page, joined, number_of
from certbuild.printing.gaps import UnlikeError
from certbuild.printing.innards import texts_by_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from certbuild.printing.innards import Drawn, Pen
    from certbuild.printing.typesetting import Rendering


class Text(NamedTuple):
    """A piece of text."""

    box: Any
    """As WeasyPrint has laid it out."""
    drawn: Drawn


class Segment(Struct, frozen=True):
    """A piece of a page's stream: a text, and what stands before it."""

    before: bytes
    text: Text
    piece: tuple[str, int] | None
    """Where it belongs to a field: the field's name, and which of its pieces of text it is."""


class Cut(Struct, frozen=True):
    """The stream of one page of paper."""

    number: int
    """Of its object."""
    segments: list[Segment]
    after: bytes
    """What stands behind the last text."""


def cut(seed: Rendering, pen: Pen) -> list[Cut]:
    """Cut the streams of all pages of paper; raises `UnlikeError` where a text is not to be told from others."""
    pieces = {id(text): (name, number) for name, block in seed.blocks.items() for number, text in enumerate(block.texts)}
    numbers = [number_of(item["Contents"]) for item in seed.objects if is_page(item)]
    boxes = texts_by_page(seed.document)
    return [_cut(number, seed.objects[number].stream, own, pieces, pen) for number, own in zip(numbers, boxes, strict=True)]


def _cut(number: int, operators: Sequence[object], boxes: Iterable[Any], pieces: Mapping[int, tuple[str, int]], pen: Pen) -> Cut:
    found: dict[bytes, Text] = {}
    for box in boxes:
        text = Text(box, pen.drawn(box))
        if text.drawn.place in found:
            message = "two texts stand in the same place"
            raise UnlikeError(message)
        if text.drawn.place:
            found[text.drawn.place] = text
    segments, start = [], 0
    begins = [place for place, operator in enumerate(operators) if operator == b"BT" and operators[place + 1] != b"ET"]
    for begin in begins:
        place = joined(operators[begin + 1 : begin + 2])
        if place not in found:
            message = "a text stands on it that is in no box of its own"
            raise UnlikeError(message)
        segments.append(Segment(joined(operators[start:begin]), found[place], pieces.get(id(found[place].box))))
        start = operators.index(b"ET", begin) + 1
    return Cut(number, segments, joined(operators[start:]))
