"""Boxes: the fields of a page as they were laid out, and laid out anew with other texts."""

# ruff: noqa: SLF001 - private names are what these modules are for

from __future__ import annotations

import copy
from contextlib import contextmanager
from functools import cached_property, partial
from math import inf
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from weasyprint.formatting_structure.boxes import BlockBox, InlineBox, LineBox, TextBox
from weasyprint.layout.inline import _adjust_line_height, iter_line_boxes, line_box_verticality, split_text_box, text_align
from weasyprint.text.ffi import pango
from weasyprint.text.line_break import Layout, create_layout, line_size

from certbuild.printing.fitting import Box
from certbuild.printing.gaps import UnlikeError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


_POINTS = 0.75
"""Points in one of CSS's pixels."""
_PIXELS = 1 / 0.75
_AT_HAND = 4
"""Layouts of a field that are kept: what has been measured is drawn next."""


class Block:
    """A field as WeasyPrint has laid it out."""

    def __init__(self, box: BlockBox) -> None:
        self._box = box
        self._kept: dict[object, Block] = {}
        self._lines = [line for line in box.descendants() if isinstance(line, LineBox) and _texts(line)]

    @cached_property
    def texts(self) -> list[TextBox]:
        """Its pieces of text, in the order of the page's source."""
        return [text for line in self._lines for text in _texts(line)]

    @cached_property
    def _container(self) -> BlockBox:
        """The block that the lines stand in: the field itself, or what makes it fit."""
        inside = [box for box in self._box.descendants() if isinstance(box, BlockBox)]
        return next((box for box in reversed(inside) if any(type(child) is LineBox for child in box.children)), self._box)

    @property
    def box(self) -> Box:
        """Its measures."""
        return Box(
            width=self._box.width * _POINTS,
            height=self._box.height * _POINTS,
            size=self._box.style["font_size"] * _POINTS,
            natural=max(map(_extent, self._lines), default=0) * _POINTS,
            width_of=partial(_width, self._box.style),
        )

    def with_texts(self, texts: tuple[str, ...], sizes: Mapping[float, float] | None = None) -> Block:
        """Return the field laid out anew with other texts, one for each of its pieces.

        `sizes` gives font sizes in points that become others. Raises `UnlikeError` where that would not be all
        that changes.
        """
        key = (texts, *(sizes or {}).values())
        if key not in self._kept:
            if len(self._kept) >= _AT_HAND:
                self._kept.clear()
            self._kept[key] = self._laid_out(texts, sizes or {})
        return self._kept[key]

    def _laid_out(self, texts: tuple[str, ...], sizes: Mapping[float, float]) -> Block:
        pixels = {before * _PIXELS: after * _PIXELS for before, after in sizes.items()}
        pieces = iter(texts)
        if len(texts) != len(self.texts):
            message = "a field has more or fewer pieces of text"
            raise UnlikeError(message)
        lines = [self._laid(_rebuilt(line, pieces, pixels)) for line in self._lines]
        block = copy.copy(self)
        block._lines = lines
        block.__dict__.pop("texts", None)
        return block

    def _laid(self, line: LineBox) -> LineBox:
        line.process_whitespace()
        line.process_text_transform()
        if not all(text.text for text in _texts(line)):
            message = "a piece of a field's text is empty"
            raise UnlikeError(message)
        if simply := _laid_simply(line, self._container):
            return simply
        context = SimpleNamespace(excluded_shapes=[])
        laid = list(iter_line_boxes(context, line, line.position_y, -inf, None, self._container, [], [], None, None))
        if len(laid) != 1 or len(_texts(laid[0][0])) != len(_texts(line)):
            message = "a field's text does not stay in its line"
            raise UnlikeError(message)
        return laid[0][0]

    @cached_property
    def fault(self) -> str:
        """What is drawn around its text and would have to move with it; empty where there is nothing."""
        return next(self._faults(), "")

    def _faults(self) -> Iterator[str]:
        for line in self._lines:
            if line.text_overflow != "clip" or line.block_ellipsis != "none":
                yield "text that is cut off with an ellipsis"
            for box in (line, *line.descendants()):
                if isinstance(box, TextBox):
                    if box.style["text_decoration_line"] != "none":
                        yield "text that is underlined or struck through"
                elif not isinstance(box, InlineBox | LineBox):
                    yield f"something that is no text ({type(box).__name__})"
                elif box.background or any(box.style[f"border_{side}_width"] for side in ("top", "right", "bottom", "left")):
                    yield "a background or a border around text"


