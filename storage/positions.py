"""Where holders stand over time, and how contested issues are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from storage import contributions, rows
from storage.outcomes import Contested, Position
from storage.records import Polarity

PART = "positions"
Record = tuple[str, str | None, str | None]  # holder, target entity, target issue
Moment = tuple[Record, str]  # a record on a day
Month = tuple[str, str]  # issue, `YYYY-MM`
Side = tuple[str, str]  # holder, language or `any`


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
_HELD = """
    SELECT s.holder_id, s.lang, COALESCE(c.original_id, a.id), s.polarity, MAX(s.confidence)
    FROM stances s JOIN articles a ON a.id = s.article_id
    LEFT JOIN copies c ON c.article_id = a.id
    WHERE s.holder_id IN ({marks}) AND s.target_issue = ?
        AND s.day BETWEEN ? || '-01' AND ? || '-31' AND a.relevant = 1
    GROUP BY 1, 2, 3, 4
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


def held(db: Database, month: Month, holders: Iterable[str]) -> dict[str, list[Held]]:
    """What articles of a month say of where these holders stand on an issue, by holder."""
    found: dict[str, list[Held]] = defaultdict(list)
    issue, when = month
    for some in rows.chunks(holders):
        sql = _HELD.format(marks=",".join("?" * len(some)))
        for row in db.execute(sql, [*some, issue, when, when]):
            found[row[0]].append(Held(*row))
    return dict(found)


def sides(db: Database, month: Month, holders: Iterable[str]) -> dict[Side, Polarity]:
    """The sides that these holders are known to be on."""
    return {
        (holder, lang): polarity
        for some in rows.chunks(holders)
        for holder, lang, polarity in db.execute(
            "SELECT holder_id, lang, polarity FROM contested_holders "  # noqa: S608
            f"WHERE issue_id = ? AND period = ? AND holder_id IN ({','.join('?' * len(some))})",
            [*month, *some],
        )
    }


def save_sides(
    db: Database, month: Month, gone: Iterable[Side], found: Mapping[Side, Polarity]
) -> None:
    """Take sides of holders away and set others; inside a transaction."""
    db.conn.executemany(
        "DELETE FROM contested_holders "
        "WHERE issue_id = ? AND period = ? AND holder_id = ? AND lang = ?",
        [(*month, *side) for side in gone],
    )
    db.conn.executemany(
        "INSERT INTO contested_holders VALUES (?, ?, ?, ?, ?) ON CONFLICT "
        "(issue_id, period, holder_id, lang) DO UPDATE SET polarity = excluded.polarity",
        [(*month, *side, polarity) for side, polarity in found.items()],
    )


def contested(db: Database, month: Month) -> list[Contested]:
    """How contested an issue is in a month, by language."""
    sql = f"SELECT {rows.columns(Contested)} FROM contested WHERE issue_id = ? AND period = ?"  # noqa: S608
    return [Contested(*row) for row in db.execute(sql, month)]


def save_contested(db: Database, month: Month, found: Iterable[Contested]) -> None:
    """Replace what is known of an issue in a month."""
    db.execute("DELETE FROM contested WHERE issue_id = ? AND period = ?", month)
    rows.write(db, "contested", found)
