"""Singles and the merged PDF alone: certbuild against the obvious script, Typst and ReportLab, all with the same list."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from course import certificates, write_course
from sheet import write_sheet
from timing import Contender, Times, in_turns, python, table

PEERS = Path(__file__).parent / "peers"
CORES = os.cpu_count() or 1
PATIENCE = 600
"""Seconds; what is known to take longer is not run."""
ALL, ONE, TYPST_ALL, TYPST_ONE = "certbuild, all cores", "certbuild --jobs 1", "Typst, all cores", "Typst, one process"
OBVIOUS, REPORTLAB = "the obvious script (WeasyPrint, pypdf)", "ReportLab"


class Printing:
    """What was found by the number of certificates, and what is left to say of it."""

    def __init__(self) -> None:
        self.times: dict[int, dict[str, Times]] = {}
        self.page = 0.0
        """Bytes that a page of the merged file takes."""
        self.single = self.usual = 0
        """Bytes of the largest single, and of one in the middle."""

    def measure(self, folder: Path, count: int, runs: int, *, warm: bool) -> None:
        """Print so many certificates with every program."""
        folder.mkdir()
        students = -(-count * 5 // 4)
        write_course(folder / "course", students)
        listed = certificates(students)[:count]
        write_sheet(folder / "sheet", folder / "course", listed)
        contenders = [
            contender(ALL, "with_certbuild.py", folder, len(listed), folder / "course", jobs=CORES),
            contender(ONE, "with_certbuild.py", folder, len(listed), folder / "course", jobs=1),
            contender(TYPST_ALL, "with_typst.py", folder, len(listed), jobs=CORES),
            contender(TYPST_ONE, "with_typst.py", folder, len(listed), jobs=1),
            contender(REPORTLAB, "with_reportlab.py", folder, len(listed)),
        ]
        if self.expected(count) < PATIENCE:
            contenders.append(contender(OBVIOUS, "obvious.py", folder, len(listed), most=1 if count > 500 else runs))
        self.times[count] = in_turns(contenders, runs, warm=warm)
        made = folder / ALL
        sizes = sorted(path.stat().st_size for path in made.glob("*.pdf") if path.name != "all.pdf")
        self.page = (made / "all.pdf").stat().st_size / count
        self.single, self.usual = sizes[-1], sizes[len(sizes) // 2]
        shutil.rmtree(folder)

    def expected(self, count: int) -> float:
        """Return how many seconds the obvious script will take at least, by what it took for fewer."""
        known = [times[OBVIOUS].seconds / fewer for fewer, times in self.times.items() if OBVIOUS in times]
        return min(known, default=0) * count

    def __str__(self) -> str:
        """Return the table."""
        names = dict.fromkeys(name for times in self.times.values() for name in times)
        rows = [[name, *(str(times[name]) if name in times else "not run" for times in self.times.values())] for name in names]
        for label, one, other in (
            ("**certbuild : Typst**, all cores", ALL, TYPST_ALL),
            ("certbuild : Typst, one process", ONE, TYPST_ONE),
            ("**certbuild : the obvious script**", ALL, OBVIOUS),
            ("certbuild --jobs 1 : the obvious script", ONE, OBVIOUS),
            ("certbuild : ReportLab", ALL, REPORTLAB),
        ):
            rows.append([label, *(ratio(times, one, other) for times in self.times.values())])
        return table(["certificates", *(f"{count:,}" for count in self.times)], rows)


def ratio(times: dict[str, Times], one: str, other: str) -> str:
    """Tell how many times as long one takes as the other."""
    if other not in times:
        return ""
    found = times[one].seconds / times[other].seconds
    return f"{found:.2f}" if found > 0.2 else f"{found:.3f} (1 : {1 / found:.1f})"


def contender(
    name: str, script: str, folder: Path, count: int, *places: Path, jobs: int | None = None, most: int = 100
) -> Contender:
    """Return a program that prints the list of the folder's sheet, held to what it must have made in the end."""
    target = folder / name
    options = [] if jobs is None else [jobs]
    command = python(PEERS / script, *places, folder / "sheet", target, *options)
    return Contender(name, command, most, emptied(target), complete(target, count))


def emptied(target: Path) -> Callable[[], None]:
    """Return what makes an empty folder."""

    def empty() -> None:
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()

    return empty


def complete(target: Path, count: int) -> Callable[[], None]:
    """Return what ends the bench where there are not so many singles, and a merged file of as many pages."""

    def check() -> None:
        singles = len(list(target.glob("*.pdf"))) - 1
        pages = _pages(target / "all.pdf")
        if (singles, pages) != (count, count):
            message = f"{target.name} made {singles} files and {pages} pages of {count}"
            raise SystemExit(message)

    return check


def _pages(file: Path) -> int:
    command = python("-c", "import pikepdf, sys; print(len(pikepdf.open(sys.argv[1]).pages))", file)
    # In a process of its own, so that this one stays small.
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
