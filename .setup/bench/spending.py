"""The profile of a build, as two tables: the main process by its stages, and the workers by what they do for a certificate."""

import json
import shutil
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from course import certificates, write_course
from sampling import WAITING
from timing import Run, python, table, timed

SAMPLING = Path(__file__).with_name("sampling.py")
LEAST = 0.005
"""A share of the whole under which a row is told with the rest."""


def measure(folder: Path, count: int) -> str:
    """Build a course of so many students from nothing, under observation, and return the tables."""
    write_course(folder / "course", count)
    plain = timed(*python("-m", "certbuild", "-C", folder / "course", "build"))
    for name in ("build", "records"):
        shutil.rmtree(folder / "course" / name)
    (folder / "notes").mkdir()
    run = timed(*python(SAMPLING, folder / "notes", "-C", folder / "course", "build"))
    made = len(certificates(count))
    main = _sum((folder / "notes").glob("main-*.json"))
    workers = _sum((folder / "notes").glob("worker-*.json"))
    seen = sum(wall for wall, _ in main.values())
    told = (
        f"{count:,} students, {made:,} certificates, from nothing: {run.seconds:.2f} s under observation ({plain.seconds:.2f} s "
        f"without). Of the main process {run.seconds - seen:.2f} s, Python's own start and end, cannot be seen."
    )
    return "\n\n".join([told, _main(main, run), _workers(workers, made)])


def _main(notes: Mapping[str, tuple[float, float]], run: Run) -> str:
    rows = [
        [name, f"{wall:.3f} s", f"{cpu:.3f} s", f"{wall / run.seconds:.0%}"]
        for name, wall, cpu in _largest(notes, LEAST * run.seconds)
    ]
    return table(["main process", "by the clock", "CPU", "of the build"], rows)


def _workers(notes: Mapping[str, tuple[float, float]], made: int) -> str:
    busy = {name: found for name, found in notes.items() if name != WAITING}
    total = sum(cpu for _, cpu in busy.values()) or 1
    rows = [
        [name, f"{wall:.2f} s", f"{cpu:.2f} s", f"{cpu / made * 1000:.2f} ms", f"{cpu / total:.0%}"]
        for name, wall, cpu in _largest(busy, LEAST * total)
    ]
    rows.append(["all but waiting", "", f"{total:.2f} s", f"{total / made * 1000:.2f} ms", ""])
    return table(["all workers", "by the clock", "CPU", "CPU a certificate", "share"], rows)


def _largest(notes: Mapping[str, tuple[float, float]], least: float) -> Iterable[tuple[str, float, float]]:
    """Yield name, seconds by the clock and of the processor, from the largest down; the small ones together."""
    rest = [0.0, 0.0]
    for name, (wall, cpu) in sorted(notes.items(), key=lambda note: -note[1][0]):
        if wall >= least:
            yield name, wall, cpu
        else:
            rest[0] += wall
            rest[1] += cpu
    yield "all that is smaller", *rest


def _sum(files: Iterable[Path]) -> dict[str, tuple[float, float]]:
    found: dict[str, tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
    for file in files:
        for name, (wall, cpu) in json.loads(file.read_text(encoding="utf-8")).items():
            found[name] = (found[name][0] + wall, found[name][1] + cpu)
    return found
