"""Compression as PDFs have it (ISO 32000-1, 7.4.4, "FlateDecode"), by libdeflate.

Its bytes are those of the release in the lock. zlib would be the system's own, of which there are several makes with
different bytes, and takes nearly twice as long.
"""

from __future__ import annotations

from deflate import zlib_compress

_USUAL, _MOST = 6, 10


def deflated(content: bytes, *, once: bool = False) -> bytes:
    """Return the content compressed; with ten times the effort what is compressed `once` for many files."""
    return bytes(zlib_compress(content, _MOST if once else _USUAL))
