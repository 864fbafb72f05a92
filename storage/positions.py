"""Where holders stand over time, and how contested issues are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from storage import rows
from storage.outcomes import Contested, Position
from storage.records import Polarity

Record = tuple[str, str | None, str | None]  # holder, target entity, target issue
Moment = tuple[Record, str]  # a record on a day
Month = tuple[str, str]  # issue, `YYYY-MM`


@dataclass(frozen=True, slots=True)
class Stated:
    """A stance as evidence."""

    article_id: int
    revision: int
    start: int
    end: int
    polarity: Polarity
    confidence: float


@dataclass(frozen=True, slots=True)
class Held:
    """What an origin says of where a holder stands on an issue, in articles of one language."""

    holder_id: str
    lang: str
    origin: int
    polarity: Polarity
    confidence: float


_STATED = """
    SELECT DISTINCT s.holder_id, s.target_entity, s.target_issue, a.day
    FROM articles a CROSS JOIN stances s ON s.article_id = a.id
    WHERE a.id IN ({marks}) AND a.relevant = 1 AND a.day IS NOT NULL AND s.holder_id IS NOT NULL
"""
_KNOWN = """
    SELECT holder_id, target_entity, target_issue, day FROM positions WHERE day IN (
        SELECT a.day FROM articles a JOIN changes c ON c.article_id = a.id
        WHERE c.made_by = 'positions' AND a.id IN ({marks})
    )
"""
_STANCES = """
    SELECT a.id, s.revision, s."start", s."end", s.polarity, s.confidence
    FROM stances s JOIN articles a ON a.id = s.article_id
    LEFT JOIN copies c ON c.article_id = a.id
    WHERE s.holder_id = ? AND s.day = ? AND s.target_entity IS ? AND s.target_issue IS ?
        AND a.relevant = 1 AND COALESCE(c.original_id, a.id) = a.id
"""
_HELD = """
    SELECT s.holder_id, s.lang, COALESCE(c.original_id, a.id), s.polarity, MAX(s.confidence)
    FROM stances s JOIN articles a ON a.id = s.article_id
    LEFT JOIN copies c ON c.article_id = a.id
    WHERE s.target_issue = :issue AND s.day BETWEEN :month || '-01' AND :month || '-31'
        AND s.holder_id IS NOT NULL AND a.relevant = 1
    GROUP BY 1, 2, 3, 4
"""
_OF_RECORD = """holder_id = ? AND COALESCE(target_issue, '') = COALESCE(?, '')
    AND COALESCE(target_entity, '') = COALESCE(?, '')"""


def moments(db: Database, articles: Iterable[int]) -> set[Moment]:
    """The days of records to look at anew: those of these articles' stances, and all that is known
    of the days of articles that had a share before (`changes` made by positions)."""
    found: set[Moment] = set()
    for some in rows.chunks(articles):
        marks = ",".join("?" * len(some))
        for sql in (_STATED, _KNOWN):
            found |= {(row[:3], row[3]) for row in db.execute(sql.format(marks=marks), some)}
    return found


def stances(db: Database, moment: Moment) -> list[Stated]:
    """What relevant articles of the day that are no copies say of a holder and a target."""
    (holder, entity, issue), day = moment
    return [Stated(*row) for row in db.execute(_STANCES, [holder, day, entity, issue])]


def of_record(db: Database, record: Record) -> list[Position]:
    """A holder's positions on one target, the first day first."""
    holder, entity, issue = record
    sql = f"SELECT {rows.columns(Position)} FROM positions WHERE {_OF_RECORD} ORDER BY day"  # noqa: S608
    return [Position(*row) for row in db.execute(sql, [holder, issue, entity])]


def save(db: Database, touched: Iterable[Moment], positions: Iterable[Position]) -> None:
    """Replace the rows of these records on these days."""
    db.conn.executemany(
        f"DELETE FROM positions WHERE {_OF_RECORD} AND day = ?",  # noqa: S608
        [(holder, issue, entity, day) for (holder, entity, issue), day in touched],
    )
    rows.write(db, "positions", positions)


def held(db: Database, month: Month) -> dict[str, list[Held]]:
    """What articles of a month say of where holders stand on an issue, by holder."""
    found: dict[str, list[Held]] = defaultdict(list)
    issue, when = month
    for row in db.execute(_HELD, {"issue": issue, "month": when}):
        found[row[0]].append(Held(*row))
    return dict(found)


def save_contested(db: Database, touched: Iterable[Month], found: Iterable[Contested]) -> None:
    """Replace what is known of these issues in these months (`YYYY-MM`)."""
    db.conn.executemany("DELETE FROM contested WHERE issue_id = ? AND period = ?", list(touched))
    rows.write(db, "contested", found)
