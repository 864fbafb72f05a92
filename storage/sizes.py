"""How large the files of a watch are, and how much room the disk has."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Sizes:
    """In bytes: the database, what is written and not yet moved into it, the archive, the room."""

    database: int
    wal: int
    archive: int
    archive_files: int
    free: int


def folder(db: Path) -> Path:
    """The folder of a database's archive (WARC files)."""
    return db.with_name(f"{db.stem}-warc")


def sizes(db: Path) -> Sizes:
    """Measured now; what is not there has no size."""
    files = _files(folder(db))
    return Sizes(
        database=_bytes(db),
        wal=_bytes(Path(f"{db}-wal")),
        archive=sum(files),
        archive_files=len(files),
        free=shutil.disk_usage(db.parent).free,
    )


def _bytes(path: Path) -> int:
    with suppress(FileNotFoundError):
        return path.stat().st_size
    return 0


def _files(where: Path) -> list[int]:
    """The size of each file; one may be taken away meanwhile."""
    found = []
    with suppress(FileNotFoundError), os.scandir(where) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                if entry.is_file():
                    found.append(entry.stat().st_size)
    return found
