"""An act that is killed: what stands there at that moment, and what the next build makes of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

import pytest
from accidents import broken_links, copy_of, half_written, register_of, state_of, tree, unknown_pdfs

if TYPE_CHECKING:
    from pathlib import Path

    from accidents import Ending, Nursery, State, Tree

ACTS = {
    "the first build": ("new", "build"),
    "a build of the second round": ("second", "build"),
    "deleting one": ("built", "clean", "--student", "ann"),
    "deleting all": ("built", "clean", "--all"),
    "revoking": ("built", "revoke", "ann", "--reason", "copied"),
    "reissuing": ("built", "reissue", "ann", "--reason", "lost"),
    "a build after the program was renewed": ("older", "build"),
}
"""What is killed → the course that it is done to, and the act."""


@dataclass(frozen=True)
class Deed:
    """An act on a course, and how everything is without it and with it."""

    nursery: Nursery
    course: Path
    act: tuple[str, ...]
    writes: int
    seconds: float
    trees: tuple[Tree, Tree]
    """What is out before the act, and after it."""
    endings: tuple[State, State]
    """What the next build makes of the course without the act, and with it."""

    def killed(self, name: str, **fault: float) -> tuple[Path, Ending]:
        """Do it to a copy of the course and kill it; `fault` says when."""
        course = copy_of(self.course, name)
        return course, self.nursery.run(course, *self.act, **fault)

    def check(self, course: Path) -> None:
        """Assert what must hold in a course in which the act was killed, then and after the next build."""
        assert broken_links(course) == []
        assert unknown_pdfs(course) == []
        assert half_written(tree(course), *self.trees) == []
        assert self.nursery.run(course, "build", seed=2 if self.act[0] != "build" else 1).code == 0
        made, register = state_of(course)
        if self.act == ("clean", "--all"):
            assert made == self.endings[1][0]
            assert register["certificate"] == self.endings[1][1]["certificate"]
        else:
            assert (made, register) in self.endings


@pytest.fixture
def deed(request: pytest.FixtureRequest, nursery: Nursery) -> Deed:
    """Return what the test's parameter names in `ACTS`."""
    start, *act = ACTS[request.param]
    course = request.getfixturevalue(start)
    trial = copy_of(course, "trial")
    ending = nursery.run(trial, *act)
    assert ending.code == 0, ending.said
    assert ending.writes
    trees = (tree(course), tree(trial))
    never = copy_of(course, "never")
    for other in (never, trial):
        assert nursery.run(other, "build", seed=2 if act[0] != "build" else 1).code == 0
    return Deed(nursery, course, tuple(act), ending.writes, ending.seconds, trees, (state_of(never), state_of(trial)))


def _at_every(step: int, deed: Deed) -> None:
    for number in range(step // 2 + 1, deed.writes + 1, step):
        course, ending = deed.killed("killed", at=number, kind="kill")
        assert ending.code == -9
        deed.check(course)


@pytest.mark.parametrize("deed", ["a build of the second round", "deleting one"], indirect=True)
def test_killed_at_some_writes(deed: Deed) -> None:
    """Killed at some of its writes, an act leaves whole files, links that lead somewhere, known codes; a build mends all."""
    _at_every(deed.writes // 5, deed)


def test_looking_meanwhile(second: Path, nursery: Nursery) -> None:
    """Between a build that was killed while publishing and the next, status and plan say so; afterwards no more."""
    writes = nursery.run(copy_of(second, "trial"), "build").writes or 0
    nursery.run(second, "build", at=writes - 20, kind="kill")
    for command in ("status", "plan"):
        looked = nursery.run(second, command)
        assert looked.code == 0
        assert "the last change was cut short" in looked.said
        assert "run make: it finishes what was begun" in looked.said
    nursery.run(second, "build")
    assert "cut short" not in nursery.run(second, "status").said


@pytest.mark.slow
@pytest.mark.parametrize("deed", ACTS, indirect=True)
def test_killed_at_every_write(deed: Deed) -> None:
    """The same, killed at every single write of every act."""
    _at_every(1, deed)


@pytest.mark.slow
@pytest.mark.parametrize("deed", ["the first build", "a build of the second round"] * 2, indirect=True)
def test_killed_at_random_moments(deed: Deed, request: pytest.FixtureRequest) -> None:
    """The same, killed fifty times at a random moment."""
    chance = Random(request.node.name)  # noqa: S311 - other moments for each
    for _ in range(50):
        course, _ending = deed.killed("killed", seconds=chance.random() * deed.seconds)
        deed.check(course)


@pytest.mark.parametrize("seconds", [0.5, 0.8])
def test_interrupted(seconds: float, second: Path, nursery: Nursery) -> None:
    """Ctrl+C, which reaches worker processes as well, ends a build in a word, with nothing changed and nothing left aside."""
    before = state_of(second)
    command = [sys.executable, "-m", "certbuild", "-C", str(second), "build", "--jobs", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True) as build:
        time.sleep(seconds)
        os.killpg(build.pid, signal.SIGINT)
        said, _ = build.communicate(timeout=60)
    assert "Traceback" not in said
    if build.returncode:
        assert said.strip().endswith("Aborted!")
        if register_of(second) == before[1]:
            assert state_of(second) == before
    assert nursery.run(second, "build").code == 0  # which finishes what was interrupted while it was published
    assert not list((second / "build").glob(".release-*"))
