"""What a page may have: a few files, and fonts that cannot be taken for each other."""

from __future__ import annotations

import logging
import mimetypes
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from certbuild.printing.faults import Refused
from certbuild.printing.innards import prefer_fallbacks

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from certbuild.printing.template import Template


class Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no type hints
    """Gives a page the few files that it may have, under addresses that are the same on every machine.

    These are ``/template/…``, the issuer's images, the fonts, the generated artwork, and nothing else.
    """

    def __init__(self, template: Template, files: Mapping[str, Path], artwork: Mapping[str, str]) -> None:
        super().__init__(allowed_protocols={"file", "data"}, fail_on_errors=True)
        self._template = template
        self._files = files
        self._artwork = artwork

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """Return the file at this address; raises `Refused`."""
        if url.startswith("data:"):
            return super().fetch(url, headers)
        parts = urlsplit(url)
        address = unquote(parts.path)
        if parts.scheme != "file" or parts.netloc:
            raise Refused(url, "nothing is loaded from elsewhere; put a copy into the template's folder")
        if address in self._artwork:
            return URLFetcherResponse(url, self._artwork[address], {"Content-Type": "image/svg+xml"})
        inside = address.removeprefix("/template/")
        if address not in self._files and inside == address:
            raise Refused(address, "it reaches out of the template's folder; put a copy into that folder")
        path = self._files.get(address) or self._template.file(inside)
        if not path:
            raise Refused(inside, "there is no such file in the template's folder; put it there or mend the name")
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})


class Fonts(FontConfiguration):  # type: ignore[misc]  # WeasyPrint has no type hints
    """Refuses two faces of the same family, weight and style: one would print the other's letters."""

    def __init__(self) -> None:
        super().__init__()
        prefer_fallbacks(self)
        self._known: set[tuple[object, ...]] = set()

    def add_font_face(self, rule_descriptors: Mapping[str, Any], url_fetcher: URLFetcher) -> None:
        """Take a font face."""
        key = tuple(str(rule_descriptors.get(name, "normal")) for name in ("font_family", "font_weight", "font_style"))
        if key in self._known:
            logging.getLogger("weasyprint").error('Two font faces are called "%s" %s %s', *key)
        self._known.add(key)
        super().add_font_face(rule_descriptors, url_fetcher)
