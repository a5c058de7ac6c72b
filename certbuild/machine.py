"""What the program takes from the machine that it runs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractContextManager
    from datetime import datetime

    from certbuild.codes import RandomBits
    from certbuild.crews import Crew
    from certbuild.errors import Problem


class Machine(Struct, frozen=True):
    """The machine, as far as it matters: it is handed in, so that nothing depends on which one it is."""

    now: Callable[[], datetime]
    """The clock, with a time zone."""
    random_bits: RandomBits
    crew: Crew
    """Who prints."""
    progress: Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
    """Given the name and size of a long stage, returns what to call with each portion done."""
    tell: Callable[[Iterable[Problem]], None]
    """Shows warnings to a person before anything is done."""
    say: Callable[[str], None]
    """Says a line to a person."""
