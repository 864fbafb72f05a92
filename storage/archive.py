"""Which archive files the rows name, and what they say is where in them."""

from __future__ import annotations

from sqlite_utils import Database


def end_of(db: Database, file: str) -> int:
    """Where the last record of a file ends that a row names, in bytes; 0 where none does."""
    found = db.execute(
        "SELECT MAX(warc_offset + warc_length) FROM fetches WHERE warc_file = ?", [file]
    ).fetchone()
    return int(found[0] or 0)
