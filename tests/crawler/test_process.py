"""A child that hangs is ended, with all that it started."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from crawler import process

HANGS = 300  # seconds


def hang(held: str, pipe: Connection) -> None:
    """Lead a group as a crawl does, have another process hold a lock, and be deaf to SIGTERM."""
    os.setpgrp()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with Path(held).open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        subprocess.Popen(["sleep", str(HANGS)], stdin=file)
    pipe.send("it is held")
    time.sleep(HANGS)


def test_a_hang_is_ended_with_its_group(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(process, "STOPPING", 1)
    (tmp_path / "held").touch()
    heard = process.messages("hang", hang, str(tmp_path / "held"), 10)
    assert next(heard) == "it is held"
    with pytest.raises(TimeoutError):
        next(heard)
    assert is_free(tmp_path / "held")


def is_free(held: Path) -> bool:
    """Whether nobody holds it, after the moment that a killed process takes to end."""
    with held.open() as file:
        for _ in range(50):
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(0.1)
            else:
                return True
    return False
