"""Each student's own page: open at an address that nobody can guess, or sealed as well."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from certbuild.sealing import ROUNDS, seal
from certbuild.site.pages import Draft, Pages

if TYPE_CHECKING:
    from certbuild.model import Entry, PrivateAddress

_ROOM, _ROOM_OF_LINE = 4096, 1024
"""Bytes that a result takes at most, with so many more for each activity: what is sealed is as long for everybody."""


def own_page(pages: Pages, entry: Entry, address: PrivateAddress) -> Draft:
    """Return a student's own page, sealed where it has a key."""
    path, since = f"{address.folder}index.html", entry.unchanged.since
    source = pages.digest("result", entry.unchanged.digest, str(since), address.key)
    if not address.key:
        return Draft(path, source, partial(pages.page, "result.html", "../../", result=entry.result, since=since))
    says = cache(partial(pages.page, "own.html", "../../", result=entry.result, since=since))
    room = _ROOM + _ROOM_OF_LINE * len(entry.result.lines)

    def sealed() -> bytes:
        return pages.page("sealed.html", "../../", sealed=seal(says(), address.token, address.key, room), rounds=ROUNDS)

    return Draft(path, source, sealed, says)
