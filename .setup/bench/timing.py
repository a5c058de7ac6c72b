"""Whole processes, timed from start to end, in turns."""

import ctypes
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from resource import struct_rusage

_ORPHANS_ARE_OURS = 36
"""Of prctl(2), PR_SET_CHILD_SUBREAPER: processes whose parent has ended become children of this one, so that all can be told."""
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(_ORPHANS_ARE_OURS, 1, 0, 0, 0)

ROOT = Path(__file__).parents[2]
KIB_PER_MIB = 1024
UNUSUAL = {"CERTBUILD_JOBS", "PYTHONDONTWRITEBYTECODE"}
"""What tests and build machines set, and nobody else: without bytecode every start would compile the whole program."""


@dataclass(frozen=True, slots=True)
class Run:
    """One process, with all those that it started."""

    seconds: float
    """By the clock on the wall."""
    cpu: float
    """Seconds that processors worked for it."""
    peak: float
    """MiB of memory that the largest of the processes ever had."""


@dataclass(frozen=True, slots=True)
class Times:
    """The runs of one contender, at least one."""

    runs: list[Run] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """The median."""
        return statistics.median(run.seconds for run in self.runs)

    @property
    def cpu(self) -> float:
        """The median."""
        return statistics.median(run.cpu for run in self.runs)

    @property
    def peak(self) -> float:
        """The largest of all."""
        return max(run.peak for run in self.runs)

    def __str__(self) -> str:
        """Tell them as a table does: median (least–most; processors' time)."""
        spread = f"{min(run.seconds for run in self.runs):.2f}–{max(run.seconds for run in self.runs):.2f}; " * (
            len(self.runs) > 1
        )
        return f"{self.seconds:.2f} s ({spread}CPU {self.cpu:.2f})"


@dataclass(frozen=True, slots=True)
class Contender:
    """What is timed."""

    name: str
    command: tuple[str, ...]
    most: int = 100
    """It is run so often at most."""
    before: Callable[[], object] = lambda: None
    """Done before each run, outside of the time."""
    after: Callable[[], object] = lambda: None
    """Done after each run; ends the bench where the run did not do its work."""


def in_turns(contenders: Sequence[Contender], runs: int, *, warm: bool = False) -> dict[str, Times]:
    """Run every contender once, then every one again, and so on; so a noisy moment does not strike one of them alone.

    With `warm` each is run once before that, to fill the caches.
    """
    found = {contender.name: Times() for contender in contenders}
    for turn in range(-1 if warm else 0, runs):
        for contender in contenders:
            if turn < contender.most:
                contender.before()
                run = timed(*contender.command)
                contender.after()
                if turn >= 0:
                    found[contender.name].runs.append(run)
                print(f"  {contender.name}: {run.seconds:.2f} s", file=sys.stderr)
    return found


def python(*arguments: object) -> tuple[str, ...]:
    """Return a command for this very Python."""
    return (sys.executable, *map(str, arguments))


def certbuild(course: Path, *arguments: str) -> tuple[str, ...]:
    """Return a command of certbuild on a course, as a teacher calls it."""
    return (str(Path(sys.executable).with_name("certbuild")), "-C", str(course), *arguments)


def timed(*command: str) -> Run:
    """Run a process; one that ends badly ends the bench, with what it said."""
    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    around = {name: value for name, value in os.environ.items() if name not in UNUSUAL}
    begun = time.perf_counter()
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**around, "PYTHONPATH": paths},
    ) as process:
        said = process.stdout.read() if process.stdout else ""
        # wait4 tells the time of all processes that it has waited for in its turn, and the largest of them. (What is started
        # from here counts as large as this process itself, at least: so the bench loads nothing heavy.)
        _, status, used = os.wait4(process.pid, 0)
        taken = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}:\n{said[-2000:]}")
    everyone = [used, *_orphans()]
    cpu = sum(one.ru_utime + one.ru_stime for one in everyone)
    return Run(taken, cpu, max(one.ru_maxrss for one in everyone) / KIB_PER_MIB)


def _orphans() -> Iterator[struct_rusage]:
    """Wait for what the process has left behind, such as the server from which workers are forked; yield what each used."""
    while True:
        try:
            _, _, used = os.wait4(-1, 0)
        except ChildProcessError:
            return
        yield used


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown whose columns stand under each other, for readers of the text as well."""
    lines = [list(head), *map(list, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(f"| {' | '.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))} |" for line in lines)
