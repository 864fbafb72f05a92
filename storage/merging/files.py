"""The archive of the other database: what its rows name is copied beside this one."""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sqlite_utils import Database

from storage import archive, archive_files
from storage.records import Tally
from storage.sizes import folder

PIECE = 2**20  # bytes
HEAD = 2**16  # bytes, within which a first record ends
ENDING = ".warc.gz"


@dataclass(frozen=True, slots=True)
class Copied:
    """How many bytes were copied, and a line for each file that could not be."""

    bytes: int = 0
    failures: tuple[str, ...] = ()


def take(
    db: Database, mine: Path, other: Database, theirs: Path, progress: Callable[[Tally, int], None]
) -> Copied:
    """Copy what is missing here, and note in a temporary table which file is which here.

    A file is known by its first record, so that two of one name stay two, and one that came by
    another database before stays one. No crawl writes to a file that came from elsewhere: what
    was added to it there since is added here.
    """
    db.execute("DROP TABLE IF EXISTS temp.merged_files")
    db.execute("CREATE TEMP TABLE merged_files (name TEXT PRIMARY KEY, here TEXT NOT NULL)")
    named = archive.files(other)
    copied, failures = 0, []
    for done, (name, rows) in enumerate(named.items()):
        progress(Tally({"files": done}), len(named))
        here = name
        if source := _place(theirs, name):
            here = _name(mine, name, _first_record(source))
            try:
                copied += _copy(source, mine, here, archive.end_of(other, name))
            except OSError as error:
                failures.append(f"{name}: cannot be copied: {error.strerror or error}")
        elif _place(mine, name) is None and not _is_elsewhere(other, name):
            failures.append(f"{name}: {rows} requests name it, and it is not beside {theirs}")
        db.execute("INSERT INTO merged_files VALUES (?, ?)", [name, here])
    db.conn.commit()
    return Copied(copied, tuple(failures))


def _place(db: Path, name: str) -> Path | None:
    """Where a file of a database's archive is: in its folder, or beside it."""
    places = (folder(db) / name, db.parent / name)
    return next((path for path in places if path.is_file()), None)


def _is_elsewhere(db: Database, name: str) -> bool:
    """Whether a file was taken in where it still is, or is kept by others."""
    found = archive_files.origins(db, name)
    return any("://" in origin or Path(origin).is_file() for origin in found)


def _name(mine: Path, name: str, first: str) -> str:
    """What a file is called here: as it is where that is the same file, else by its record too."""
    plain = name.removesuffix(f"-{first}{ENDING}")
    for known in (name, plain if plain.endswith(ENDING) else f"{plain}{ENDING}"):
        if (held := _place(mine, known)) and _first_record(held) == first:
            return known
    return name if name.endswith(f"-{first}{ENDING}") else (
        f"{name.removesuffix(ENDING)}-{first}{ENDING}"
    )  # fmt: skip


def _first_record(path: Path) -> str:
    """Eight hexadecimal digits of the SHA-256 of a file's first record, which names itself."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    member = zlib.decompressobj(wbits=31)
    try:
        member.decompress(head)
    except zlib.error:  # an archive that is not packed
        return hashlib.sha256(head).hexdigest()[:8]
    return hashlib.sha256(head[: len(head) - len(member.unused_data)]).hexdigest()[:8]


def _copy(source: Path, mine: Path, name: str, end: int) -> int:
    """Add what a file lacks here, up to the last record that rows name; how many bytes that was.

    :raises OSError: it cannot be read or written, or does not read as it was written.
    """
    if held := _place(mine, name):
        target = held
    else:
        target = folder(mine) / name
        target.parent.mkdir(exist_ok=True)
    start = target.stat().st_size if target.is_file() else 0
    wanted = (end or source.stat().st_size) - start
    if wanted <= 0:
        return 0
    with source.open("rb") as old, target.open("ab") as new:
        given = _pass_on(old, start, wanted, new)
        new.flush()
        os.fsync(new.fileno())
    with target.open("rb") as new:
        if _pass_on(new, start, wanted) != given:
            raise OSError(None, "the copy does not read as it was written")
    return wanted


def _pass_on(file: IO[bytes], start: int, length: int, to: IO[bytes] | None = None) -> str:
    """The digest of a stretch of a file, which is written elsewhere meanwhile.

    :raises OSError: the file ends before.
    """
    digest = hashlib.sha256()
    file.seek(start)
    while length:
        if not (piece := file.read(min(PIECE, length))):
            raise OSError(None, "it ends before the last record that rows name")
        digest.update(piece)
        if to:
            to.write(piece)
        length -= len(piece)
    return digest.hexdigest()
