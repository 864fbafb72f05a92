"""Statements: what was said once, with every quotation of it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from storage import rows
from storage.outcomes import Statement, StatementKey, StatementQuote


def next_id(db: Database) -> int:
    """A number that no statement has."""
    return int(db.execute("SELECT COALESCE(MAX(id), 0) + 1 FROM statements").fetchone()[0])


def statements(db: Database, ids: Iterable[int]) -> dict[int, Statement]:
    """Statements by number."""
    return {
        statement.id: statement for statement in rows.read(db, Statement, "statements", "id", ids)
    }


def keyed(db: Database, keys: Iterable[int]) -> list[StatementKey]:
    """The statements that have one of these keys, a row for each key."""
    return rows.read(db, StatementKey, "statement_keys", "key", keys)


def of_articles(db: Database, articles: Iterable[int]) -> list[StatementQuote]:
    """The quotations of these articles that are in a statement, of all their revisions."""
    return rows.read(db, StatementQuote, "statement_quotes", "article_id", articles)


def quotes(db: Database, ids: Iterable[int]) -> list[StatementQuote]:
    """All quotations of these statements."""
    return rows.read(db, StatementQuote, "statement_quotes", "statement_id", ids)


def save(
    db: Database,
    articles: Iterable[int],
    found: Iterable[Statement],
    keys: Iterable[StatementKey],
    told: Iterable[StatementQuote],
) -> None:
    """Add statements or bring them up to date, and replace the quotations of these articles.

    A statement that is left without a quotation is deleted by the database.
    """
    rows.write(db, "statements", found, ["id"])
    rows.write(db, "statement_keys", keys, ["key", "statement_id"])
    kept = list(told)
    places = {(f.article_id, f.revision, f.start, f.end) for f in kept}
    rows.write(db, "statement_quotes", kept, ["article_id", "revision", "start", "end"])
    old = [
        place
        for f in of_articles(db, articles)
        if (place := (f.article_id, f.revision, f.start, f.end)) not in places
    ]
    db.conn.executemany(
        'DELETE FROM statement_quotes WHERE article_id = ? AND revision = ? AND "start" = ? '
        'AND "end" = ?',
        old,
    )
