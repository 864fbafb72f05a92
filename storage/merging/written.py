"""How an article that came with another database is written, and where it went."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlite_utils import Database

from storage.merging.united import United, Version
from storage.retention import withdrawals
from storage.search import fold

# what names revisions, besides what goes with them; the last numbers first, so that none meets
_PLACES = (
    *((table, "article_id", "revision") for table in (
        "fetches", "reasons", "mentions", "quotes", "stances", "credits", "figures", "copies",
        "cascade", "claim_figures", "statement_quotes", "positions", "signatures", "alerts")),
    ("copies", "of_id", "of_revision"),
    ("statement_quotes", "of_id", "of_revision"),
    ("roots", "shown_by", "revision"),
    ("alerts", "other_id", "other_revision"),
)  # fmt: skip
_TABLES = """
    CREATE TEMP TABLE merged_articles (other_id INTEGER PRIMARY KEY, id INTEGER NOT NULL);
    CREATE TEMP TABLE merged_revisions (
        other_id INTEGER, other_revision INTEGER, revision INTEGER NOT NULL,
        PRIMARY KEY (other_id, other_revision)
    ) WITHOUT ROWID;
"""


def prepare(db: Database) -> None:
    """Make the temporary tables that say where the articles of the other database went."""
    db.execute("DROP TABLE IF EXISTS temp.merged_articles")
    db.execute("DROP TABLE IF EXISTS temp.merged_revisions")
    db.executescript(_TABLES)


def place(db: Database, other: int, article: int, numbers: Sequence[int]) -> None:
    """Note which article it is here, and which number each of its revisions has."""
    db.execute("INSERT INTO merged_articles VALUES (?, ?)", [other, article])
    db.conn.executemany(
        "INSERT INTO merged_revisions VALUES (?, ?, ?)",
        [(other, old, new) for old, new in enumerate(numbers, 1)],
    )


def insert(db: Database, row: dict[str, Any], versions: Sequence[Version]) -> int:
    """Write an article that is not here yet, as not analysed; its number."""
    number = withdrawals.next_article(db)
    columns = {**row, "id": number, "revision": len(versions), "relevant": None,
               "relevance": None, "analysis_version": "", "analysis_error": ""}  # fmt: skip
    db.table("articles").insert(columns)
    _revisions(db, number, versions)
    _index(db, number, versions[-1])
    return number


def rewrite(db: Database, number: int, union: United) -> None:
    """Give an article other revisions; all that names one of its own goes on naming it."""
    searched = "SELECT title, text FROM searchable WHERE id = ?"
    if found := db.execute(searched, [number]).fetchone():
        db.execute(
            "INSERT INTO articles_fts(articles_fts, rowid, title, text) VALUES ('delete', ?, ?, ?)",
            [number, *map(fold, found)],
        )
    moved = [(new, number, old) for old, new in enumerate(union.mine, 1) if new != old]
    for table, article, revision in _PLACES:
        db.conn.executemany(
            f"UPDATE {table} SET {revision} = ? WHERE {article} = ? AND {revision} = ?",  # noqa: S608
            moved[::-1],
        )
    db.execute("DELETE FROM revisions WHERE article_id = ?", [number])
    _revisions(db, number, union.versions)
    _index(db, number, union.versions[-1])


def _revisions(db: Database, number: int, versions: Sequence[Version]) -> None:
    for revision, version in enumerate(versions, 1):
        key = {"article_id": number, "revision": revision}
        db.table("revisions").insert(
            {**key, "title": version.title, "seen_at": version.seen_at,
             "extractor": version.extractor, "text_sha256": version.digest}
        )  # fmt: skip
        if version.text is not None:
            db.table("texts").insert({**key, "text": version.text})
        db.conn.executemany(
            'INSERT INTO links (article_id, revision, "start", "end", url, host) '
            "VALUES (?, ?, ?, ?, ?, ?)",
            [(number, revision, *link) for link in version.links],
        )


def _index(db: Database, number: int, latest: Version) -> None:
    if latest.text is not None:
        db.execute(
            "INSERT INTO articles_fts(rowid, title, text) VALUES (?, ?, ?)",
            [number, fold(latest.title), fold(latest.text)],
        )
