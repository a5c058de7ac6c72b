"""Times `certbuild check` against pandas' bare reading of the same workbook, alternately, whole processes each.

The workbook is always the same: 10,000 students with 40 activities, some of them shown as percentages.
"""

import random
from pathlib import Path

import xlsxwriter
from timing import Contender, certbuild, in_turns, python, table

STUDENTS, ACTIVITIES, PERCENTAGES = 10_000, 40, 4
PANDAS = '`pandas.read_excel(engine="calamine")` alone'
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


def measure(folder: Path, runs: int) -> str:
    """Time both, and return the table."""
    (folder / "input").mkdir(parents=True)
    (folder / "input" / "course.toml").write_text(COURSE, encoding="utf-8")
    workbook = folder / "input" / "grades.xlsx"
    write(workbook)
    contenders = [Contender("`certbuild check`", certbuild(folder, "check")), Contender(PANDAS, python("-c", READ, workbook))]
    found = in_turns(contenders, runs, warm=True)
    check, pandas = found.values()
    rows = [[name, str(times)] for name, times in found.items()]
    return table(["", "time"], [*rows, ["ratio", f"{check.seconds / pandas.seconds:.2f}"]])
