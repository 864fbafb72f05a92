"""What a person is told: the message says what is wrong, where, and what to do."""

from __future__ import annotations

import errno
import sqlite3

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class WrongUseError(Exception):
    """What was asked for or given cannot be used; nothing stored was changed."""


class InterruptedRunError(Exception):
    """A run could not go on; what it had stored is kept."""


def is_damage(error: sqlite3.Error) -> bool:
    """Whether pages of the file cannot be read, rather than that a statement was wrong."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in DAMAGE


def unwritten(what: str, error: Exception) -> str:
    """Why the database or the archive could not be written to, and what to do.

    >>> unwritten("archive", OSError(28, "No space left on device"))
    'cannot write to the archive: No space left on device; what was stored before is kept; make
    room and run it again'
    """
    code, number = getattr(error, "sqlite_errorcode", None), getattr(error, "errno", None)
    words = getattr(error, "strerror", None) or str(error)
    is_full = code == sqlite3.SQLITE_FULL or number in FULL
    advice = "make room and run it again" if is_full else "run it again once it can be written to"
    return f"cannot write to the {what}: {words}; what was stored before is kept; {advice}"
