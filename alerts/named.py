"""An entity that was not among the most named is now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlite_utils import Database

from alerts import mentioned
from alerts.look import Look, back
from storage.alerts import Alert
from topics.rules import Alerts

_RANKING = """
    SELECT entity_id, SUM(counted) AS n, MAX(day) FROM entity_days
    WHERE day BETWEEN ? AND ? AND counted > 0
    GROUP BY entity_id ORDER BY n DESC, entity_id LIMIT ?
"""


def found(db: Database, alerts: Alerts, look: Look) -> Iterator[Alert]:
    """Those of the days since the last look; without articles in the time before, none."""
    rule = alerts.named
    if rule is None:
        return
    for day in look.days():
        first, last = back(day, rule.days)
        then = back(day - timedelta(rule.days), rule.before)
        before = {entity for entity, _, _ in db.execute(_RANKING, [*then, rule.most])}
        ranking = db.execute(_RANKING, [first, last, rule.most]).fetchall() if before else ()
        for rank, (entity, articles, at) in enumerate(ranking, 1):
            wanted = not rule.entities or entity in rule.entities
            if wanted and entity not in before and articles >= rule.articles:
                place, confidence = mentioned.first(db, entity, first, last)
                details = {"entity": entity, "rank": rank, "most": rule.most,
                           "articles": articles, "days": rule.days}  # fmt: skip
                yield Alert(f"named:{entity}", at, details, place, None, confidence)
