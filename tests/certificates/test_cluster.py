"""Printing past one machine: the same work on a Dask cluster, with a real scheduler and two workers."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from printshop import in_folder, make_certificate, make_course

from certbuild.certificates import production, typeset
from certbuild.crews import Crew, crew
from certbuild.errors import CertbuildError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

QUIET = ["--no-dashboard"]


@contextmanager
def running(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program as long as it is needed."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Start a scheduler and two workers on this machine; yield the scheduler's address, and the workers."""
    dask = [sys.executable, "-m", "dask"]
    port, told = "0", folder / "scheduler.json"
    with running(*dask, "scheduler", "--host", "127.0.0.1", "--port", port, *QUIET, "--scheduler-file", str(told)):
        deadline = time.monotonic() + 60
        while not told.exists() or '"address"' not in told.read_text():
            assert time.monotonic() < deadline
            time.sleep(0.1)
        address = told.read_text().partition('"address": "')[2].partition('"')[0]
        worker = [*dask, "worker", address, "--nthreads", "1", "--no-nanny", *QUIET, "--local-directory", str(folder / "scratch")]
        with running(*worker) as first, running(*worker) as second:
            yield address.replace("tcp://", "dask://"), [first, second]


def test_cluster_that_loses_a_worker_makes_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Printed on a cluster one of whose two workers is killed midway, every certificate is there, with the bytes made here."""
    monkeypatch.setattr(production, "_CHUNK", 3)
    course = make_course(tmp_path)
    roster = [make_certificate("Ann", f"Lee {chr(64 + number)}", number) for number in range(1, 25)]
    here = typeset(course, roster, in_folder(tmp_path / "here"), crew=Crew()).finished()
    with cluster(tmp_path) as (address, workers), crew(4, address) as many:
        done: list[int] = []

        def one_is_lost(count: int) -> None:
            if not done:
                workers[0].kill()
            done.append(count)

        there = typeset(course, roster, in_folder(tmp_path / "there"), crew=many).finished(one_is_lost)
    assert sum(done) == len(roster)
    assert there.digests == here.digests
    assert {file.name: file.read_bytes() for file in (tmp_path / "there").iterdir()} == {
        file.name: file.read_bytes() for file in (tmp_path / "here").iterdir()
    }


@pytest.mark.parametrize(
    ("address", "what", "hint"),
    [
        ("localhost:8786", "is no cluster", "dask://HOST:PORT"),
        pytest.param("dask://127.0.0.1:1", "no scheduler answers", "dask scheduler", marks=pytest.mark.slow),
    ],
)
def test_cluster_that_is_not_there_is_told(address: str, what: str, hint: str) -> None:
    """An address that is none, or where nobody answers, is an error with the remedy."""
    with pytest.raises(CertbuildError) as caught, crew(2, address):
        pass
    (problem,) = caught.value.problems
    assert what in problem.what
    assert hint in problem.hint
