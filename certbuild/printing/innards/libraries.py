"""WeasyPrint, loaded and called without two detours of cffi, through which it calls the libraries of text and fonts.

It tries some twenty names of libraries, and for each that the loader does not know, cffi has ctypes ask ldconfig, gcc and ld,
which takes 12 ms each time, a third of the whole; on Linux they know of none that the loader has not found. And it makes
arrays of types such as ``hb_codepoint_t[35]``: cffi parses each length anew, 4 ms each time, and keeps it for ever.
"""

from __future__ import annotations

import ctypes.util
import re
import sys
from functools import cache, partial
from typing import TYPE_CHECKING, Any

_search = ctypes.util.find_library
try:
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None  # noqa: ARG005 - as there
    from weasyprint.text.ffi import ffi
finally:
    ctypes.util.find_library = _search

if TYPE_CHECKING:
    from collections.abc import Callable

_ARRAY = re.compile(r"(\w+)\[(\d+)\]")


@cache
def _kind(name: str) -> tuple[Any, int | None]:
    """Return a type, and how long an array of it is."""
    match = _ARRAY.fullmatch(name)
    return (ffi.typeof(f"{match[1]}[]"), int(match[2])) if match else (ffi.typeof(name), None)


def _new(new: Callable[..., Any], kind: Any, values: Any = None) -> Any:  # noqa: ANN401 - cffi has no type hints
    """Do as `ffi.new`; an array of so many is one of any length, with that length or with so many values."""
    made, length = _kind(kind) if isinstance(kind, str) else (kind, None)
    if length is not None and values is not None and len(values) != length:
        return new(kind, values)
    return new(made, length if values is None else values)


ffi.new = partial(_new, ffi.new)
