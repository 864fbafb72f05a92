"""Jobs done by many workers at once, whose results come in the order of the jobs."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol, TypeVar

from distributed import Client, Future, wait
from distributed.scheduler import KilledWorker

from cluster.brief import OtherVersionError
from cluster.workers import ClusterError
from storage.errors import InterruptedRunError

LOOK = 5.0  # seconds between two looks at the workers
GONE = "the cluster is gone; what was stored is kept, run it again"
AHEAD = 4  # jobs handed out for each worker; none is done long before its turn


@dataclass(frozen=True, slots=True)
class Call:
    """A function of a module that workers have, and what it is given."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]


class Job(Protocol):
    """Work that takes one call or, where something goes wrong, several."""

    def call(self) -> Call | None:
        """What is to be done next; `None` once the job is done."""

    def take(self, result: Any) -> None:
        """The result of the last call."""

    def lose(self, why: str) -> None:
        """The last call ended the worker, or could not be finished."""


JobT = TypeVar("JobT", bound=Job)


def in_order(client: Client, jobs: Iterable[JobT]) -> Iterator[JobT]:
    """The jobs, done, in their order; a bounded number is under way.

    :raises ClusterError: a worker has another version of the code.
    :raises InterruptedRunError: the cluster is gone.
    """
    source, waiting = iter(jobs), deque[JobT]()
    under_way: dict[Future[Any], JobT] = {}
    while True:
        most = AHEAD * max(1, _workers(client))
        for job in islice(source, max(0, most - len(waiting))):
            waiting.append(job)
            _submit(client, job, under_way)
        if not waiting:
            return
        if waiting[0].call() is None:
            yield waiting.popleft()
            continue
        for future in _ended(under_way):
            job = under_way.pop(future)
            _settle(future, job)
            _submit(client, job, under_way)


def _workers(client: Client) -> int:
    try:
        return len(client.ncores())
    except OSError:
        raise InterruptedRunError(GONE) from None


def _ended(under_way: Iterable[Future[Any]]) -> list[Future[Any]]:
    """Those that ended; after a while none, so that it is seen whether there are more workers."""
    try:
        return list(wait(list(under_way), timeout=LOOK, return_when="FIRST_COMPLETED").done)
    except TimeoutError:
        return []
    except CancelledError:  # the scheduler is gone, or someone took the work from it
        raise InterruptedRunError(GONE) from None


def _submit(client: Client, job: JobT, under_way: dict[Future[Any], JobT]) -> None:
    if call := job.call():
        under_way[client.submit(call.function, *call.arguments, pure=False)] = job


def _settle(future: Future[Any], job: Job) -> None:
    if future.status == "finished":
        job.take(future.result())
    elif future.status == "error":
        error = future.exception()
        if isinstance(error, OtherVersionError):
            raise ClusterError(f"{error}; install the same version of Brouhaha on all machines")
        if isinstance(error, KilledWorker):
            job.lose("it ended the process that read it")
        else:
            job.lose(f"{type(error).__name__}: {error}")
    else:
        raise InterruptedRunError(GONE)
    future.release()
