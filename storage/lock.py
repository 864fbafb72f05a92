"""One writer at a time, over all processes; the kernel frees the lock of a dead one."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from storage.errors import FULL, WrongUseError


class LockedError(Exception):
    """Another run is writing to the database."""


@contextmanager
def writing(db: Path) -> Iterator[None]:
    """Hold the right to write to a database, in `<db>.lock` beside it.

    :raises LockedError: another process holds it; the message names that process.
    :raises WrongUseError: the folder is missing, or nothing can be written there.
    """
    with _opened(Path(f"{db}.lock")) as file:
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


def _opened(path: Path) -> TextIO:
    try:
        return path.open("a+", encoding="ascii")
    except OSError as error:
        if error.errno in FULL:
            raise
        raise WrongUseError(
            f"cannot write {path} ({error.strerror}); the folder of a database must be there, and "
            "writable for whoever works on it"
        ) from None
