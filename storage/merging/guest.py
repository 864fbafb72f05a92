"""The other database: looked at without a change, and copied as it stands at one moment."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlite_utils import Database

from storage.errors import WrongUseError
from storage.schema import migrations
from storage.store import opened


class MergeError(WrongUseError):
    """Databases that cannot be brought together; nothing was changed."""


def topic_of(path: Path) -> str:
    """The topic that a database watches; empty where it watches none yet.

    :raises MergeError: the file is missing, no database of ours, or of a newer version.
    """
    if not path.is_file():
        raise MergeError(f"no database at {path}")
    try:
        with closing(_read_only(path)) as db:
            _check(path, db)
            found = db.execute("SELECT id FROM topics").fetchone()
    except sqlite3.DatabaseError as error:
        raise MergeError(f"{path} cannot be read: {error}") from None
    return str(found[0]) if found else ""


@contextmanager
def guest(path: Path, mine: Path) -> Iterator[Database]:
    """A copy of a database at this version's schema, in a folder beside `mine` for the while.

    It is of one moment, whoever writes to the database; what a killed merge left is cleared away.
    """
    for left in mine.absolute().parent.glob(f".{mine.name}-merge-*"):
        shutil.rmtree(left, ignore_errors=True)
    with TemporaryDirectory(prefix=f".{mine.name}-merge-", dir=mine.absolute().parent) as folder:
        copy = Path(folder) / "other.db"
        try:
            with closing(_read_only(path)) as source, closing(sqlite3.connect(copy)) as target:
                source.backup(target)
        except sqlite3.DatabaseError as error:
            raise MergeError(f"{path} cannot be copied: {error}") from None
        with opened(copy) as db:
            yield db


def _check(path: Path, db: sqlite3.Connection) -> None:
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
    if "_sqlite_migrations" not in tables:
        kind = "a public copy, without texts" if "edition" in tables else "no database of ours"
        raise MergeError(f"{path} is {kind}; give a database that `brouhaha run` made")
    applied = {name for (name,) in db.execute("SELECT name FROM _sqlite_migrations")}
    if unknown := sorted(applied - {migration.name for migration in migrations._migrations}):
        raise MergeError(
            f"{path} was written by a newer Brouhaha (it has {', '.join(unknown)}); "
            "update the program on this machine"
        )


def _read_only(path: Path) -> sqlite3.Connection:
    """A connection that cannot write; in a folder that cannot be written to, nobody else does."""
    address = path.resolve().as_uri()
    db = sqlite3.connect(f"{address}?mode=ro", uri=True, timeout=60)
    try:
        db.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        db.close()
        if Path(f"{path}-wal").exists():
            raise
        db = sqlite3.connect(f"{address}?mode=ro&immutable=1", uri=True)
    return db
