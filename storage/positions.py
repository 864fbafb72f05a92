"""Where holders stand over time, and how contested issues are."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from storage import rows
from storage.outcomes import Contested, Position

Record = tuple[str, str | None, str | None]  # holder, target entity, target issue

_TOUCHED = """
    SELECT holder_id, target_entity, target_issue FROM stances
    WHERE holder_id IS NOT NULL AND article_id IN ({marks})
    UNION SELECT holder_id, target_entity, target_issue FROM positions
    WHERE day IN (SELECT day FROM articles WHERE id IN ({marks}))
"""
_OF_RECORD = """holder_id = ? AND COALESCE(target_issue, '') = COALESCE(?, '')
    AND COALESCE(target_entity, '') = COALESCE(?, '')"""


def records(db: Database, articles: Iterable[int]) -> set[Record]:
    """The records to build anew: those of these articles' stances, and all of their days.

    A record that an article had a share in, and has no more, has a row of the article's day.
    """
    found: set[Record] = set()
    for some in rows.chunks(articles):
        marks = ",".join("?" * len(some))
        found |= set(db.execute(_TOUCHED.format(marks=marks), [*some, *some]).fetchall())
    return found


def of_record(db: Database, record: Record) -> list[Position]:
    """A holder's positions on one target, the first day first."""
    holder, entity, issue = record
    sql = f"SELECT {rows.columns(Position)} FROM positions WHERE {_OF_RECORD} ORDER BY day"  # noqa: S608
    return [Position(*row) for row in db.execute(sql, [holder, issue, entity])]


def save(db: Database, touched: Iterable[Record], positions: Iterable[Position]) -> None:
    """Replace these records whole."""
    db.conn.executemany(
        f"DELETE FROM positions WHERE {_OF_RECORD}",  # noqa: S608
        [(holder, issue, entity) for holder, entity, issue in touched],
    )
    rows.write(db, "positions", positions)


def save_contested(
    db: Database, touched: Iterable[tuple[str, str]], found: Iterable[Contested]
) -> None:
    """Replace what is known of these issues in these months (`YYYY-MM`)."""
    db.conn.executemany("DELETE FROM contested WHERE issue_id = ? AND period = ?", list(touched))
    rows.write(db, "contested", found)
