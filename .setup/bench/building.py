"""Whole commands as a teacher gives them: builds from nothing, builds with nothing or little to do, how large things get."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import printing
from course import certificates, write_course, write_gradebook
from sheet import write_sheet
from timing import Contender, Times, certbuild, in_turns, python, table, timed

LARGE = 10_000
"""Students of the course with which memory is measured."""
LIBRARIES = '`python -c "import weasyprint, pandas"`'


class Builds:
    """What was found by the number of students."""

    def __init__(self) -> None:
        self.made: dict[int, int] = {}
        """Certificates by students."""
        self.whole: dict[int, Times] = {}
        self.obvious: dict[int, Times] = {}
        self.nothing: dict[int, Times] = {}
        self.change: dict[int, Times] = {}
        self.libraries: dict[int, Times] = {}
        self.peak = 0.0
        """MiB that any process had at `LARGE` students; 0 where that was not measured."""

    def measure(self, folder: Path, count: int, runs: int, *, printed: printing.Printing, warm: bool) -> None:
        """Build a course of so many students from nothing, beside the obvious script that only prints its certificates."""
        write_course(folder, count)
        listed = certificates(count)
        self.made[count] = len(listed)
        build = certbuild(folder, "build")
        contenders = [Contender("certbuild", build, before=_without_builds(folder), after=_complete(folder, len(listed)))]
        if count <= max(printed.times, default=0) and printed.expected(len(listed)) < printing.PATIENCE:
            write_sheet(folder / "sheet", folder, listed)
            most = 1 if count > 500 else runs
            contenders.append(printing.contender(printing.OBVIOUS, "obvious.py", folder, len(listed), most=most))
        found = in_turns(contenders, runs, warm=warm)
        self.whole[count] = found["certbuild"]
        if printing.OBVIOUS in found:
            self.obvious[count] = found[printing.OBVIOUS]
            shutil.rmtree(folder / printing.OBVIOUS)

    def measure_again(self, folder: Path, count: int, runs: int) -> None:
        """Build what has been built, with nothing to do and with one mark changed."""
        build = certbuild(folder, "build")
        single = folder / "build" / "certificates" / certificates(count)[0].file_name
        former = [single.read_bytes()]
        changes = iter(range(1, 11))

        def change() -> None:
            write_gradebook(folder, count, risen=next(changes))

        def new() -> None:
            if single.read_bytes() == former[0]:
                message = f"the change of a mark has not changed {single}"
                raise SystemExit(message)
            former[0] = single.read_bytes()

        found = in_turns([Contender("nothing", build), Contender("import", python("-c", "import weasyprint, pandas"))], runs)
        self.nothing[count], self.libraries[count] = found["nothing"], found["import"]
        self.change[count] = in_turns([Contender("change", build, before=change, after=new)], runs)["change"]

    def measure_memory(self, folder: Path) -> None:
        """See how large any process gets with `LARGE` students, from nothing and with one change."""
        write_course(folder, LARGE)
        build = timed(*certbuild(folder, "build"))
        write_gradebook(folder, LARGE, risen=1)
        self.peak = max(build.peak, timed(*certbuild(folder, "build")).peak)

    def per_certificate(self, count: int) -> float:
        """Return milliseconds."""
        return self.whole[count].seconds / self.made[count] * 1000

    def from_nothing(self) -> str:
        """Return the table of builds from nothing."""
        rows = []
        for count, times in self.whole.items():
            other = self.obvious.get(count)
            shorter = f"1 : {other.seconds / times.seconds:.1f}" if other else ""
            rows.append(
                [
                    f"{count:,} ({self.made[count]:,})",
                    str(times),
                    f"{self.per_certificate(count):.1f} ms",
                    f"{times.peak:.0f} MiB",
                    str(other) if other else "not run",
                    shorter,
                ]
            )
        head = ["students (certificates)", "`certbuild build`", "a certificate", "largest process", printing.OBVIOUS, "ratio"]
        return table(head, rows)

    def again(self) -> str:
        """Return the table of builds with little to do."""
        rows = [
            [name, f"{count:,}", str(times), f"{times.peak:.0f} MiB", f"{times.seconds / self.libraries[count].seconds:.2f}"]
            for name, found in (("nothing to do", self.nothing), ("one mark changed, one new revision", self.change))
            for count, times in found.items()
        ]
        rows += [[LIBRARIES, "", str(times), "", "1"] for times in list(self.libraries.values())[:1]]
        return table(["build", "students", "time", "largest process", "ratio to the import"], rows)


def aims(printed: printing.Printing, builds: Builds) -> str:
    """Return the table of what the figures should be, and are, as far as they were taken."""
    rows = [
        [aim.what, aim.wanted, aim.told, "yes" if aim.found <= aim.most else "**no**"]
        for aim in (*_aims_in_printing(printed), *_aims_in_builds(builds))
    ]
    return table(["", "at most", "found", "holds"], rows)


class Aim(NamedTuple):
    """A figure, and what it should be at most."""

    what: str
    wanted: str
    found: float
    most: float
    told: str


def _aims_in_printing(printed: printing.Printing) -> Iterator[Aim]:
    times = printed.times.get(1200, {})
    for other, most in ((printing.TYPST_ALL, 2), (printing.TYPST_ONE, 2), (printing.OBVIOUS, 15)):
        if other in times:
            found = times[printing.ALL].seconds / times[other].seconds
            yield Aim(f"1,200 singles and merged, all cores : {other}", f"1 : {most}", found, 1 / most, f"1 : {1 / found:.1f}")
    if times:
        yield Aim("merged PDF of 1,200, bytes a page", "5,000", printed.page, 5000, f"{printed.page:,.0f}")
        told = f"{printed.single:,} (half of them up to {printed.usual:,})"
        yield Aim("largest single of 1,200, bytes", "45,000", printed.single, 45000, told)


def _aims_in_builds(builds: Builds) -> Iterator[Aim]:
    for what, taken, count, most in (
        ("from nothing", builds.whole, 12, 1.5),
        ("nothing to do", builds.nothing, 1200, 0.4),
        ("nothing to do", builds.nothing, 12000, 1),
        ("one change", builds.change, 1200, 1.5),
    ):
        if count in taken:
            found = taken[count].seconds
            yield Aim(f"{what}, {count:,} students", f"{most} s", found, most, f"{found:.2f} s")
    if {1200, 12000} <= builds.whole.keys():
        found = builds.per_certificate(12000) / builds.per_certificate(1200)
        yield Aim("a certificate at 12,000 : at 1,200 students", "1.1", found, 1.1, f"{found:.2f}")
    if builds.peak:
        yield Aim(f"memory of any process at {LARGE:,} students", "350 MiB", builds.peak, 350, f"{builds.peak:.0f} MiB")


def _without_builds(folder: Path) -> Callable[[], None]:
    def remove() -> None:
        for name in ("build", "records"):
            shutil.rmtree(folder / name, ignore_errors=True)
        os.sync()  # what was written for others is theirs

    return remove


def _complete(folder: Path, count: int) -> Callable[[], None]:
    def check() -> None:
        made = len(list((folder / "build" / "certificates").glob("*.pdf")))
        if made != count:
            message = f"certbuild made {made} certificates of {count}"
            raise SystemExit(message)

    return check
