"""A disk that is full, and folders that may not be written."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from accidents import Ending, broken_links, copy_of, state_of, unknown_pdfs
from ordinary import run_as_ordinary_user
from rounds import write_marks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from accidents import Nursery


def _refused(ending: Ending, said: str) -> None:
    """Assert that an act stopped with a message that says what to do."""
    assert ending.code == 1
    assert said in ending.said
    assert "→" in ending.said
    assert "Traceback" not in ending.said


def _full_from_every(step: int, nursery: Nursery, course: Path) -> None:
    done = copy_of(course, "done")
    writes = nursery.run(done, "build").writes or 0
    for number in range(1, writes + 1, step):
        full = copy_of(course, "full")
        ending = nursery.run(full, "build", at=number, kind="full disk")
        if ending.code:
            _refused(ending, "No space left on device")
            assert state_of(full) == state_of(course)
        assert nursery.run(full, "build").code == 0
        assert state_of(full) == state_of(done)


def test_disk_full(second: Path, nursery: Nursery) -> None:
    """A disk that gets full in the midst of a build: an error that says so, nothing changed; with room again it is built."""
    _full_from_every(40, nursery, second)


@pytest.mark.slow
@pytest.mark.parametrize("start", ["new", "second"])
def test_disk_full_at_every_write(start: str, request: pytest.FixtureRequest, nursery: Nursery) -> None:
    """The same, full from every single write on."""
    _full_from_every(1, nursery, request.getfixturevalue(start))


@pytest.mark.parametrize("pages", [0, 1])
def test_no_room_for_the_register(pages: int, second: Path, nursery: Nursery) -> None:
    """Where the register cannot grow, nothing is published: an error that says so, and nothing changed."""
    write_marks(second, {f"Student{number} {'Long' * 20}": 9 for number in range(60)})
    full = copy_of(second, "full")
    _refused(nursery.run(full, "build", "--yes", at=pages, kind="full register"), "make room on the disk")
    assert state_of(full) == state_of(second)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return an empty disk of a few megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk], check=False, capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    yield disk
    subprocess.run(["umount", disk], check=True)


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_small_disk(jobs: int, small_disk: Path, second: Path) -> None:
    """On a real disk with room for ever less, a build stops with nothing changed, until there is room enough."""
    command = [sys.executable, "-m", "certbuild", "-C", str(small_disk / "course"), "build", "--jobs", str(jobs)]
    shutil.copytree(second, small_disk / "course")
    before, stopped = state_of(second), 0
    while subprocess.run(command, check=False, capture_output=True).returncode == 0:
        shutil.rmtree(small_disk / "course")
        shutil.copytree(second, small_disk / "course")
        ballast = (small_disk / "ballast").stat().st_size if (small_disk / "ballast").exists() else 0
        free = shutil.disk_usage(small_disk).free
        with (small_disk / "ballast").open("ab") as file:
            file.write(bytes(free - 600_000 if not ballast else 60_000))
        stopped += 1
    assert stopped
    assert state_of(small_disk / "course") == before
    (small_disk / "ballast").unlink()
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    assert unknown_pdfs(small_disk / "course") == []
    assert broken_links(small_disk / "course") == []


def _build(course: Path) -> Ending:
    """Build as somebody for whom folders that may not be written are just that."""
    done = run_as_ordinary_user(course, "build")
    return Ending(done.returncode, done.stdout + done.stderr, 0, None)


@pytest.mark.parametrize(
    "folder", ["build/site", "records", *(pytest.param(name, marks=pytest.mark.slow) for name in ("build", "build/certificates"))]
)
def test_folder_that_may_not_be_written(folder: str, second: Path) -> None:
    """A build that may not write into build/, a part of it, or records/ names the folder, and changes nothing."""
    before = state_of(second)
    (second / folder).chmod(0o555)
    _refused(_build(second), folder)
    assert state_of(second) == before
    (second / folder).chmod(0o755)
    assert _build(second).code == 0
