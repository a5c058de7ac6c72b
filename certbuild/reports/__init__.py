"""results.xlsx and results.csv."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

from certbuild.reports.tables import results_table

if TYPE_CHECKING:
    from pathlib import Path

    from certbuild.model import Overview


def write_reports(workbook: Path, table: Path, title: str, base: str, pickled: bytes) -> None:
    """Write both files of an overview (pickled), in a folder that is there; `OSError` where one cannot be written.

    `base` is the address at which the public site will stand; empty where that is not known.
    """
    from certbuild.reports.workbook import write_workbook  # noqa: PLC0415 - XlsxWriter, for who does write

    overview: Overview = pickle.loads(pickled)  # noqa: S301 - made by this very program
    write_workbook(workbook, title, base, overview)
    table.write_bytes(results_table(overview, base))
