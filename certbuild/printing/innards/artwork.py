"""Drawings: what WeasyPrint draws anew on every page, kept."""

# ruff: noqa: SLF001 - private names are what these modules are for

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from weasyprint.images import SVGImage

from certbuild.printing.casting import joined

if TYPE_CHECKING:
    from collections.abc import Callable

    from weasyprint.pdf.stream import Stream

_RESOURCES = ("XObject", "Pattern", "Shading")
_PENS = ("_current_color", "_current_color_stroke", "_current_alpha", "_current_alpha_stroke", "_current_font")
"""What a stream remembers of how it draws."""


class Images(dict[str, Any]):
    """The images of pages by their addresses, as WeasyPrint keeps them; drawings are drawn once."""

    def __setitem__(self, address: str, image: Any) -> None:  # noqa: ANN401 - WeasyPrint has no type hints
        if isinstance(image, SVGImage):
            image.draw = _Drawing(image.draw)
        super().__setitem__(address, image)


class _Drawing:
    """Draws a drawing once for each size: what it comes to is the same on every page."""

    def __init__(self, draw: Callable[[Stream, float, float, object], None]) -> None:
        self._draw = draw
        self._drawn: dict[object, tuple[bytes, dict[str, Any], list[Any]]] = {}

    def __call__(self, stream: Stream, width: float, height: float, style: object) -> None:
        resources = stream._resources
        pens = [getattr(stream, pen) for pen in _PENS]
        key = (width, height, repr(pens))
        if key not in self._drawn:
            start = len(stream.stream)
            stood = {kind: len(resources[kind]) for kind in _RESOURCES}
            self._draw(stream, width, height, style)
            data = joined(stream.stream[start:])
            names = [name.decode() for name in re.findall(rb"/(\S+) gs\b", data)]  # in the order in which it takes them
            # What it names after its place on this page, and letters, which the page's fonts must have, are drawn each time.
            if all(len(resources[kind]) == stood[kind] for kind in _RESOURCES) and not re.search(rb"/s\d+ gs|\sTf\b", data):
                after = [getattr(stream, pen) for pen in _PENS]
                self._drawn[key] = data, {name: resources["ExtGState"][name] for name in names}, after
            return
        data, states, after = self._drawn[key]
        stream.stream.append(data)
        for name, state in states.items():
            resources["ExtGState"].setdefault(name, state)
        for pen, value in zip(_PENS, after, strict=True):
            setattr(stream, pen, value)
