"""Long tables in pages, each of a size that a phone bears; sorting and searching go over all of them.

The first page is part of the page that the table belongs to, the others follow as ``page-2.html``. Where there are others, the
rows of each stand a second time in a classic script, ``rows-1.js``: those are loaded when somebody first sorts, searches or
filters, also where the page was opened by a double click and nothing but scripts can be loaded (``table.js``).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence

_NEAR = 2
"""So many pages before and after the present one are linked by number."""


class Part(Struct, frozen=True):
    """One page of a table."""

    number: int
    """From 1."""
    count: int
    """How many pages there are."""
    first: int
    """Place of its first row in the whole table, from 1."""
    last: int
    total: int
    """How many rows the table has."""

    @property
    def span(self) -> slice:
        """Its rows among all."""
        return slice(self.first - 1, self.last)

    @property
    def path(self) -> str:
        """The page that it stands on, from the folder of the first."""
        return page_path(self.number)

    @property
    def script(self) -> str:
        """The script that has its rows, likewise."""
        return f"rows-{self.number}.js"

    @property
    def links(self) -> Sequence[int | None]:
        """The pages to be linked by number, and None for a gap: 1, None, 4, 5, 6, None, 50."""
        near = range(self.number - _NEAR, self.number + _NEAR + 1)
        shown = [number for number in range(1, self.count + 1) if number in {1, self.count} or number in near]
        found: list[int | None] = []
        for number in shown:
            if found and number - 1 != found[-1]:
                found.append(None)
            found.append(number)
        return found


def page_path(number: int) -> str:
    """Return the name of a table's page."""
    return "index.html" if number == 1 else f"page-{number}.html"


def parts_of(total: int, size: int) -> tuple[Part, ...]:
    """Return the pages of a table of `total` rows, at most `size` on each; at least one."""
    count = max(-(-total // size), 1)
    return tuple(Part(number, count, (number - 1) * size + 1, min(number * size, total), total) for number in range(1, count + 1))


def rows_script(part: Part, rows: Sequence[str]) -> bytes:
    """Return the script that has the rows of a page, one a line."""
    lines = ",\n".join(json.dumps(row.strip(), ensure_ascii=False) for row in rows)
    return f"certbuildRows({part.number}, [\n{lines}\n]);\n".encode()
