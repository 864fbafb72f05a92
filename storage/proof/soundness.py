"""Whether the file itself is sound: its pages and indexes, and rows that others refer to."""

from __future__ import annotations

from collections import Counter

from sqlite_utils import Database

from storage.proof.integrity import Check, Looked

MANY = 1000  # faults of pages that SQLite tells


def _pages(db: Database) -> Looked:
    told = [row[0] for row in db.execute(f"PRAGMA integrity_check({MANY})")]
    [pages] = db.execute("PRAGMA page_count").fetchone()
    return Looked(pages, (line for line in told if line != "ok"))


def _references(db: Database) -> Looked:
    """Rows whose other half is missing, those of a table and what it refers to in one line."""
    broken = db.execute("PRAGMA foreign_key_check").fetchall()
    counted = Counter((table, parent) for table, _, parent, _ in broken)
    first = {(table, parent): row for table, row, parent, _ in reversed(broken)}
    keys = sum(
        len(db.execute(f"PRAGMA foreign_key_list([{table}])").fetchall())
        for table in db.table_names()
    )
    return Looked(keys, (
        f"{rows} rows of {table} refer to rows of {parent} that are not there"
        + (f" (the first: row {first[table, parent]})" if first[table, parent] else "")
        for (table, parent), rows in sorted(counted.items())
    ))  # fmt: skip


CHECKS = (
    Check(
        "file", _pages, "the file is damaged: take a backup, or read the archive into a new "
        "database with `brouhaha crawl --warc`", "indexes",
    ),
    Check(
        "references", _references, "what is derived is made anew by --repair; rows of articles, "
        "requests or texts come from a backup only", "stories",
    ),
)  # fmt: skip
