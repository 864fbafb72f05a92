"""Whoever writes to the database is killed in the middle of a transaction, again and again."""

from __future__ import annotations

import fcntl
import os
import struct
import subprocess
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from time import monotonic, sleep

from tests.survival.watch import Watch, ended, kill, kill_group

KILLS = 10
LOCK = "hhqqi"  # struct flock: type, whence, start, length, process
WRITING = 120  # the byte of the -shm file that who writes has locked (SQLite's format of the WAL)


def test_ten_kills_within_a_transaction(watch: Callable[..., Watch]) -> None:
    random, watched = Random(9), watch("written", 2, 4)
    killed: Counter[str] = Counter()
    for number in range(4 * KILLS):
        if killed.total() < KILLS:
            watched.mills.grow(2)
            transaction = random.randrange(1, 12)
            who = kill_while_writing(watched, transaction, alone=number % 2 == 0)
            print(f"{number}: killed {[*who]} in transaction {transaction}")
            killed += who
    assert killed.total() == KILLS and len(killed) > 1, killed
    watched.finish("run")
    watched.check()


def kill_while_writing(watch: Watch, transactions: int, *, alone: bool) -> Counter[str]:
    """Kill who writes, alone or with all, within one of the transactions; nobody if none comes."""
    run = watch.start("run")
    with ended(run):
        pid = writer(watch.db, run, transactions)
        if not pid or (run.poll() is not None):
            return Counter()
        who = "run" if pid == run.pid else "crawl"
        if alone:
            kill(pid)
            run.wait(120)
        else:
            kill_group(run)
    return Counter([who])


def writer(db: Path, run: subprocess.Popen[bytes], transactions: int) -> int:
    """The process that has this transaction open, the first being 1; 0 where there is none."""
    seen, before, end = 0, 0, monotonic() + 120
    while run.poll() is None and monotonic() < end:
        if (pid := holder(db)) and not before:
            seen += 1
            if seen == transactions:
                return pid
        before = pid
        sleep(0.0005)
    return 0


def holder(db: Path) -> int:
    """The process that writes now, as the kernel knows it."""
    with suppress(OSError), Path(f"{db}-shm").open("r+b") as shared:
        asked = struct.pack(LOCK, fcntl.F_WRLCK, os.SEEK_SET, WRITING, 1, 0)
        kind, *_, pid = struct.unpack(LOCK, fcntl.fcntl(shared, fcntl.F_GETLK, asked))
        return pid if kind != fcntl.F_UNLCK else 0
    return 0
