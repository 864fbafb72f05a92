"""The workers: processes of this machine, or those of a cluster that is there already."""

from __future__ import annotations

import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.resource_tracker import ensure_running
from threading import Event, Thread

import dask
from distributed import Client, LocalCluster, Status

from cluster.brief import version
from cluster.warm import ready
from storage.errors import InterruptedRunError, WrongUseError

LOCAL = "local"
PATIENCE = 60  # seconds for an answer of a cluster, or for its first worker
GONE = (Status.failed, Status.closed)
LOOK = 2.0  # seconds between two looks at the workers
LOOPBACK = "127.0.0.1:0"  # where Dask must listen for its status pages; there are none
MEMORY = "2GiB"  # of a worker of ours; one that takes more is ended, and its record set aside
SETTINGS: dict[str, object] = {
    "distributed.admin.tick.interval": "1s",  # not fifty times a second in each process
    # Dask has memory given back at once, and pages take it again: a sixth of the time.
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": None,
    "distributed.scheduler.allowed-failures": 0,  # a part is read again in small steps at once
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.profile.enabled": False,  # nobody looks at it
    "distributed.scheduler.worker-ttl": "60s",
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.comm.timeouts.connect": f"{PATIENCE}s",
}


class ClusterError(WrongUseError):
    """A cluster that cannot be worked with; the message says why and what to do."""


@contextmanager
def workers(address: str, processes: int) -> Iterator[Client]:
    """A client of a cluster: `local` starts this many workers on this machine, on loopback.

    :raises ClusterError: there is no answer, no worker, or workers have another version.
    :raises InterruptedRunError: no worker of this machine starts.
    """
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with dask.config.set(SETTINGS):
        if address == LOCAL:
            with _local() as cluster, Client(cluster) as client, _kept(cluster, processes):
                _await(client)
                yield client
            return
        with _connected(address) as client:
            _check(client)
            yield client


def _local() -> LocalCluster:
    """For workers of one thread; others of this machine cannot give them work: TLS, keys in memory.

    There are none yet: an end that comes while they start finds a cluster that it can close.
    """
    return LocalCluster(
        n_workers=0,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address=LOOPBACK,
        worker_dashboard_address=LOOPBACK,
        memory_limit=MEMORY,
        security=True,
        protocol="tls://",
        silence_logs=logging.CRITICAL,
    )


@contextmanager
def _kept(cluster: LocalCluster, processes: int) -> Iterator[None]:
    """Start workers in place of those that Dask gave up: a process that died while it started."""
    ended = Event()

    def look() -> None:
        while not ended.wait(LOOK):
            for name, nanny in list(cluster.workers.items()):
                if nanny.status in GONE:
                    cluster.workers.pop(name, None)
            if len(cluster.workers) < processes:
                cluster.scale(processes)

    ensure_running()  # where it is started later, it takes the mask from the thread that does
    cluster.sync(_deaf)
    cluster.scale(processes)
    watch = Thread(target=look, daemon=True)
    watch.start()
    try:
        yield
    finally:
        ended.set()
        watch.join()


async def _deaf() -> None:
    """Processes started from this thread leave Ctrl-C to this one, which ends them."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def _await(client: Client) -> None:
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        raise InterruptedRunError(
            f"no process of this machine was ready to work after {PATIENCE} seconds, perhaps for "
            "want of memory; try fewer processes"
        ) from None


def _connected(address: str) -> Client:
    try:
        client = Client(address, timeout=PATIENCE)
        client.wait_for_workers(1, timeout=PATIENCE)
    except (OSError, TimeoutError, TypeError, ValueError) as error:
        told = str(error).splitlines()[0] if str(error) else type(error).__name__
        if isinstance(error, TypeError):  # how Dask says so
            told = "Dask is told of no certificate"
        raise ClusterError(
            f"no cluster with workers at {address}: {told}; "
            "start `dask scheduler` and `dask worker` first, see docs/backfill.md"
        ) from None
    return client


def _check(client: Client) -> None:
    """:raises ClusterError: the code of a worker, or of the scheduler, is not ours."""
    try:
        found = {"the scheduler": client.run_on_scheduler(ready), **client.run(ready)}
    except OSError:
        raise InterruptedRunError(
            "a machine of the cluster went away as its version was asked; run it again"
        ) from None
    except Exception as error:  # whatever a machine that lacks our code raises
        raise ClusterError(
            f"a machine of the cluster cannot run Brouhaha ({type(error).__name__}: {error}); "
            "install this version on all, the scheduler's too"
        ) from None
    if others := sorted(name for name, theirs in found.items() if theirs != version()):
        raise ClusterError(
            f"{len(others)} of {len(found)} machines have another version of Brouhaha, or of its "
            f"libraries (the first is {others[0]}); install the same on all machines"
        )
