"""The press: prints the certificates of one template, from plates wherever that comes out exactly as plain WeasyPrint does.

The road of a certificate: the template is filled in (`sheet`); its *form*, the page of the first one like it with every
field at full size, says which of its fields must be made smaller (`fitting`); the *plate* of pages with the same skeleton
and the same fonts prints it (`plates`). The first of its kind is rendered by plain WeasyPrint (`typesetting`) and
becomes form and plate. A value in which a plate has never been seen to differ from its seed is proven first: that
certificate is rendered both ways, and the bytes must be the same. Whatever is doubtful, plain WeasyPrint sets.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from certbuild.errors import RenderingError
from certbuild.printing.fitting import fits, settle
from certbuild.printing.gaps import UnlikeError, texts_of
from certbuild.printing.plates import OtherFontsError, Plate
from certbuild.printing.typesetting import Typesetter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from certbuild.printing.context import Context
    from certbuild.printing.fitting import Box, Fit
    from certbuild.printing.innards import Pen
    from certbuild.printing.sheet import Page
    from certbuild.printing.template import Template
    from certbuild.printing.typesetting import Rendering

_KEPT = 40
"""So many kinds of pages are kept; a template that has more writes what is the student's outside of its fields."""
_MEASURES = 1000
"""Measures of texts that are kept."""
_TRIES = 6
"""After so many kinds of pages of which most have served nobody else, plates are made of no more."""


class Press:
    """Prints certificates in one template."""

    def __init__(self, template: Template) -> None:
        """Read the style sheets; raises `RenderingError` where they are at fault."""
        self._typesetter = Typesetter(template)
        self._forms: dict[str, _Form] = {}
        self._plates: dict[tuple[str, bool], _Plates] = {}
        """By skeleton, and whether results are attached: a press can outlive the build that asked for that."""
        self.printed = 0
        """How many were printed from plates."""
        self.plain: Counter[str] = Counter()
        """Why certificates were set by plain WeasyPrint that could have been printed from a plate, and how many."""

    def pdf(self, context: Context) -> bytes:
        """Return a certificate's PDF: one page, PDF/A-3u and PDF/UA-1 as produced, the same bytes every time.

        Raises `RenderingError` with all that would not come out right.
        """
        page = self._typesetter.page(context)
        try:
            data = self._from_plate(context, page)
        except RenderingError:
            raise
        except Exception as reason:  # noqa: BLE001 - whatever goes wrong with a plate, plain WeasyPrint is there
            self.plain[_told(reason)] += 1
            data = None
        else:
            self.printed += data is not None
        return data or self._from_scratch(context, page)

    def without_font(self, texts: Iterable[str]) -> set[str]:
        """Return the letters of texts that no font has."""
        return self._typesetter.without_font(texts)

    def _from_plate(self, context: Context, page: Page) -> bytes | None:
        """Return the PDF, or None where there is no such plate yet."""
        form = self._forms.get(page.skeleton)
        if not form:
            return None
        smaller = form.fits(page)
        settled = self._typesetter.page(context, smaller) if smaller else page
        plates = self._plates.get((settled.skeleton, bool(context.results)))
        if not plates:
            return None
        found = plates.printed(settled, context)
        if not found:
            return None
        plate, data = found
        if unproven := plate.unproven(settled):
            if data != self._typesetter.rendered(context, page).data:
                plates.refused = "its certificates come out otherwise than WeasyPrint sets them one by one"
                raise UnlikeError(plates.refused)
            plate.proven |= unproven
        return data

    def _from_scratch(self, context: Context, page: Page) -> bytes:
        rendering = self._typesetter.rendered(context, page)
        if len(self._forms) >= _TRIES and self.printed < 2 * len(self._forms) and page.skeleton not in self._forms:
            self.plain[f"it writes {_difference(page, next(iter(self._forms)))} outside of field, text, link and qr"] += 1
            return rendering.data
        if len(self._forms) >= _KEPT:
            self._forms.pop(next(iter(self._forms)))
            self._plates.pop(next(iter(self._plates)))
        self._forms.setdefault(page.skeleton, _Form(page, rendering))
        kind = rendering.page.skeleton, bool(context.results)
        self._plates.setdefault(kind, _Plates()).add(rendering, self._typesetter.pen, context)
        return rendering.data


class _Form:
    """A page with every field at full size, from which others like it are measured."""

    def __init__(self, page: Page, rendering: Rendering) -> None:
        self._page = page
        self._blocks = rendering.full
        self._boxes: dict[tuple[str, tuple[str, ...]], Box] = {}

    def fits(self, page: Page) -> dict[str, Fit]:
        """Return which fields of a page must be set smaller, and how; raises `UnlikeError` where one cannot be made to fit."""
        if not self._boxes:
            self._boxes = {(name, texts): self._blocks[name].box for name, texts in texts_of(self._page).items()}
        boxes = {name: self._box(name, texts) for name, texts in texts_of(page).items()}
        found = settle(page.fields, boxes)
        if any(not fits(box.natural, box.width) for name, box in boxes.items() if name not in found):
            message = "a text does not fit"
            raise UnlikeError(message)
        return found

    def _box(self, name: str, texts: tuple[str, ...]) -> Box:
        if (name, texts) not in self._boxes:
            if len(self._boxes) >= _MEASURES:
                self._boxes.clear()
            self._boxes[name, texts] = self._blocks[name].with_texts(texts).box
        return self._boxes[name, texts]


class _Plates:
    """The plates of pages with the same skeleton: one for each set of fonts."""

    def __init__(self) -> None:
        self._by_fonts: dict[tuple[str, ...], Plate] = {}
        self.refused = ""
        """Why none of them may be used any more."""

    def add(self, seed: Rendering, pen: Pen, context: Context) -> None:
        """Make one more plate; where that cannot be, none of these is used any more."""
        try:
            plate = Plate(seed, pen, context)
        except Exception as reason:  # noqa: BLE001 - plates are for what they can do
            self.refused = _told(reason)
        else:
            if len(self._by_fonts) >= _KEPT:
                self._by_fonts.pop(next(iter(self._by_fonts)))
            self._by_fonts[plate.fonts] = plate

    def printed(self, page: Page, context: Context) -> tuple[Plate, bytes] | None:
        """Return a page's PDF, and the plate it came from; None where it needs other fonts than any of them has.

        Raises `UnlikeError` where the page must be set by itself.
        """
        if self.refused:
            raise UnlikeError(self.refused)
        plate = next(iter(self._by_fonts.values()))
        try:
            return plate, plate.printed(page, context)
        except OtherFontsError as other:
            if other.fonts not in self._by_fonts:
                return None
            plate = self._by_fonts[other.fonts]
            return plate, plate.printed(page, context)


def _told(reason: Exception) -> str:
    return str(reason) if isinstance(reason, UnlikeError) else f"a plate fails with {type(reason).__name__} {reason}".strip()


def _difference(page: Page, other: str) -> str:
    """Return the words where a page's skeleton begins to differ from another one."""
    words = zip(page.skeleton.split(), other.split(), strict=False)
    return next((f'"{word}"' for word, others in words if word != others), "something")
