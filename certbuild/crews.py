"""Who does the work: this process, worker processes on all cores, or a Dask cluster; the same work and the same bytes.

Work is handed over in tasks that are functions with picklable arguments. Worker processes begin to load WeasyPrint as
soon as a build begins, so that it is there when the gradebook has been read. On Linux a server loads it once, and workers
are forked from that one; elsewhere each loads it by itself.
"""

from __future__ import annotations

import os
import signal
import sys
from collections import deque
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from importlib import import_module
from itertools import islice
from multiprocessing import active_children, get_context, parent_process
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, TypeVar

from certbuild.errors import CertbuildError, Problem, RenderingError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Executor

T = TypeVar("T")
P = TypeVar("P")
W = TypeVar("W")

_SHIFT = 250
"""Tasks after which a worker process is renewed: WeasyPrint's memory grows with every certificate, some 25 KB."""
_AHEAD = 2
"""Tasks that each worker has: the one that it does, and one more, so that none is ever idle."""
DASK = "dask://"
_PRELOADED = "certbuild.preloaded"
"""What workers need, and what takes long to load; by its name, since it stands above this module."""
_FORKED = sys.platform == "linux"
"""Whether workers are forked from a server; the libraries of macOS cannot stand that."""


class Crew:
    """Does tasks in this process, one after the other."""

    shares_files = True
    """Whether it can write into this machine's folders."""
    hands = 1
    """How many single tasks that were begun it does at a time."""

    def results(self, work: Callable[..., T], pieces: Iterable[P], task_of: Callable[[P], tuple[Any, ...]]) -> Iterator[T]:
        """Begin to do pieces of work, and yield what comes of each, in whatever order.

        `task_of` gives a piece's arguments for `work`, as late as can be. Here none is done before it is asked for.
        """
        return (work(*task_of(piece)) for piece in pieces)

    def begun(self, work: Callable[..., T], *task: object) -> Future[T]:
        """Begin one task, and return what will come of it; where somebody else does it, the caller goes on meanwhile."""
        future: Future[T] = Future()
        try:
            future.set_result(work(*task))
        except (CertbuildError, OSError) as error:
            future.set_exception(error)
        return future

    def begun_after(self, before: Sequence[Future[Any]], work: Callable[..., T], *task: object) -> Future[T]:
        """Begin one task as soon as those before it are done; what one of them has raised comes of it as well."""
        failed = next((future for future in before if future.exception()), None)
        return failed or self.begun(work, *task)

    def result(self, begun: Future[T]) -> T:
        """Return what has come of a task that was begun here; raise what it raised."""
        return begun.result()

    def expects(self, work: Callable[..., object], *task: object) -> None:
        """Let workers that have nothing to do as yet get ready by this work; what comes of it does not matter."""


class _Processes(Crew):
    """Does tasks in worker processes."""

    def __init__(self, jobs: int) -> None:
        self._script = vars(sys.modules["__main__"]).pop("__file__", None)  # else each worker runs it, and loads all commands
        self._before = set(active_children())
        self.hands = jobs
        self._workers = [_Worker() for _ in range(jobs)]
        self._foreman = ThreadPoolExecutor(1)
        """Begins what must wait for something else, such as the server, while this process goes on."""
        self._handing_out = Lock()
        self._preparing: list[Future[Future[Any]]] = []
        self.expects(import_module, _PRELOADED)

    def expects(self, work: Callable[..., object], *task: object) -> None:
        self._preparing.append(self._foreman.submit(self._workers[0].begin, work, *task))

    def results(self, work: Callable[..., T], pieces: Iterable[P], task_of: Callable[[P], tuple[Any, ...]]) -> Iterator[T]:
        """Begin to do pieces of work, as `Crew.results`; half of the workers begin with the last ones.

        Those that are alike follow each other, and a worker does the second of them sooner than the first.
        """
        waiting = deque(pieces)
        wait(self._preparing)
        # the worker that is getting ready does a few tasks sooner than one that begins now
        workers = self._workers if len(waiting) >= self.hands or not self._workers[0].busy else self._workers[:1]
        takes = {worker: (waiting.popleft, waiting.pop)[number % 2] for number, worker in enumerate(workers)}
        under_way: dict[Future[T], _Worker] = {}

        def begin(worker: _Worker) -> None:
            if waiting:
                under_way[worker.begin(work, *task_of(takes[worker]()))] = worker

        with _told():
            for worker in workers * _AHEAD:
                begin(worker)
        return _or_told(_as_they_end(under_way, begin))

    def begun(self, work: Callable[..., T], *task: object) -> Future[T]:
        wait(self._preparing)
        with _told(), self._handing_out:
            return min(self._workers, key=lambda worker: worker.busy).begin(work, *task)

    def begun_after(self, before: Sequence[Future[Any]], work: Callable[..., T], *task: object) -> Future[T]:
        def last() -> T:
            wait(before)  # all of them, so that none is at work any more where one has failed
            for future in before:
                future.result()
            return self.begun(work, *task).result()

        return self._foreman.submit(last) if before else self.begun(work, *task)

    def result(self, begun: Future[T]) -> T:
        with _told():
            return super().result(begun)

    def end(self) -> None:
        """Let the workers go, whatever they do."""
        self._foreman.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            worker.executor.shutdown(wait=False, cancel_futures=True)
        for child in set(active_children()) - self._before:
            child.kill()
        for worker in self._workers:
            worker.executor.shutdown()
        if self._script:
            sys.modules["__main__"].__file__ = self._script


