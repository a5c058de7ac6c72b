"""Two programs at work on one course, and workers whose program was killed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from accidents import broken_links, register_of, unknown_pdfs
from filelock import FileLock
from rounds import FIRST, write_marks

from certbuild import locking

if TYPE_CHECKING:
    from collections.abc import Callable


def _start(course: Path, *act: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "certbuild", "-C", str(course), *act]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _wait_for(what: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.02)


def test_two_builds_at_once(second: Path) -> None:
    """The second waits, says for whom, and then finds nothing left to do: every certificate was issued once."""
    one = _start(second, "build")
    _wait_for((second / "records" / ".lock-holder").exists)
    one.send_signal(signal.SIGSTOP)  # until the other one has come, however busy the machine is
    other = _start(second, "build")
    assert other.stderr
    said = other.stderr.readline()
    one.send_signal(signal.SIGCONT)
    out, _ = other.communicate()
    assert one.wait() == other.returncode == 0
    assert re.search(rf"Waiting for `certbuild build` \(process {one.pid} on .+, since [\d :-]+\)", said)
    assert "Nothing to do" in out
    register = register_of(second)
    assert sorted(row[2] for row in register["event"]) == ["issue"] * 5 + ["reissue"] * 2 + ["withdraw"]
    assert len({row[0] for row in register["certificate"]}) == 7
    assert not (second / "records" / ".lock-holder").exists()
    one.communicate()


def test_the_second_reads_what_came_meanwhile(built: Path) -> None:
    """A build that had to wait reads the gradebook again: it never undoes what the one before made of a newer one."""
    with FileLock(built / "records" / ".lock"):
        waiting = _start(built, "build")
        assert waiting.stderr
        assert "Waiting for another certbuild" in waiting.stderr.readline()
        write_marks(built, FIRST | {"Eve Ebony": 9})
    assert waiting.wait() == 0
    assert [row[3] for row in register_of(built)["certificate"]][-1] == "eve"
    waiting.communicate()


def test_waiting_ends(new: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Who has waited long enough stops, says for whom it was, and changes nothing."""
    from certbuild.cli import main  # noqa: PLC0415 - runs in this process, with less patience

    monkeypatch.setattr(locking, "PATIENCE", 0.2)
    monkeypatch.setattr(sys, "argv", ["certbuild", "-C", str(new), "build"])
    with FileLock(new / "records" / ".lock"):
        (new / "records" / ".lock-holder").write_text("`certbuild build` (process 1 on elsewhere)", encoding="utf-8")
        with pytest.raises(SystemExit) as stopped:
            main()
    assert stopped.value.code == 1
    said = capsys.readouterr().err
    assert "Waiting for `certbuild build` (process 1 on elsewhere) on this course, for 0.2 seconds at most" in said
    assert "is still at work on this course" in said
    assert "wait until it has finished" in said
    assert not (new / "build").exists()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="only Linux tells of children there")
def test_workers_end_with_their_program(built: Path) -> None:
    """A program that is killed takes its workers with it, and the next build is not disturbed by what they left."""
    write_marks(built, FIRST | {f"Student{number} Test": 9 for number in range(20)})
    build = _start(built, "build", "--jobs", "2")
    children = Path(f"/proc/{build.pid}/task/{build.pid}/children")
    workers: list[int] = []

    def at_work() -> bool:
        workers[:] = map(int, children.read_text().split()) if children.exists() else []
        return len(workers) >= 2

    _wait_for(at_work)
    build.send_signal(signal.SIGKILL)
    build.communicate()
    _wait_for(lambda: not any(Path(f"/proc/{worker}").exists() and _is_ours(worker) for worker in workers))
    after = _start(built, "build")
    assert after.wait() == 0
    assert unknown_pdfs(built) == broken_links(built) == []
    assert not list((built / "build").glob(".release-*"))
    after.communicate()


def _is_ours(process: int) -> bool:
    try:
        return "python" in Path(f"/proc/{process}/cmdline").read_text() and os.getpgid(process) > 0
    except OSError:
        return False
