"""Which archive files were read, by which rules, and what became of the pages in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from storage.rows import write


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """A file that was read: how many pages it has, and how many of them came how far."""

    file: str  # path or address
    rules: str  # digest of the topic's files that it was judged by
    bytes: int  # 0 where that is not known
    head: str  # of its first bytes, a digest; empty where it is not of this machine
    pages: int
    terms: int  # pages with the terms of enough rules in their bytes
    text: int  # of these, pages with them near one another in their text
    articles: int  # of these, articles on the topic
    set_aside: int  # pages that could not be read
    problem: str  # why it could not be read to its end, and is read again; empty where it was
    read_at: str


@dataclass(frozen=True, slots=True)
class Archives:
    """All files that were read; `verdicts` says what became of each of their pages."""

    files: int
    problems: int  # files that could not be read to their end
    bytes: int
    pages: int
    verdicts: dict[str, int]


@dataclass(frozen=True, slots=True)
class State:
    """A file as it stands: its size, 0 where that is not known, and a digest of its beginning."""

    bytes: int
    head: str = ""


def is_read(db: Database, file: str, rules: str, state: State) -> bool:
    """Whether the file was read to its end by these rules, as it stands."""
    found = db.execute(
        "SELECT 1 FROM archive_files WHERE file = ? AND rules = ? AND bytes = ? "
        "AND head IN (?, '') AND problem = ''",
        [file, rules, state.bytes, state.head],
    ).fetchone()
    return found is not None


def settle(db: Database, read: ArchiveFile, verdicts: Mapping[str, int]) -> None:
    """Note what a file holds; `verdicts` counts what became of its pages, each once."""
    with db.atomic():
        write(db, "archive_files", [read], ["file"])
        db.execute("DELETE FROM archive_verdicts WHERE file = ?", [read.file])
        db.conn.executemany(
            "INSERT INTO archive_verdicts (file, verdict, pages) VALUES (?, ?, ?)",
            [(read.file, verdict, pages) for verdict, pages in verdicts.items() if pages],
        )


def archives(db: Database) -> Archives:
    """Sums of all files."""
    found = db.execute(
        "SELECT COUNT(*), TOTAL(problem <> ''), TOTAL(bytes), TOTAL(pages) FROM archive_files"
    ).fetchone()
    verdicts = db.execute(
        "SELECT verdict, SUM(pages) AS n FROM archive_verdicts GROUP BY 1 ORDER BY n DESC, verdict"
    )
    files, problems, length, pages = map(int, found)
    return Archives(files, problems, length, pages, dict(verdicts.fetchall()))


def origins(db: Database, name: str) -> list[str]:
    """The files of this name that were read: their paths and addresses."""
    sql = "SELECT file FROM archive_files WHERE file = ? OR substr(file, -?) = ? ORDER BY file"
    return [file for (file,) in db.execute(sql, [name, len(name) + 1, f"/{name}"])]
