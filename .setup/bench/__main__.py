"""Times certbuild against its peers, all in one run, and writes the figures into docs/benchmarks.md.

Usage: [SIZE…] – numbers of certificates, and of students (default: 12 120 1200 12000). Only the default's figures are kept.
"""

import os
import platform
import sys
import tempfile
from datetime import date
from pathlib import Path

import building
import printing
import reading
import spending
from timing import ROOT

SIZES = [12, 120, 1200, 12000]
MOST_PRINTED = 1200
PAGE = ROOT / "docs" / "benchmarks.md"
START, END = "<!-- figures: made by `make bench` -->\n", "<!-- end of figures -->\n"


def runs(count: int, *, quick: bool) -> int:
    """Return how often what does so many certificates is run: the shorter, the oftener; twice for a quick look."""
    return min(2 if quick else 5, 5 if count < 100 else 3 if count < 5000 else 1)


def measure(folder: Path, sizes: list[int]) -> str:
    """Take all figures, and return them as a text with tables."""
    quick = sizes != SIZES
    printed = printing.Printing()
    for count in (size for size in sizes if size <= MOST_PRINTED):
        say(f"printing {count:,} certificates")
        printed.measure(folder / f"printing-{count}", count, runs(count, quick=quick), warm=count == sizes[0])
    builds = building.Builds()
    for count in sizes:
        say(f"building for {count:,} students")
        builds.measure(folder / f"course-{count}", count, runs(count, quick=quick), printed=printed, warm=count == sizes[0])
        if count >= MOST_PRINTED or count == sizes[-1]:
            builds.measure_again(folder / f"course-{count}", count, runs(0, quick=quick))
    if not quick:
        say(f"memory, {building.LARGE:,} students")
        builds.measure_memory(folder / "memory")
    profiled = max(size for size in sizes if size <= MOST_PRINTED)
    say(f"where the time goes, {profiled:,} students")
    profile = spending.measure(folder / "profile", profiled)
    say("reading a gradebook")
    read = reading.measure(folder / "reading", runs(0, quick=quick))
    taken = (
        f"Taken on {date.today().isoformat()} on {machine()}. A cell is the median (least–most; CPU: seconds of all "  # noqa: DTZ011
        "processors together) of whole processes from start to end."
    )
    return "\n\n".join(
        f"### {heading}\n\n{text}" if heading else text
        for heading, text in (
            ("", taken),
            ("Aims", building.aims(printed, builds)),
            ("Singles and merged PDF alone", str(printed)),
            ("Whole builds from nothing", builds.from_nothing()),
            ("Builds with little to do", builds.again()),
            ("Where the time goes", profile),
            (f"Reading a gradebook: {reading.STUDENTS:,} students × {reading.ACTIVITIES} activities", read),
        )
    )


def machine() -> str:
    """Return what the figures were taken on."""
    cpus = Path("/proc/cpuinfo")
    names = (
        [line.partition(": ")[2] for line in cpus.read_text().splitlines() if line.startswith("model name")]
        if cpus.exists()
        else []
    )
    name = names[0] if names else platform.processor() or platform.machine()
    busy = f", load {LOAD:.1f} when it began" if LOAD > 0.5 else ""
    return f"{os.cpu_count()} cores ({name}), {platform.system()}, Python {platform.python_version()}{busy}"


LOAD = os.getloadavg()[0]


def say(what: str) -> None:
    """Tell a person who waits."""
    print(f"bench: {what}", file=sys.stderr)


def main() -> None:
    """Measure, show, and keep what was measured in full."""
    sizes = sorted(map(int, sys.argv[1:])) or SIZES
    with tempfile.TemporaryDirectory() as name:
        figures = measure(Path(name), sizes)
    print(figures)
    if sizes != SIZES:
        say("docs/benchmarks.md stays as it is: it holds the figures of all sizes")
        return
    head, _, rest = PAGE.read_text(encoding="utf-8").partition(START)
    _, _, tail = rest.partition(END)
    PAGE.write_text(f"{head}{START}\n{figures}\n\n{END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
