"""Which archive files were read to their end, by which rules, and what was in them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from storage.rows import write


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """A file that was read: how many pages it has, and how many of them came how far."""

    file: str  # path or address
    rules: str  # digest of the topic's files that it was judged by
    bytes: int  # 0 where that is not known
    pages: int
    terms: int  # pages with the terms of enough rules in their bytes
    text: int  # of these, pages with them near one another in their text
    articles: int  # of these, articles on the topic
    set_aside: int  # pages that could not be read
    read_at: str


def is_read(db: Database, file: str, rules: str, size: int) -> bool:
    """Whether a file of this size was read to its end by these rules."""
    found = db.execute(
        "SELECT 1 FROM archive_files WHERE file = ? AND rules = ? AND bytes = ?",
        [file, rules, size],
    ).fetchone()
    return found is not None


def settle(db: Database, read: ArchiveFile) -> None:
    """Note that a file was read to its end."""
    with db.atomic():
        write(db, "archive_files", [read], ["file"])
