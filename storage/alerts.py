"""What somebody should know: kept once, by a key made of facts that outlast an analysis."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from sqlite_utils import Database

from storage.store import now

Rule = Literal["named", "first", "turn", "figure", "edit", "burst", "quiet"]
# The last number that a channel has passed: alerts of an article that is taken down are deleted.
PASSED = """
    max((SELECT COALESCE(MAX(id), 0) FROM main.alerts),
        (SELECT COALESCE(MAX(upto), 0) FROM main.alert_channels),
        (SELECT COALESCE(MAX(upto), 0) FROM main.alert_digests))
"""
_KEEP = f"""
    INSERT INTO alerts (id, key, rule, subject, day, details, article_id, revision, "start", "end",
        other_id, other_revision, other_start, other_end, confidence, noticed_at, told)
    SELECT 1 + {PASSED}, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
    WHERE NOT EXISTS (
        SELECT 1 FROM alerts WHERE subject = ? AND abs(julianday(day) - julianday(?)) <= ?
    ) ON CONFLICT (key) DO NOTHING
"""  # noqa: S608
_COLUMNS = """id, rule, day, details, confidence, article_id, revision, "start", "end",
    other_id, other_revision, other_start, other_end"""


@dataclass(frozen=True, slots=True)
class Place:
    """What shows it: an article, or words of one of its revisions."""

    article_id: int
    revision: int | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that somebody should know.

    `subject` says what it is about; there is one for each, or one in so many days where `apart`
    says so. `other` shows what it was before, or what it conflicts with; `details` are values and
    ids, never words of an article.
    """

    subject: str
    day: str
    details: Mapping[str, object] = field(default_factory=dict)
    place: Place | None = None
    other: Place | None = None
    confidence: float = 1.0
    apart: int | None = None

    @property
    def key(self) -> str:
        return self.subject if self.apart is None else f"{self.subject}@{self.day}"


@dataclass(frozen=True, slots=True)
class Kept:
    """An alert as it is kept: numbered in the order in which they were noticed."""

    id: int
    rule: Rule
    day: str
    details: Mapping[str, object]
    confidence: float
    place: Place | None
    other: Place | None


def looked(db: Database) -> dict[str, date]:
    """Up to which day each rule that is on has looked."""
    rows = db.execute("SELECT rule, upto FROM alert_rules")
    return {rule: date.fromisoformat(upto) for rule, upto in rows}


def notice(db: Database, found: Mapping[Rule, Iterable[Alert]], today: date) -> int:
    """Keep what the rules that are on found, in one transaction; how many are to be told.

    What a rule finds when it first looks was there before anybody asked: it is not told.
    """
    with db.atomic():
        before = looked(db)
        told = 0
        for rule, alerts in found.items():
            new = sum(_keep(db, rule, alert, told=rule in before) for alert in alerts)
            told += new if rule in before else 0
            db.execute(
                "INSERT INTO alert_rules VALUES (?, ?, ?) "
                "ON CONFLICT DO UPDATE SET upto = excluded.upto",
                [rule, str(today), str(today)],
            )
        off = sorted(before.keys() - found.keys())
        db.conn.executemany("DELETE FROM alert_rules WHERE rule = ?", [(name,) for name in off])
    return told


def _keep(db: Database, rule: Rule, alert: Alert, *, told: bool) -> int:
    details = json.dumps(alert.details, ensure_ascii=False, sort_keys=True)
    row = [alert.key, rule, alert.subject, alert.day, details, *_of(alert.place), *_of(alert.other),
           alert.confidence, now(), int(told)]  # fmt: skip
    near = [alert.subject, alert.day, -1 if alert.apart is None else alert.apart]
    return int(db.execute(_KEEP, [*row, *near]).rowcount)


def _of(place: Place | None) -> tuple[int | None, ...]:
    return (place.article_id, place.revision, place.start, place.end) if place else (None,) * 4


def between(db: Database, after: int, upto: int | None, most: int) -> list[Kept]:
    """The alerts to be told after a number, up to another where one is given."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM alerts WHERE told = 1 AND id > ? AND id <= ? "  # noqa: S608
        "ORDER BY id LIMIT ?",
        [after, upto if upto is not None else newest(db), most],
    )
    return [_kept(row) for row in rows]


def newest(db: Database) -> int:
    """The number of the last alert; 0 where there is none."""
    return int(db.execute("SELECT COALESCE(MAX(id), 0) FROM alerts").fetchone()[0])


def _kept(row: tuple[Any, ...]) -> Kept:
    number, rule, day, details, confidence, *at = row
    return Kept(number, rule, day, json.loads(details), confidence, _place(at[:4]), _place(at[4:]))


def _place(at: list[int | None]) -> Place | None:
    article, *rest = at
    return Place(article, *rest) if article is not None else None


@dataclass(frozen=True, slots=True)
class Noticed:
    """An alert, when it was noticed, whether it is told, and how many channels took it."""

    alert: Kept
    at: str
    told: bool
    taken: int


def latest(db: Database, most: int) -> list[Noticed]:
    """The last alerts, newest first."""
    rows = db.execute(
        f"SELECT {_COLUMNS}, noticed_at, told, "  # noqa: S608
        "(SELECT COUNT(*) FROM alerts_sent s WHERE s.alert_id = alerts.id) "
        "FROM alerts ORDER BY id DESC LIMIT ?",
        [most],
    )
    return [Noticed(_kept(row[:13]), row[13], bool(row[14]), row[15]) for row in rows]