class _Worker:
    """A worker process, which begins when it gets its first task, and is renewed by and by."""

    def __init__(self) -> None:
        self.executor = _pool()
        self._given = 0
        self._under_way: set[Future[Any]] = set()

    @property
    def busy(self) -> int:
        """How many of its tasks are not done yet."""
        self._under_way = {future for future in self._under_way if not future.done()}
        return len(self._under_way)

    def begin(self, work: Callable[..., T], *task: object) -> Future[T]:
        """Have it do one more task."""
        if self._given >= _SHIFT:
            self.executor.shutdown(wait=False)  # its process ends with what it still has to do
            self.executor, self._given = _pool(), 0  # the executor's own max_tasks_per_child can wait for ever (cpython 115634)
        future = self.executor.submit(work, *task)
        self._given += 1
        self._under_way.add(future)
        return future


class _Cluster(Crew):
    """Does tasks on a Dask cluster; what it makes comes back over the network.

    Work of a worker that is lost is done by another one; Dask sees to that.
    """

    shares_files = False

    def __init__(self, executor: Executor, threads: int) -> None:
        """Take the executor of a cluster that does so many tasks at a time."""
        self._executor = executor
        self._threads = threads

    def results(self, work: Callable[..., T], pieces: Iterable[P], task_of: Callable[[P], tuple[Any, ...]]) -> Iterator[T]:
        waiting = iter(pieces)
        under_way: dict[Future[T], None] = {}

        def begin(_: None) -> None:
            for piece in islice(waiting, 1):
                under_way[self._executor.submit(work, *task_of(piece))] = None

        for _ in range(self._threads * _AHEAD):
            begin(None)
        return _as_they_end(under_way, begin)


def _as_they_end(under_way: dict[Future[T], W], begin: Callable[[W], None]) -> Iterator[T]:
    """Yield what comes of tasks as they end, each given with who does it; `begin` adds that one's next task."""
    try:
        while under_way:
            done, _ = wait(under_way, return_when=FIRST_COMPLETED)
            for task in done:
                begin(under_way.pop(task))
            yield from (task.result() for task in done)
    finally:  # where something went wrong: nothing that is still done shall come after what is done about it
        for task in under_way:
            task.cancel()
        wait(under_way)


@contextmanager
def crew(jobs: int, cluster: str = "") -> Iterator[Crew]:
    """Have work done by so many processes, or by the Dask cluster whose scheduler has this address (``dask://HOST:PORT``).

    Processes begin at once to load what they need. Raises `CertbuildError` where there is no such cluster, or it cannot
    be reached.
    """
    if cluster:
        with _cluster(cluster) as workers:
            yield workers
    elif jobs == 1:
        yield Crew()
    else:
        processes = _Processes(jobs)
        try:
            yield processes
        finally:
            processes.end()


@contextmanager
def _cluster(address: str) -> Iterator[_Cluster]:
    if not address.startswith(DASK):
        hint = f"write it as {DASK}HOST:PORT, the address of a Dask scheduler"
        raise CertbuildError(Problem("--executor", f'"{address}" is no cluster', hint))
    try:
        from distributed import Client  # noqa: PLC0415 - an extra that few install
    except ImportError:
        hint = "install the extra: pip install 'certbuild[cluster]'"
        raise CertbuildError(Problem("--executor", "the library distributed is not installed", hint)) from None
    try:
        client = Client(address.replace(DASK, "tcp://", 1), timeout=5)
    except OSError as error:
        hint = "see that `dask scheduler` runs there and that this machine may reach it"
        raise CertbuildError(Problem("--executor", f"no scheduler answers at {address}: {error}", hint)) from None
    with client:
        yield _Cluster(client.get_executor(pure=False), max(1, sum(client.nthreads().values())))


def _pool() -> ProcessPoolExecutor:
    context = get_context("forkserver" if _FORKED else "spawn")
    if _FORKED:
        from multiprocessing import forkserver, resource_tracker  # noqa: PLC0415 - other systems have none

        context.set_forkserver_preload([_PRELOADED])
        resource_tracker.ensure_running()  # before the signal is held back, since it lets it through again
        with _without_interrupts():
            forkserver.ensure_running()
    return ProcessPoolExecutor(1, mp_context=context, initializer=_end_with_parent)


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Start a process that Ctrl+C never reaches, not even while it starts; who started it says when it ends."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _or_told(results: Iterator[T]) -> Iterator[T]:
    with _told():
        yield from results


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except BrokenProcessPool:
        hint = "it may have run out of memory: try again with --jobs 1"
        raise RenderingError(Problem("certificates", "a worker process ended before its work was done", hint)) from None


def _end_with_parent() -> None:
    """End this worker as soon as the program that started it has ended, also by being killed."""
    parent = parent_process()

    def watch() -> None:
        if parent:
            parent.join()
        os._exit(1)

    Thread(target=watch, daemon=True).start()
