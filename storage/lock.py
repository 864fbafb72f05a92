"""One writer at a time, over all processes; the kernel frees the lock of a dead one."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class LockedError(Exception):
    """Another run is writing to the database."""


@contextmanager
def writing(db: Path) -> Iterator[None]:
    """Hold the right to write to a database, in `<db>.lock` beside it.

    :raises LockedError: another process holds it; the message names that process.
    """
    with Path(f"{db}.lock").open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise LockedError(
                f"another run is writing to {db} (process {holder}); wait for it to end"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
