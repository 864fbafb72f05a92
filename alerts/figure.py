"""A figure conflicts with that of an independent source, or an outlet revises the one it gave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from sqlite_utils import Database

from alerts.look import Look
from storage.alerts import Alert, Place
from topics.rules import Alerts, Figure

APART = 90  # days: the same two figures much later are told of something else
_CLAIMS = """
    SELECT id, COALESCE(entity_id, ''), confidence FROM claims
    WHERE conflicting = 1 AND last_day >= ? ORDER BY last_day, id
"""
_TOLD = """
    SELECT f.value, f.unit, f.day, a.url, f.confidence, f.article_id, f.revision, f."start", f."end"
    FROM claim_figures f JOIN articles a ON a.id = f.article_id
    WHERE f.claim_id = ? AND f.revision = a.revision AND f.day IS NOT NULL
    ORDER BY f.day, a.published, a.url, f."start"
"""
# the day on which a later revision was seen, not that of the article
_REVISED = """
    SELECT a.url, f.changed_from, f.value, f.unit, COALESCE(c.entity_id, ''), f.source_id,
         MIN(f.confidence, c.confidence),
        iif(f.revision > 1, substr(r.seen_at, 1, 10), f.day) AS on_day,
        f.article_id, f.revision, f."start", f."end"
    FROM claim_figures f JOIN claims c ON c.id = f.claim_id
    JOIN articles a ON a.id = f.article_id
    JOIN revisions r ON r.article_id = f.article_id AND r.revision = f.revision
    WHERE f.changed_from IS NOT NULL AND on_day >= :first
        AND NOT (:edits AND EXISTS (SELECT 1 FROM edits e
            WHERE e.article_id = f.article_id AND e.to_revision = f.revision AND e.kind = 'figure'))
    ORDER BY on_day, a.url, f."start"
"""


@dataclass(frozen=True, slots=True)
class Told:
    """The first telling of a value."""

    value: float
    unit: str
    day: str
    url: str
    confidence: float
    place: Place

    @property
    def short(self) -> str:
        return f"{self.value:g} {self.unit}"


def found(db: Database, alerts: Alerts, look: Look) -> Iterator[Alert]:
    """Conflicts and revisions of these days that are sure enough."""
    rule = alerts.figure
    if rule is None:
        return
    edits = alerts.edit is not None and "figure" in alerts.edit.kinds  # which tells of them itself
    first = str(look.first)
    for entity, alert in chain(_conflicts(db, first), _revised(db, first, edits=edits)):
        if _wanted(rule, entity, alert):
            yield alert


def _wanted(rule: Figure, entity: str, alert: Alert) -> bool:
    of_these = not rule.entities or entity in rule.entities
    return of_these and alert.confidence >= rule.confidence


def _conflicts(db: Database, first: str) -> Iterator[tuple[str, Alert]]:
    """Each value that articles give of a claim, but for the one that was told first."""
    for claim, entity, confidence in db.execute(_CLAIMS, [first]).fetchall():
        values: dict[str, Told] = {}
        for value, unit, day, url, sure, *at in db.execute(_TOLD, [claim]):
            one = Told(value, unit, day, url, sure, Place(*at))
            values.setdefault(one.short, one)
        told = [*values.values()]
        for other in told[1:]:
            if other.day >= first:
                yield entity, _conflict(entity, confidence, told[0], other)


def _conflict(entity: str, confidence: float, one: Told, other: Told) -> Alert:
    values = "|".join(sorted((one.short, other.short)))
    return Alert(
        f"conflict:{entity or other.url}:{values}", other.day,
        {"what": "conflict", "entity": entity, "value": other.value,
         "unit": other.unit, "other": one.value, "other_unit": one.unit},
        other.place, one.place, min(confidence, one.confidence, other.confidence), APART,
    )  # fmt: skip


def _revised(db: Database, first: str, *, edits: bool) -> Iterator[tuple[str, Alert]]:
    for row in db.execute(_REVISED, {"first": first, "edits": edits}).fetchall():
        url, old, new, unit, entity, source, confidence, day, *at = row
        details = {"what": "revised", "entity": entity, "source": source,
                   "value": new, "unit": unit, "other": old, "other_unit": unit}  # fmt: skip
        subject = f"revised:{url}:{old:g}:{new:g} {unit}"
        yield entity, Alert(subject, day, details, Place(*at), None, confidence)
