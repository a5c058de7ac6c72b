"""Who does the work: this process, worker processes on all cores, or a Dask cluster; the same work and the same bytes.

Work is handed over in tasks that are functions with picklable arguments. Worker processes begin to load WeasyPrint as
soon as a build begins, so that it is there when the gradebook has been read. On Linux a server loads it once, and workers
are forked from that one; elsewhere each loads it by itself.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from importlib import import_module
from itertools import chain, islice
from multiprocessing import active_children, get_context, parent_process
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

from certbuild.errors import CertbuildError, Problem, RenderingError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Executor

T = TypeVar("T")

_SHIFT = 250
"""Tasks after which a worker process is renewed: WeasyPrint's memory grows with every certificate, some 25 KB."""
_AHEAD = 4
"""Tasks that wait for each hand: enough that none is ever idle, and that results do not pile up."""
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

    def results(self, work: Callable[..., T], tasks: Iterable[tuple[Any, ...]]) -> Iterator[T]:
        """Begin to do tasks, and yield what comes of each, in whatever order; here none is done before that is asked for."""
        return (work(*task) for task in tasks)

    def begun(self, work: Callable[..., T], *task: object) -> Future[T]:
        """Begin one task, and return what will come of it; where somebody else does it, the caller goes on meanwhile."""
        future: Future[T] = Future()
        try:
            future.set_result(work(*task))
        except (CertbuildError, OSError) as error:
            future.set_exception(error)
        return future

    def begun_after(self, before: Iterable[Future[Any]], work: Callable[..., T], *task: object) -> Future[T]:
        """Begin one task as soon as those before it are done; what one of them has raised comes of it as well."""
        failed = next((future for future in before if future.exception()), None)
        return failed or self.begun(work, *task)

    def result(self, begun: Future[T]) -> T:
        """Return what has come of a task that was begun here; raise what it raised."""
        return begun.result()

    def expects(self, work: Callable[..., object], *task: object) -> None:
        """Let workers that have nothing to do as yet get ready by this work; what comes of it does not matter."""


class _Workers(Crew):
    """Does tasks in an executor's workers."""

    def __init__(self, executor: Executor, hands: int) -> None:
        """Take an executor that does so many tasks at a time."""
        self._executor = executor
        self._hands = hands

    def results(self, work: Callable[..., T], tasks: Iterable[tuple[Any, ...]]) -> Iterator[T]:
        waiting = iter(tasks)
        under_way = {self._executor.submit(work, *task) for task in islice(waiting, self._hands * _AHEAD)}
        return self._done(work, under_way, waiting)

    def _done(self, work: Callable[..., T], under_way: set[Future[T]], waiting: Iterator[tuple[Any, ...]]) -> Iterator[T]:
        try:
            while under_way:
                done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                under_way |= {self._executor.submit(work, *task) for task in islice(waiting, len(done))}
                yield from (task.result() for task in done)
        finally:  # where something went wrong: nothing that is still done shall come after what is done about it
            for task in under_way:
                task.cancel()
            wait(under_way)

    def begun(self, work: Callable[..., T], *task: object) -> Future[T]:
        return self._executor.submit(work, *task)


class _Processes(_Workers):
    """Does tasks in worker processes, which are renewed by and by."""

    def __init__(self, jobs: int) -> None:
        self._script = vars(sys.modules["__main__"]).pop("__file__", None)  # else each worker runs it, and loads all commands
        self._before = set(active_children())
        super().__init__(_pool(jobs), jobs)
        self.hands = jobs
        self._foreman = ThreadPoolExecutor(1)
        """Hands on what depends on something else, such as that workers are ready, while this process goes on."""
        self._preparing: list[Future[Any]] = []
        self.expects(import_module, _PRELOADED)

    def expects(self, work: Callable[..., object], *task: object) -> None:
        self._preparing.append(self._foreman.submit(lambda: self._executor.submit(work, *task).result()))

    def results(self, work: Callable[..., T], tasks: Iterable[tuple[Any, ...]]) -> Iterator[T]:
        waiting = iter(tasks)
        first = list(islice(waiting, self._hands))
        if len(first) < self._hands and not all(future.done() for future in self._preparing):
            # the worker that is getting ready does a few tasks sooner than one that begins now
            ready = self._foreman.submit(lambda: {self._executor.submit(work, *task) for task in first})
            return _or_told(self._when_begun(work, ready))
        shift = self._hands * _SHIFT
        with _told():
            begun = super().results(work, chain(first, islice(waiting, shift - self._hands)))
        return _or_told(self._by_shifts(work, begun, waiting, shift))

    def _when_begun(self, work: Callable[..., T], begun: Future[set[Future[T]]]) -> Iterator[T]:
        yield from self._done(work, begun.result(), iter(()))

    def _by_shifts(
        self, work: Callable[..., T], begun: Iterator[T], waiting: Iterator[tuple[Any, ...]], shift: int
    ) -> Iterator[T]:
        """Do many tasks, of which a first shift has begun."""
        yield from begun
        for task in waiting:
            self._let_go()  # the executor's own max_tasks_per_child can wait for ever (cpython 115634)
            self._executor = _pool(self._hands)
            yield from super().results(work, chain([task], islice(waiting, shift - 1)))

    def begun(self, work: Callable[..., T], *task: object) -> Future[T]:
        with _told():
            return super().begun(work, *task)

    def begun_after(self, before: Iterable[Future[Any]], work: Callable[..., T], *task: object) -> Future[T]:
        def last() -> T:
            for future in before:
                future.result()
            return self._executor.submit(work, *task).result()

        return self._foreman.submit(last) if before else self.begun(work, *task)

    def result(self, begun: Future[T]) -> T:
        with _told():
            return super().result(begun)

    def end(self) -> None:
        """Let the workers go, whatever they do."""
        self._foreman.shutdown(wait=False, cancel_futures=True)
        self._let_go()
        if self._script:
            sys.modules["__main__"].__file__ = self._script

    def _let_go(self) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)
        for child in set(active_children()) - self._before:
            child.kill()
        self._executor.shutdown()


class _Cluster(_Workers):
    """Does tasks on a Dask cluster; what it makes comes back over the network.

    Work of a worker that is lost is done by another one; Dask sees to that.
    """

    shares_files = False

    def begun(self, work: Callable[..., T], *task: object) -> Future[T]:
        return Crew.begun(self, work, *task)


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


def _pool(jobs: int) -> ProcessPoolExecutor:
    context = get_context("forkserver" if _FORKED else "spawn")
    if _FORKED:
        from multiprocessing import forkserver  # noqa: PLC0415 - other systems have none

        context.set_forkserver_preload([_PRELOADED])
        forkserver.ensure_running()
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_end_with_parent)


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
