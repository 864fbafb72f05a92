"""A child process and what it says: its memory is freed when it ends, and a hang can be ended."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Generator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from time import monotonic
from typing import Any, TypeVar

Job = TypeVar("Job")
STOPPING = 20  # seconds that a child has to stop cleanly


def messages(
    name: str, target: Callable[[Job, Connection], None], job: Job, limit: float
) -> Generator[Any, None, None]:
    """What a child sends through its pipe until it closes it; close the generator to end the child.

    `target` is called in the child, which starts afresh: it must be importable.

    :raises TimeoutError: the child was still there `limit` seconds after its start.
    """
    context = get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=target, args=(job, sender), name=name)
    child.start()
    sender.close()
    try:
        yield from _heard(receiver, monotonic() + limit)
    finally:
        _end(child)
        receiver.close()


def _heard(receiver: Connection, deadline: float) -> Generator[Any, None, None]:
    while receiver.poll(max(0.0, deadline - monotonic())):
        try:
            message = receiver.recv()
        except EOFError:
            return
        yield message
    raise TimeoutError


def _end(child: SpawnProcess) -> None:
    """Ask the child to stop, then make it, with the group of processes that it leads."""
    child.join(1)
    if child.is_alive():
        child.terminate()
        child.join(STOPPING)
    if child.is_alive() and child.pid:
        leads = os.getpgid(child.pid) == child.pid
        (os.killpg if leads else os.kill)(child.pid, signal.SIGKILL)
        child.join()
