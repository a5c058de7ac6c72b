"""Times `certbuild check` against pandas' bare reading of the same workbook, alternately, whole processes each.

The workbook is always the same: 10,000 students with 40 activities, some of them shown as percentages.
"""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import xlsxwriter

STUDENTS, ACTIVITIES, PERCENTAGES, RUNS = 10_000, 40, 4, 7
COURSE = '[course]\ntitle = "Bench"\n\n[issuer]\nname = "Bench"\n\n[[activity]]\nname = "*"\nmax = 10\n'
READ = "import pandas, sys; pandas.read_excel(sys.argv[1], engine='calamine')"


def write(file: Path) -> None:
    """Write the workbook."""
    chance = random.Random(1)  # noqa: S311 - no secrets are drawn
    book = xlsxwriter.Workbook(str(file))
    percent = book.add_format({"num_format": "0%"})
    sheet = book.add_worksheet("Grades")
    sheet.write_row(0, 0, ["First name", "Last name", "ID number", "Email address"])
    sheet.write_row(0, 4, [f"Quiz: {number} (Real)" for number in range(1, ACTIVITIES + 1)])
    for row in range(1, STUDENTS + 1):
        sheet.write_row(row, 0, [f"Given{row}", f"Family{row}", f"{row:07d}", f"s{row}@example.org"])
        for column in range(4, 4 + ACTIVITIES):
            if chance.random() < 0.03:
                sheet.write_string(row, column, "-")
            elif column < 4 + PERCENTAGES:
                sheet.write_number(row, column, chance.randint(0, 100) / 100, percent)
            else:
                sheet.write_number(row, column, round(chance.random() * 10, 1))
    book.close()


def seconds(*command: str) -> float:
    """Return how long a process takes, from its start to its end."""
    root = Path(__file__).parents[1]
    paths = os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH")]))
    begun = time.perf_counter()
    done = subprocess.run(command, check=False, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": paths})
    taken = time.perf_counter() - begun
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return taken


def main() -> None:
    """Write, time, and print the medians."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "input"
        folder.mkdir()
        (folder / "course.toml").write_text(COURSE, encoding="utf-8")
        write(folder / "grades.xlsx")
        check = (sys.executable, "-m", "certbuild", "-C", name, "check")
        read = (sys.executable, "-c", READ, str(folder / "grades.xlsx"))
        times = [(seconds(*check), seconds(*read)) for _ in range(RUNS + 1)][1:]  # the first fills the caches
    checks, reads = zip(*times, strict=True)
    print(f"{STUDENTS:,} students × {ACTIVITIES} activities, medians of {RUNS} runs (least to most)")
    for label, found in (("certbuild check", checks), ("pandas.read_excel alone", reads)):
        print(f"{label:24}{statistics.median(found):6.2f} s  ({min(found):.2f} to {max(found):.2f})")
    ratios = [one / other for one, other in times]
    print(f"{'ratio':24}{statistics.median(checks) / statistics.median(reads):6.2f}    ({min(ratios):.2f} to {max(ratios):.2f})")


if __name__ == "__main__":
    main()
