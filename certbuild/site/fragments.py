"""The students' lines of an earlier teacher's page: they are taken over where they would be the same."""

from __future__ import annotations

import re
from contextlib import contextmanager
from mmap import ACCESS_READ, mmap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_LINE = re.compile(rb'<tbody id="s\d+"')


def line_begun(anchor: str) -> bytes:
    """Return how a student's line begins, whose place on the page may be another one than before."""
    return f'<tbody id="{anchor}"'.encode()


@contextmanager
def known_lines(page: Path | None, memo: str) -> Iterator[Callable[[str], bytes | None]]:
    """Give what returns the line of this source on a page, without its beginning; None where there is none.

    `memo` has the sources of all its lines, in their order.
    """
    if not page or not memo:
        yield lambda _: None
        return
    with page.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        found = list(_LINE.finditer(content))
        begins = [line.end() for line in found]
        ends = [line.start() for line in found[1:]] + [content.rfind(b"</tbody>\n</table>", *begins[-1:]) + len(b"</tbody>\n")]
        sources = memo.split()
        lines = dict(zip(sources, zip(begins, ends, strict=True), strict=True)) if len(sources) == len(begins) else {}
        yield lambda source: content[slice(*lines[source])] if source in lines else None
