"""A Dask scheduler and workers as others start them: processes of their own, in another folder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from json import loads
from pathlib import Path
from time import monotonic, sleep

import psutil

HOME = Path(__file__).resolve().parents[2]
PATIENCE = 120.0  # seconds


@dataclass
class Machines:
    """A scheduler with a group of workers, each a process group of its own."""

    address: str
    scheduler: subprocess.Popen[str]
    workers: subprocess.Popen[str]

    def processes(self) -> list[psutil.Process]:
        """The processes that read and analyse; their nannies are not among them."""
        below = psutil.Process(self.workers.pid).children(recursive=True)
        return [one for one in below if is_worker(one)]


def is_worker(process: psutil.Process) -> bool:
    with suppress(psutil.Error):
        return any("spawn_main" in word for word in process.cmdline())
    return False


@contextmanager
def machines(folder: Path, number: int, *options: str, code: Path = HOME) -> Iterator[Machines]:
    """A cluster of this many workers that run this code; nothing of it is left at the end."""
    folder.mkdir(exist_ok=True)
    told = folder / "scheduler.json"
    dask = [sys.executable, "-m", "dask"]
    common = ["--scheduler-file", str(told), "--no-dashboard"]
    started = []
    try:
        started.append(
            _start(
                folder, code, [*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", *common]
            )
        )
        until(lambda: told.is_file() and _address(told) != "", "the scheduler listens")
        spread = ["--nworkers", str(number), "--nthreads", "1", "--host", "127.0.0.1"]
        started.append(
            _start(folder, code, [*dask, "worker", *common, *spread, "--local-directory",
                                  str(folder / "scratch"), *options])
        )  # fmt: skip
        yield Machines(_address(told), *started)
    finally:
        for process in reversed(started):
            end(process)


def _start(folder: Path, code: Path, line: list[str]) -> subprocess.Popen[str]:
    settings = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0", "PYTHONPATH": str(code)}
    with (folder / "log").open("a") as log:
        return subprocess.Popen(
            line, cwd=folder, env=os.environ | settings, stdout=log, stderr=log, text=True,
            start_new_session=True,
        )  # fmt: skip


def _address(told: Path) -> str:
    with suppress(ValueError):
        return str(loads(told.read_text("utf-8"))["address"])
    return ""


def end(process: subprocess.Popen[str]) -> None:
    """End all of a group, at once."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def until(holds: Callable[[], bool], what: str) -> None:
    limit = monotonic() + PATIENCE
    while not holds():
        if monotonic() > limit:
            raise AssertionError(f"waited {PATIENCE:.0f} seconds until {what}")
        sleep(0.05)
