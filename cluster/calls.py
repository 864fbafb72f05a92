"""Calls that workers make, and what they end with."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError
from dataclasses import dataclass
from typing import Any

from distributed import Client, Future, wait
from distributed.scheduler import KilledWorker

from cluster.brief import Brief, OtherVersionError
from cluster.workers import PATIENCE, ClusterError
from storage.errors import InterruptedRunError

LOOK = 5.0  # seconds between two looks at the workers
AGAIN = "what was stored is kept, run it again"


@dataclass(frozen=True, slots=True)
class Call:
    """A function of a module that workers have, and what it is given."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]

    @property
    def brief(self) -> Brief | None:
        """What a worker loads for it, if anything."""
        return next((each for each in self.arguments if isinstance(each, Brief)), None)

    def begin(self, client: Client, worker: str = "") -> Future[Any]:
        """Hand it out, to this worker or to any."""
        where = {"workers": [worker]} if worker else {}
        return client.submit(self.function, *self.arguments, pure=False, **where)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call ended with: a result, or why there is none; `is_lost` where its worker is."""

    result: Any = None
    error: str = ""
    is_lost: bool = False


LOST = Outcome(error="it ended the process that read it", is_lost=True)


def ended(calls: list[Future[Any]]) -> list[Future[Any]]:
    """Those that ended; after a while none, so that it is seen whether there are workers.

    :raises InterruptedRunError: the cluster is gone.
    """
    if not calls:
        return []
    try:
        done = wait(calls, LOOK, "FIRST_COMPLETED").done
    except TimeoutError:
        return []
    except CancelledError:  # the scheduler is gone, or someone took the work from it
        raise gone() from None
    return [call for call in calls if call in done]


def outcome(call: Future[Any]) -> Outcome | None:
    """What a call ended with; none yet where the worker with the result is slow, or no more.

    :raises ClusterError: a worker cannot run this code, or has another version of it.
    :raises InterruptedRunError: the cluster is gone.
    """
    try:
        return Outcome(call.result(PATIENCE))
    except CancelledError:
        raise gone() from None
    except (OtherVersionError, ImportError) as error:
        told = f"{error}; install the same version of Brouhaha on all machines"
        raise ClusterError(told) from None
    except KilledWorker:
        return LOST
    except Exception as error:  # whatever ended it
        is_late = isinstance(error, TimeoutError) and call.status != "error"
        told = str(error).strip().partition("\n")[0]
        return None if is_late else Outcome(error=f"{type(error).__name__}: {told}")


def gone() -> InterruptedRunError:
    return InterruptedRunError(f"the cluster is gone; {AGAIN}")
