"""Wall time, CPU and memory of a program and of all processes that it starts (Linux)."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

HOME = Path(__file__).resolve().parents[1]
EVERY = 0.5  # seconds between two looks at the memory
SUBREAPER = 36  # of prctl: whoever loses its parent becomes ours, and its CPU is counted


@dataclass(frozen=True)
class Cost:
    """What a program took; `said` is its last line."""

    wall: float  # seconds
    cpu: float  # seconds
    memory: int  # bytes, the most that all its processes had at once
    said: str


def cost(*arguments: str, besides: int, python: str = sys.executable) -> Cost:
    """Run a Python program to its end; the process `besides` is no part of it.

    :raises subprocess.CalledProcessError: it failed; what it wrote is shown.
    """
    ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    before, start, ended, most = _cpu(), time.monotonic(), Event(), [0]
    watch = Thread(target=_watch, args=(ended, most, besides))
    watch.start()
    try:
        done = subprocess.run(
            [python, *arguments], cwd=HOME, check=True, stdout=subprocess.PIPE, text=True
        )
    finally:
        ended.set()
        watch.join()
    wall = time.monotonic() - start
    _wait_for_orphans(besides)
    return Cost(wall, _cpu() - before, most[0], (done.stdout.strip().splitlines() or [""])[-1])


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _wait_for_orphans(besides: int) -> None:
    while left := [process for process in _below(os.getpid()) if process != besides]:
        for process in left:
            with suppress(ChildProcessError):  # a child of a child; it will be ours
                os.waitpid(process, os.WNOHANG)
        time.sleep(0.05)


def _watch(ended: Event, most: list[int], besides: int) -> None:
    while not ended.wait(EVERY):
        sizes = (_size(process) for process in _below(os.getpid()) if process != besides)
        most[0] = max(most[0], sum(sizes))


def _below(process: int) -> list[int]:
    """The processes that descend from one."""
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(path.parent.name))
    found, left = [], [process]
    while left:
        children = parents.get(left.pop(), [])
        found += children
        left += children
    return found


def _size(process: int) -> int:
    """Bytes of a process; what it shares with others is divided among them."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
