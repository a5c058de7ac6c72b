"""Whole processes, timed from start to end, in turns."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
KIB_PER_MIB = 1024


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
class Contender:
    """What is timed."""

    name: str
    command: tuple[str, ...]
    before: Callable[[], object] = lambda: None
    """Done before each run, outside of the time."""


@dataclass(slots=True)
class Times:
    """The runs of one contender."""

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

    @property
    def spread(self) -> tuple[float, float]:
        """The shortest and the longest run."""
        return min(run.seconds for run in self.runs), max(run.seconds for run in self.runs)


def in_turns(contenders: Sequence[Contender], runs: int) -> dict[str, Times]:
    """Run every contender once, then every one again, and so on; so a noisy moment does not strike one of them alone."""
    found = {contender.name: Times() for contender in contenders}
    for _ in range(runs):
        for contender in contenders:
            contender.before()
            found[contender.name].runs.append(timed(*contender.command))
    return found


def python(*arguments: object) -> tuple[str, ...]:
    """Return a command for this very Python."""
    return (sys.executable, *map(str, arguments))


def certbuild(course: Path, *arguments: str) -> tuple[str, ...]:
    """Return a command of certbuild on a course, started as its installed script starts it."""
    return python("-c", "from certbuild.cli import main; main()", "-C", course, *arguments)


def timed(*command: str) -> Run:
    """Run a process; one that ends badly ends the bench, with what it said."""
    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    begun = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, "PYTHONPATH": paths}
    ) as process:
        said = process.stdout.read() if process.stdout else ""
        # wait4 knows the time of all processes that were waited for, and the largest of them. (What is started from here
        # counts as large as this process itself, at least: so the bench stays small.)
        _, status, used = os.wait4(process.pid, 0)
        taken = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}:\n{said[-2000:]}")
    return Run(taken, used.ru_utime + used.ru_stime, used.ru_maxrss / KIB_PER_MIB)
