"""What is found in a table beside its marks: what is wrong at a cell, and what is of no use."""

from __future__ import annotations

from msgspec import Struct

from certbuild.errors import Severity

SAVE_ONCE = "open the file in Excel or LibreOffice and save it once; then the results are in it"
"""What to do about a formula whose result the file does not hold."""


class Fault(Struct, frozen=True):
    """Something wrong at one cell of a sheet; becomes a `Problem` once the sheet's name is put before it."""

    cell: str
    """Address, or empty where the sheet as a whole is meant."""
    what: str
    hint: str
    severity: Severity = Severity.ERROR


class Unused(Struct, frozen=True):
    """Why a row or column is not used."""

    heading: str
    reason: str
