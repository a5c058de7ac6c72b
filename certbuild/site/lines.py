"""The activities of a result as rows of a table, quick: many students have the same mark, and a row is made once for all."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Callable

    from certbuild.model import Result

_ROWS = 4096
"""So many rows are remembered."""
_SHOWN = attrgetter("name", "state", "points", "max", "percent", "weight", "contribution", "note")
"""What a row shows of a line."""


class Lines:
    """Makes the rows of results; `macro` gives the template's macro for one, which takes what `_SHOWN` gives and the width."""

    def __init__(self, macro: Callable[[], Callable[..., str]]) -> None:
        self._macro = macro
        self._row = lru_cache(_ROWS)(self._made)

    def rows_of(self, result: Result) -> Markup:
        """Return the rows of a result's lines; the heaviest of them has a bar over the whole width."""
        widest = max((line.weight for line in result.lines if line.weight is not None), default=None) or Decimal(1)
        return Markup("").join([self._row(widest, *_SHOWN(line)) for line in result.lines])

    def _made(self, widest: Decimal, *shown: object) -> Markup:
        return Markup(self._macro()(*shown, widest))  # noqa: S704 - the macro has escaped it
