"""Where holders stand over time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from storage import rows
from storage.outcomes import Position
from storage.records import Polarity
from storage.told import contributions

PART = "positions"
Record = tuple[str, str | None, str | None]  # holder, target entity, target issue
Moment = tuple[Record, str]  # a record on a day


@dataclass(frozen=True, slots=True)
class Stated:
    """A stance as evidence."""

    article_id: int
    revision: int
    start: int
    end: int
    polarity: Polarity
    confidence: float


_SHARES = """
    SELECT DISTINCT a.id, s.holder_id, s.target_entity, s.target_issue, a.day
    FROM articles a CROSS JOIN stances s ON s.article_id = a.id
    WHERE a.id IN ({marks}) AND a.relevant = 1 AND a.day IS NOT NULL AND s.holder_id IS NOT NULL
    ORDER BY 1, 2, 3, 4
"""
_STANCES = """
    SELECT a.id, s.revision, s."start", s."end", s.polarity, s.confidence
    FROM stances s JOIN articles a ON a.id = s.article_id
    LEFT JOIN copies c ON c.article_id = a.id
    WHERE s.holder_id = ? AND s.day = ? AND {target} = ? AND a.relevant = 1
        AND COALESCE(c.original_id, a.id) = a.id
"""
_OF_RECORD = """holder_id = ? AND COALESCE(target_issue, '') = COALESCE(?, '')
    AND COALESCE(target_entity, '') = COALESCE(?, '')"""
_READ = f"SELECT {rows.columns(Position)} FROM positions WHERE {_OF_RECORD} AND day "  # noqa: S608


def shares(db: Database, articles: Iterable[int]) -> dict[int, list[Moment]]:
    """The days of records that each of these articles has stances of now."""
    found: dict[int, list[Moment]] = defaultdict(list)
    for some in rows.chunks(articles):
        for article, *record, day in db.execute(
            _SHARES.format(marks=",".join("?" * len(some))), some
        ):
            found[article].append(_moment(record, day))
    return dict(found)


def added(db: Database, articles: Iterable[int]) -> dict[int, list[Moment]]:
    """Those that each of these articles had a share in so far."""
    before = contributions.of_articles(db, PART, articles)
    return {article: [_moment(*one) for one in some] for article, some in before.items()}


def note(db: Database, articles: Iterable[int], shares: Mapping[int, list[Moment]]) -> None:
    """Keep what these articles have a share in; inside the transaction that looks at it anew."""
    contributions.save(db, PART, articles, shares)


def _moment(record: Sequence[str | None], day: str) -> Moment:
    holder, entity, issue = record
    return (str(holder), entity, issue), day


def stances(db: Database, moment: Moment) -> list[Stated]:
    """What relevant articles of the day that are no copies say of a holder and a target."""
    (holder, entity, issue), day = moment
    # the plus keeps SQLite from reading all that is said of an entity on that day
    sql = _STANCES.format(target="s.target_issue" if issue else "+s.target_entity")
    return [Stated(*row) for row in db.execute(sql, [holder, day, issue or entity])]


def at(db: Database, moment: Moment) -> Position | None:
    """A holder's position on one target on a day."""
    return next(_read(db, moment, "= ?"), None)


def back(db: Database, moment: Moment) -> Iterator[Position]:
    """The positions before a day, the last one first, read one by one."""
    return _read(db, moment, "< ? ORDER BY day DESC")


def later(db: Database, moment: Moment) -> Iterator[Position]:
    """The positions after a day, the first one first, read one by one."""
    return _read(db, moment, "> ? ORDER BY day")


def _read(db: Database, moment: Moment, days: str) -> Iterator[Position]:
    (holder, entity, issue), day = moment
    return (Position(*row) for row in db.execute(_READ + days, [holder, issue, entity, day]))


def save(
    db: Database, moment: Moment, position: Position | None, turns: Mapping[str, Polarity | None]
) -> None:
    """Replace the position of a day, then set from where the record turned on these days."""
    (holder, entity, issue), day = moment
    record = [holder, issue, entity]
    db.execute(f"DELETE FROM positions WHERE {_OF_RECORD} AND day = ?", [*record, day])  # noqa: S608
    rows.write(db, "positions", [position] if position else [])
    db.conn.executemany(
        f"UPDATE positions SET turned_from = ? WHERE {_OF_RECORD} AND day = ?",  # noqa: S608
        [(side, *record, when) for when, side in turns.items()],
    )
