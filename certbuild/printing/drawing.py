"""The picture of an award for link previews, drawn as certificates are set, in a template of its own.

What is heavy is imported where it is used, so that whoever only hands out the work need not load it.
"""

from __future__ import annotations

import pickle
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING

from certbuild.errors import RenderingError

if TYPE_CHECKING:
    from certbuild.printing.context import Context
    from certbuild.printing.typesetting import Typesetter

WIDTH, HEIGHT = 1200, 630
"""Pixels of a picture, as those who show previews ask for it (https://ogp.me)."""


@lru_cache(maxsize=8)
def draw_card(template: bytes, contexts: bytes) -> bytes:
    """Return the picture of an award as PNG, in a template, from the first of contexts with which everything fits; all pickled.

    It is remembered, for whoever builds more than once. Raises `RenderingError` where it does not come out right with any.
    """
    from certbuild.pictures import small_picture_of  # noqa: PLC0415 - PDFium is heavy
    from certbuild.printing.typesetting import Typesetter  # noqa: PLC0415 - WeasyPrint is heavy

    typesetter = Typesetter(pickle.loads(template))  # noqa: S301 - made by this very program
    *others, last = pickle.loads(contexts)  # noqa: S301 - as above
    for context in others:
        with suppress(RenderingError):
            return small_picture_of(_page(typesetter, context), WIDTH, HEIGHT)
    return small_picture_of(_page(typesetter, last), WIDTH, HEIGHT)


def _page(typesetter: Typesetter, context: Context) -> bytes:
    return typesetter.rendered(context, typesetter.page(context)).data
