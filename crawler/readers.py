"""Worker processes that read pages: none keeps the reactor, none brings another down."""

from __future__ import annotations

import asyncio
import faulthandler
import gc
import os
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache, partial
from multiprocessing import active_children, forkserver, get_context
from types import FrameType
from typing import ParamSpec, TypeVar

from storage.orphans import end_with_parent

Parameters = ParamSpec("Parameters")
R = TypeVar("R")
SECONDS = 20  # for one page; the median takes 0.03
GRACE = 10  # seconds more until a worker that no longer runs Python code is ended
GARBAGE = 20_000  # new objects until garbage is looked for: a page makes many, few in cycles
TASKS = 2000  # pages until a worker is replaced, so that memory cannot grow


class UnreadablePageError(Exception):
    """The page took too long, or ended the process that read it."""


class _TooSlow(BaseException):
    """Not an `Exception`, so that no library swallows it."""


class Readers:
    """A pool of processes, replaced when one of them dies."""

    def __init__(self, processes: int) -> None:
        self._processes = processes
        self._pool = _pool(processes)
        self._alone = asyncio.Lock()

    async def run(
        self, function: Callable[Parameters, R], *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> R:
        """Call a function in a worker; what it raises is raised here.

        :raises UnreadablePageError: it took too long, or the worker died of it.
        """
        pool, call = self._pool, partial(function, *args, **kwargs)
        try:
            return await asyncio.wrap_future(pool.submit(_bounded, call))
        except BrokenProcessPool:
            if self._pool is pool:
                self._pool = _pool(self._processes)
        # All pages under way are lost with a worker; by itself the guilty one shows.
        async with self._alone:
            with _pool(1) as single:
                try:
                    return await asyncio.wrap_future(single.submit(_bounded, call))
                except BrokenProcessPool:
                    raise UnreadablePageError("the page ended the process that read it") from None

    def close(self) -> None:
        """End all workers of this process, whatever they are at."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        for worker in active_children():
            worker.terminate()


def start() -> None:
    """Have the server loaded from which the processes will fork, while the caller goes on."""
    get_context("forkserver").set_forkserver_preload(["crawler.warm"])
    forkserver.ensure_running()


def _pool(processes: int) -> ProcessPoolExecutor:
    start()
    context = get_context("forkserver")
    return ProcessPoolExecutor(processes, context, initializer=_prepare, max_tasks_per_child=TASKS)


def _prepare() -> None:
    """Ctrl-C is for the process above; a worker ends with it, in whatever way it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, _stop)
    gc.set_threshold(GARBAGE)
    end_with_parent()


def _stop(number: int, frame: FrameType | None) -> None:
    raise _TooSlow


@cache
def _nowhere() -> int:
    return os.open(os.devnull, os.O_WRONLY)


def _bounded(call: Callable[[], R]) -> R:
    signal.alarm(SECONDS)
    faulthandler.dump_traceback_later(SECONDS + GRACE, exit=True, file=_nowhere())
    try:
        return call()
    except _TooSlow:
        raise UnreadablePageError(f"took more than {SECONDS} seconds to read") from None
    finally:
        signal.alarm(0)
        faulthandler.cancel_dump_traceback_later()
