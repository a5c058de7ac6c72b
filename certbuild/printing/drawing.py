"""The picture of an award for link previews, drawn as certificates are set, in a template of its own.

What is heavy is imported where it is used, so that whoever only hands out the work need not load it.
"""

from __future__ import annotations

import pickle
from contextlib import suppress
from typing import TYPE_CHECKING

from certbuild.errors import RenderingError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from certbuild.printing.context import Context
    from certbuild.printing.template import Template
    from certbuild.printing.typesetting import Typesetter

WIDTH, HEIGHT = 1200, 630
"""Pixels of a picture, as those who show previews ask for it (https://ogp.me)."""


def draw_card(template: bytes, contexts: Sequence[Context]) -> bytes:
    """Return the picture of an award as PNG, in a template (pickled), from the first context with which everything fits.

    Raises `RenderingError` where it does not come out right with any.
    """
    from certbuild.pictures import small_picture_of  # noqa: PLC0415 - PDFium is heavy
    from certbuild.printing.typesetting import Typesetter  # noqa: PLC0415 - WeasyPrint is heavy

    loaded: Template = pickle.loads(template)  # noqa: S301 - made by this very program
    typesetter = Typesetter(loaded)
    *others, last = contexts
    for context in others:
        with suppress(RenderingError):
            return small_picture_of(_page(typesetter, context), WIDTH, HEIGHT)
    return small_picture_of(_page(typesetter, last), WIDTH, HEIGHT)


def _page(typesetter: Typesetter, context: Context) -> bytes:
    return typesetter.rendered(context, typesetter.page(context)).data
