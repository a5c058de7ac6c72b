"""What is found in a table beside its marks: what is wrong at a cell, and what is of no use."""

from __future__ import annotations

from dataclasses import dataclass

from certbuild.errors import Severity

SAVE_ONCE = "open the file in Excel or LibreOffice and save it once; then the results are in it"
"""What to do about a formula whose result the file does not hold."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at one cell of a sheet; becomes a `Problem` once the sheet's name is put before it."""

    cell: str
    """Address, or empty where the sheet as a whole is meant."""
    what: str
    hint: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Unused:
    """Why a row or column is not used."""

    heading: str
    reason: str