def _texts(box: Any) -> list[TextBox]:  # noqa: ANN401 - WeasyPrint has no type hints
    return [child for child in box.descendants() if isinstance(child, TextBox)]


def _rebuilt(box: Any, texts: Iterator[str], pixels: Mapping[float, float]) -> Any:  # noqa: ANN401
    """Return a line, or a box inside it, as it is before it is laid out, with other texts."""
    if isinstance(box, TextBox):
        new = box.copy_with_text(next(texts))
    else:
        new = box.copy_with_children([_rebuilt(child, texts, pixels) for child in box.children if _has_text(child)])
    if (size := pixels.get(box.style["font_size"])) is not None:
        new.style = box.style.copy()
        new.style["font_size"] = size
    return new


def _laid_simply(line: LineBox, container: BlockBox) -> LineBox | None:
    """Return a line of nothing but words laid out, in the steps of WeasyPrint's own way, without those that are not needed.

    None where more is needed: boxes inside, another direction, an indent, justified words, spaces at the ends, line breaks.
    """
    words = line.children
    plain = all(isinstance(word, TextBox) and word.style["white_space"] == "nowrap" for word in words)
    plain = plain and all(len(word.text.splitlines()) == 1 for word in words)
    ltr = line.style["direction"] == container.style["direction"] == "ltr"
    justified = "justify" in {line.style["text_align_all"], line.style["text_align_last"]}
    if not plain or not ltr or justified or line.text_indent or words[0].text[0] == " " or words[-1].text[-1] == " ":
        return None
    start = x = container.content_box_x()
    laid = []
    for word in words:
        with _shaped_once():
            new, rest, _ = split_text_box(None, word, inf, 0)
        if new is None or rest is not None:
            return None
        new.position_x = x
        x += new.margin_width()
        laid.append(new)
    new_line = line.copy_with_children(laid)
    new_line.position_x = start
    new_line.width = x - new_line.content_box_x()
    _adjust_line_height(new_line)
    y = line.position_y
    offset = text_align(None, new_line, container.width, last=True)
    bottom, top = line_box_verticality(new_line)
    new_line.baseline, new_line.position_y, new_line.height = -top, top, bottom - top
    new_line.margin_top = new_line.margin_bottom = 0
    new_line.translate(offset, y - top)
    new_line.position_y = y
    return new_line


class _Shaped(Layout):  # type: ignore[misc]  # WeasyPrint has no type hints
    """A text that Pango has shaped, and that need not be shaped again to be drawn."""

    def reactivate(self, style: object) -> None:
        """Get ready to be drawn; WeasyPrint asks for that. Once drawn, it is as any other."""
        if hasattr(self, "layout"):
            self.style = style
        else:
            super().reactivate(style)


@contextmanager
def _shaped_once() -> Iterator[None]:
    """Keep what Pango makes of texts in here, which WeasyPrint forgets, and makes anew when it draws them.

    Before it draws, it says that a text is one paragraph; that is said here at once, or else Pango shapes the text again.
    """
    prepare, forget = Layout.setup, Layout.deactivate

    def of_one_paragraph(layout: Layout, style: object) -> None:
        prepare(layout, style)
        pango.pango_layout_set_single_paragraph_mode(layout.layout, True)  # noqa: FBT003 - that is its name

    def keep(layout: Layout) -> None:
        layout.__class__ = _Shaped

    Layout.setup, Layout.deactivate = of_one_paragraph, keep
    try:
        yield
    finally:
        Layout.setup, Layout.deactivate = prepare, forget


def _has_text(box: Any) -> bool:  # noqa: ANN401
    return isinstance(box, TextBox) or bool(_texts(box))


def _extent(line: LineBox) -> float:
    """Return the width in pixels of what stands in a line, in whatever direction it is written."""
    right = max(child.position_x + child.margin_width() for child in line.children)
    return float(right - min(child.position_x for child in line.children))


def _width(style: Mapping[str, Any], words: str) -> float:
    """Return the width in points of a text in a box's style, by shaping it."""
    text = TextBox("", style, None, words)
    text.process_text_transform()
    layout = create_layout(text.text, style, None, None, 0)
    return float(line_size(layout.get_first_line()[0], style)[0]) * _POINTS
