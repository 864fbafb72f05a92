"""A copy of the database made while it is written to, with a list of the archive it needs."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from sqlite_utils import Database

from storage.errors import InterruptedRunError, WrongUseError
from storage.lock import writing
from storage.store import now, opened

PIECE = 1 << 20  # bytes
# what a former database of this name has left: SQLite would write it into the restored one
LOGS = ("-wal", "-journal")
_ENDS = """
    SELECT warc_file, MAX(warc_offset + warc_length) FROM fetches
    WHERE warc_file <> '' AND warc_length IS NOT NULL GROUP BY 1 ORDER BY 1
"""


class BackupError(WrongUseError):
    """A backup cannot be made or taken as asked; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file: its first `bytes` have this digest, None where they are not there to be read.

    Files of the archive only grow, so that a later state still begins with these bytes.
    """

    file: str
    bytes: int
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup is: when it was made, the copy itself, and the archive that it names."""

    made_at: str
    schema: str
    articles: int
    database: Part
    archive: tuple[Part, ...]


_JSON = TypeAdapter(Manifest)


def manifest_of(backup: Path) -> Path:
    """Where the manifest of a backup is."""
    return backup.with_name(f"{backup.name}.json")


def backup(db: Path, target: Path, archive: Path) -> Manifest:
    """Copy a database as it is at one moment, others may write meanwhile; the copy is checked.

    It has its name once it is whole and on the disk. `archive` is the folder of the WARC files.

    :raises BackupError: the target is there already, or its disk is too full.
    :raises InterruptedRunError: the copy is not sound; it is deleted.
    """
    if target.exists() or manifest_of(target).exists():
        raise BackupError(f"{target} is there already; give a new name")
    _check_folder(target)
    new, written = (target.with_name(f"{target.name}{end}") for end in (".new", ".json.new"))
    with opened(db, create=False) as store, writing(target):
        try:
            _check_room(db, target)
            new.unlink(missing_ok=True)
            _copy(store, new)
            made = _described(new, target.name, archive)
            _to_disk(new)
            written.write_bytes(_JSON.dump_json(made, indent=1) + b"\n")
            _to_disk(written)
            written.replace(manifest_of(target))
            new.replace(target)
        finally:
            new.unlink(missing_ok=True)
            written.unlink(missing_ok=True)
            Path(f"{target}.lock").unlink()
    return made


def restore(source: Path, db: Path, archive: Path) -> Iterator[str]:
    """Put a backup in the place of a database that is not there; a line for what is to be done.

    Files of the archive that are missing, too short or others are told: `archive` is where they
    belong.

    :raises BackupError: there is a database already, or the log of one, or the backup is not as
        its manifest says.
    """
    for there in (db, *(db.with_name(f"{db.name}{log}") for log in LOGS)):
        if there.exists():
            raise BackupError(
                f"{there} is there already; move it away, or give another name with --db"
            )
    _check_folder(db)
    made = _manifest(source)
    if _part(source, made.database.file, made.database.bytes) != made.database:
        raise BackupError(f"{source} is not as its manifest says: it was changed or cut")
    _check_room(source, db)
    new = db.with_name(f"{db.name}.new")
    with writing(db):
        try:
            shutil.copyfile(source, new)
            _to_disk(new)
            new.replace(db)
        finally:
            new.unlink(missing_ok=True)
    return _missing(made, archive)


def _missing(made: Manifest, archive: Path) -> Iterator[str]:
    for part in made.archive:
        path = archive / part.file
        if not path.is_file():
            yield f"{path} is missing: copy it there"
        elif path.stat().st_size < part.bytes:
            yield f"{path} is shorter than when the backup was made: copy it there again"
        elif _part(path, part.file, part.bytes) != part:
            yield f"{path} is not what it was when the backup was made"


def _copy(store: Database, new: Path) -> None:
    try:
        store.execute("VACUUM INTO ?", [str(new)])
    except sqlite3.OperationalError:  # no room, no right to write
        raise
    except sqlite3.DatabaseError as error:
        raise InterruptedRunError(
            f"the database cannot be read ({error}), no backup was made: "
            "`brouhaha verify` says more"
        ) from None


def _described(copy: Path, name: str, archive: Path) -> Manifest:
    """Check a copy, and say what it is."""
    with closing(sqlite3.connect(copy)) as db:
        faults = [row[0] for row in db.execute("PRAGMA integrity_check(10)")]
        if faults != ["ok"]:
            raise InterruptedRunError(
                f"the copy is not sound, as the database may be ({faults[0]}): "
                "`brouhaha verify` says more; no backup was made"
            )
        [schema] = db.execute("SELECT MAX(name) FROM _sqlite_migrations").fetchone()
        [articles] = db.execute("SELECT COUNT(*) FROM articles").fetchone()
        ends = db.execute(_ENDS).fetchall()
    parts = tuple(_part(archive / file, file, end) for file, end in ends)
    whole = _part(copy, name, copy.stat().st_size)
    return Manifest(now(), schema, articles, whole, parts)


def _part(path: Path, name: str, length: int) -> Part:
    """The digest of the first bytes of a file."""
    digest, left = sha256(), length
    if not path.is_file() or path.stat().st_size < length:
        return Part(name, length, None)
    with path.open("rb") as file:
        while left and (piece := file.read(min(PIECE, left))):
            digest.update(piece)
            left -= len(piece)
    return Part(name, length, digest.hexdigest())


def _manifest(source: Path) -> Manifest:
    path = manifest_of(source)
    for needed in (source, path):
        if not needed.is_file():
            raise BackupError(f"no file {needed}; a backup is a database and its manifest (.json)")
    try:
        return _JSON.validate_json(path.read_bytes())
    except ValidationError:
        raise BackupError(f"{path} is no manifest of a backup") from None


def _check_folder(target: Path) -> None:
    if not target.absolute().parent.is_dir():
        raise BackupError(f"there is no folder {target.parent}; make it, or give another name")


def _check_room(source: Path, target: Path) -> None:
    needed = source.stat().st_size
    free = shutil.disk_usage(target.absolute().parent).free
    if free < needed * 1.05:
        raise BackupError(
            f"the backup needs {needed / 1e6:.0f} MB, on the disk of {target} are "
            f"{free / 1e6:.0f} MB free"
        )


def _to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
