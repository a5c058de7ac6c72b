"""Typst: a compile for each student, with all that certbuild's files claim to be, and one of all. Usage: SHEET TARGET JOBS.

The fonts are read once, and every process has one compiler; the file of all has bookmarks, and no tags, as certbuild's.
"""

import json
import multiprocessing
import shutil
import sys
from pathlib import Path
from typing import Any

import typst
from codes import png

SOURCE = Path(__file__).with_name("classic.typ")
_PORTION = 16


class Printer:
    """Compiles the sheet for one student after the other."""

    def __init__(self, sheet: Path, target: Path) -> None:
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(sheet)])
        self._compiler = typst.Compiler(str(sheet / SOURCE.name), root=str(sheet), font_paths=fonts)
        self._sheet, self._target = sheet, target

    def single(self, certificate: dict[str, Any]) -> None:
        """Write one certificate."""
        (self._sheet / f"{certificate['code']}.png").write_bytes(png(certificate["url"]))
        given = {"certificate": json.dumps(certificate)}
        output = str(self._target / certificate["file"])
        self._compiler.compile(sys_inputs=given, output=output, format="pdf", pdf_standards=["a-3u", "ua-1"])

    def merged(self) -> None:
        """Write all certificates of the list, whose QR codes are there by now."""
        self._compiler.compile(sys_inputs={}, output=str(self._target / "all.pdf"), format="pdf", pdf_tags=False)


_own: list[Printer] = []


def _begin(sheet: Path, target: Path) -> None:
    _own.append(Printer(sheet, target))


def _portion(certificates: list[dict[str, Any]]) -> None:
    for each in certificates:
        _own[0].single(each)


def main(sheet: Path, target: Path, jobs: int) -> None:
    """Print the list of the sheet's folder."""
    shutil.copy(SOURCE, sheet)
    _begin(sheet, target)
    certificates = json.loads((sheet / "certificates.json").read_text(encoding="utf-8"))["certificates"]
    if jobs == 1:
        _portion(certificates)
    else:
        size = min(_PORTION, -(-len(certificates) // jobs))
        portions = [certificates[start : start + size] for start in range(0, len(certificates), size)]
        with multiprocessing.get_context("spawn").Pool(jobs, _begin, (sheet, target)) as pool:
            pool.map(_portion, portions, chunksize=1)
    _own[0].merged()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
