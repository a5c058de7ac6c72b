"""The activities of a result as rows of a table, quick: many students have the same mark, and a row is made once for all."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Callable

    from certbuild.model import Result

_ROWS = 4096
"""So many rows are remembered."""


class Lines:
    """Makes the rows of results; `macro` gives the template's macro for one, which takes what `Line.told` gives and the width."""

    def __init__(self, macro: Callable[[], Callable[..., str]]) -> None:
        self._macro = macro
        self._row = lru_cache(_ROWS)(self._made)

    def rows_of(self, result: Result) -> Markup:
        """Return the rows of a result's lines; the heaviest of them has a bar over the whole width."""
        widest = max((line.weight for line in result.lines if line.weight is not None), default=None) or Decimal(1)
        return Markup("").join([self._row(widest, *line.told) for line in result.lines])

    def _made(self, widest: Decimal, *shown: object) -> Markup:
        return Markup(self._macro()(*shown, widest))  # noqa: S704 - the macro has escaped it
