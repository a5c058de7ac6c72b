"""What the gaps of a page's skeleton are: where on the page its values stand, and where a value could not be exchanged."""

from __future__ import annotations

from functools import lru_cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from msgspec import Struct

from certbuild.printing.sheet import FIELD_ATTRIBUTE, GAP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certbuild.printing.sheet import Page

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class UnlikeError(Exception):
    """A page cannot be set from a plate; the message says why."""


class Gap(Struct, frozen=True):
    """A place for a value in a page's skeleton."""

    kind: str
    """``field``: a piece of text of one; ``size``: the size to which one was shrunk; ``title``, ``alt``, ``href``."""
    field: str = ""
    """The field's name."""


class _Gaps(HTMLParser):
    """Reads a skeleton for what its gaps are."""

    def __init__(self, skeleton: str) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[Gap] = []
        self._open: list[tuple[str, str]] = []
        self.feed(skeleton)
        self.close()
        if len(self.found) != skeleton.count(GAP):
            message = "its values stand where no text is"
            raise UnlikeError(message)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        field = self._field
        for name, value in attrs:
            count = (value or "").count(GAP)
            kind = "size" if field and name == "style" else name
            if count and kind not in {"size", "alt", "href"}:
                message = f'a value stands in the attribute "{name}"'
                raise UnlikeError(message)
            self.found += [Gap(kind, field)] * count
        if tag not in _VOID:
            self._open.append((tag, dict(attrs).get(FIELD_ATTRIBUTE) or field))

    def handle_endtag(self, tag: str) -> None:
        while any(tag == open_tag for open_tag, _ in self._open) and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if GAP in data:
            in_title = bool(self._open) and self._open[-1][0] == "title"
            if not in_title and not self._field:
                message = "a value stands in the text outside of a field"
                raise UnlikeError(message)
            self.found += [Gap("title") if in_title else Gap("field", self._field)] * data.count(GAP)

    @property
    def _field(self) -> str:
        return self._open[-1][1] if self._open else ""


@lru_cache(maxsize=64)
def gaps_of(skeleton: str) -> list[Gap]:
    """Return what the gaps of a page's skeleton are; raises `UnlikeError` where one is nowhere where it can be exchanged."""
    return _Gaps(skeleton).found


def texts_of(page: Page) -> dict[str, tuple[str, ...]]:
    """Return the pieces of text of each field of a page."""
    return fields_in(gaps_of(page.skeleton), page.texts)


def fields_in(gaps: Sequence[Gap], values: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the pieces of text of each field, given what stands in each gap."""
    texts: dict[str, tuple[str, ...]] = {}
    for gap, value in zip(gaps, values, strict=True):
        if gap.kind == "field":
            texts[gap.field] = (*texts.get(gap.field, ()), value)
    return texts
