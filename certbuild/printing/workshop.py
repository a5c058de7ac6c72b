"""The workshop: what a worker does – portions of certificates, one after the other, with a press that it keeps.

WeasyPrint is imported where it is used, so that whoever only hands out the work need not load it.
"""

from __future__ import annotations

import atexit
import pickle
from collections import Counter
from contextlib import suppress
from functools import lru_cache
from socket import gethostname
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

from certbuild.errors import Problem, RenderingError
from certbuild.files import sha256_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from certbuild.printing.context import Context
    from certbuild.printing.press import Press
    from certbuild.printing.template import Template

_ONE_AT_A_TIME = Lock()
"""A press is for one hand; the workers of a cluster may have several threads."""


class Order(NamedTuple):
    """A certificate to be printed."""

    context: Context
    place: Path | None
    """Where its PDF goes, in a folder that is there; None where it is to be handed back."""


class Outcome(Struct, frozen=True):
    """What became of one certificate."""

    code: str
    student: str
    sha256: str = ""
    data: bytes = b""
    """The PDF, where it was to be handed back."""
    problems: tuple[Problem, ...] = ()


class Portion(Struct, frozen=True):
    """What became of certificates that were printed one after the other in one template."""

    template: str
    outcomes: list[Outcome] = field(default_factory=list)
    plain: Counter[str] = field(default_factory=Counter)
    """As `Press.plain`."""


def print_portion(template: bytes, orders: Sequence[Order]) -> Portion:
    """Print certificates in a template (pickled), with their problems instead of a file where there are any."""
    with _ONE_AT_A_TIME:
        return _printed(template, orders)


def get_ready(template: bytes, specimen: Context) -> None:
    """Print a specimen, so that what is only done once has been done when the first certificate comes."""
    with _ONE_AT_A_TIME, suppress(RenderingError):
        _press(template).pdf(specimen)


def letters_without_font(template: bytes, texts: Sequence[str]) -> set[str]:
    """Return the letters of texts that no font has for this template (pickled); raises as `_press` does."""
    with _ONE_AT_A_TIME:
        return _press(template).without_font(texts)


def _printed(template: bytes, orders: Sequence[Order]) -> Portion:
    portion = Portion(_template(template).name)
    try:
        press = _press(template)
    except RenderingError as error:
        portion.outcomes.extend(_outcome(order.context, problems=error.problems) for order in orders)
        return portion
    before = Counter(press.plain)
    for context, place in orders:
        try:
            data = press.pdf(context)
        except RenderingError as error:
            portion.outcomes.append(_outcome(context, problems=error.problems))
        else:
            if place:
                place.write_bytes(data)
            portion.outcomes.append(_outcome(context, sha256_of(data), b"" if place else data))
    portion.plain.update(press.plain - before)
    return portion


def _outcome(context: Context, sha256: str = "", data: bytes = b"", problems: tuple[Problem, ...] = ()) -> Outcome:
    return Outcome(context.code, context.student.name, sha256, data, problems)


@lru_cache(maxsize=4)
def _template(pickled: bytes) -> Template:
    loaded: Template = pickle.loads(pickled)  # noqa: S301 - made by this very program
    return loaded


@lru_cache(maxsize=4)
def _press(template: bytes) -> Press:
    """Return the press of a template; it is kept for the next certificates.

    Raises `RenderingError` where its files are not, on the machine that prints, what they are where the build runs.
    """
    from certbuild.printing.press import Press  # noqa: PLC0415 - WeasyPrint is heavy

    loaded = _template(template)
    if not loaded.unchanged:
        hint = "let all machines have the same program, fonts and course folder, and build again"
        raise RenderingError(Problem(loaded.place(), f"is not the same on {gethostname()}, which prints", hint))
    return Press(loaded)


atexit.register(_press.cache_clear)  # while WeasyPrint can still take its files away; later it fails, and says so
