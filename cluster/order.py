"""Jobs done by many workers at once, whose results come in the order of the jobs."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol, TypeVar

from distributed import Client, Future, as_completed
from distributed.scheduler import KilledWorker

from cluster.brief import OtherVersionError
from cluster.workers import ClusterError
from storage.errors import InterruptedRunError

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
    done = as_completed()
    while True:
        most = AHEAD * max(1, len(client.ncores()))
        for job in islice(source, max(0, most - len(waiting))):
            waiting.append(job)
            _submit(client, job, under_way, done)
        while waiting and waiting[0].call() is None:
            yield waiting.popleft()
        if not waiting:
            if (following := next(source, None)) is None:
                return
            waiting.append(following)
            _submit(client, following, under_way, done)
        if waiting and waiting[0].call() is not None:
            future = next(done)
            job = under_way.pop(future)
            _settle(future, job)
            _submit(client, job, under_way, done)


def _submit(
    client: Client, job: JobT, under_way: dict[Future[Any], JobT], done: as_completed
) -> None:
    if call := job.call():
        future = client.submit(call.function, *call.arguments, pure=False)
        under_way[future] = job
        done.add(future)


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
        raise InterruptedRunError("the cluster is gone; what was stored is kept, run it again")
    future.release()
