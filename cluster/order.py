"""Jobs done by many workers at once, whose results come in the order of the jobs."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from itertools import islice
from time import monotonic
from typing import Any, Generic, Protocol, TypeVar

from distributed import Client, Future
from distributed.client import ClosedClientError

from cluster.calls import AGAIN, LOST, Call, Outcome, ended, gone, outcome
from cluster.warm import warm
from cluster.workers import PATIENCE
from storage.errors import InterruptedRunError

AHEAD = 4  # jobs handed out for each worker; none is done long before its turn
LOSSES = 2  # of workers, and a job is a suspect
COLD = 30  # workers that may end in a row before they have loaded what calls need


class Job(Protocol):
    """Work that takes one call or, where something goes wrong, several."""

    def call(self) -> Call | None:
        """What is to be done next; `None` once the job is done."""

    def take(self, result: Any) -> None:
        """The result of the last call."""

    def lose(self, why: str) -> None:
        """The last call ended a worker that had nothing else to do, or could not be finished."""


JobT = TypeVar("JobT", bound=Job)


def in_order(client: Client, jobs: Iterable[JobT]) -> Iterator[JobT]:
    """The jobs, done, in their order; a bounded number is under way.

    :raises ClusterError: a worker cannot run this code, or has another version of it.
    :raises InterruptedRunError: the cluster is gone, or has no workers that live.
    """
    source, waiting = iter(jobs), deque[JobT]()
    work = _Work[JobT](client)
    while True:
        most = AHEAD * max(1, len(work.workers()))
        for job in islice(source, max(0, most - len(waiting))):
            waiting.append(job)
            work.add(job)
        if not waiting:
            return
        work.begin()
        if waiting[0].call() is None:
            yield waiting.popleft()
        else:
            work.settle()


class _Work(Generic[JobT]):
    """The calls under way, and the jobs whose next call is to begin.

    A worker may be lost for reasons of its own, and takes all calls with it that waited there. So
    a job that was there too often is a suspect, whose calls are tried one by one, nothing beside.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._ready: deque[JobT] = deque()
        self._suspects: deque[JobT] = deque()
        self._losses: Counter[JobT] = Counter()
        self._under_way: dict[Future[Any], JobT] = {}
        self._seen = monotonic()  # when there last was a worker

    def add(self, job: JobT) -> None:
        """Let the next call of a job begin when it can."""
        if job.call() is None:
            self._losses.pop(job, None)
        elif self._losses[job] < LOSSES:
            self._ready.append(job)
        else:
            self._suspects.append(job)

    def workers(self) -> set[str]:
        """The addresses of those that are there; none while all are away, which ends soon."""
        if not (scheduler := self._client.scheduler):
            raise gone()
        try:
            known = self._client.sync(scheduler.ncores, callback_timeout=PATIENCE)
        except (OSError, ClosedClientError):
            raise gone() from None
        if known:
            self._seen = monotonic()
        elif monotonic() - self._seen > PATIENCE:
            raise InterruptedRunError(
                f"there was no worker for {PATIENCE} seconds: start some; {AGAIN}"
            )
        return set(known)

    def begin(self) -> None:
        """Hand out what is ready; a suspect is tried once all else has ended."""
        if not self._suspects:
            while self._ready:
                job = self._ready.popleft()
                if call := job.call():
                    self._under_way[call.begin(self._client)] = job
        elif not self._under_way:
            self._try(self._suspects.popleft())

    def settle(self) -> None:
        """Wait until calls have ended, for a while."""
        for future in ended(list(self._under_way)):
            if found := outcome(future):
                job = self._under_way.pop(future)
                if found.is_lost:
                    self._losses[job] += 1
                else:
                    _tell(job, found)
                self.add(job)

    def _try(self, job: JobT) -> None:
        if call := job.call():
            worker = self._warm(Call(warm, (call.brief,)))
            _tell(job, self._outcome(call.begin(self._client, worker), worker))
            self.add(job)

    def _warm(self, call: Call) -> str:
        """The address of a worker that has loaded what calls need, and lives: some end at birth."""
        for _ in range(COLD):
            found = self._outcome(call.begin(self._client))
            if not found.error:
                return str(found.result)
            if not found.is_lost:
                raise InterruptedRunError(f"a worker cannot begin: {found.error}; {AGAIN}")
        raise InterruptedRunError(
            f"{COLD} workers in a row ended before they had loaded what they need, perhaps for "
            f"want of memory; {AGAIN}"
        )

    def _outcome(self, call: Future[Any], worker: str = "") -> Outcome:
        """What the only call under way ends with; a loss where its `worker` is there no more."""
        while True:
            for done in ended([call]):
                if found := outcome(done):
                    return found
            there = self.workers()
            if worker and worker not in there:
                call.release()
                return LOST


def _tell(job: Job, found: Outcome) -> None:
    if found.error:
        job.lose(found.error)
    else:
        job.take(found.result)
