"""Far more articles than usual, on the topic or naming an entity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlite_utils import Database

from alerts import mentioned
from alerts.look import Look, back
from storage.alerts import Alert, Place
from topics.rules import Alerts, Burst

_TOPIC = "SELECT COALESCE(SUM(counted), 0) FROM article_days WHERE day BETWEEN ? AND ?"
_ENTITIES = """
    SELECT entity_id, SUM(counted) AS n, MAX(day) FROM entity_days
    WHERE day BETWEEN ? AND ? AND counted > 0
    GROUP BY entity_id HAVING n >= ? ORDER BY n DESC, entity_id
"""
_ENTITY = """
    SELECT COALESCE(SUM(counted), 0) FROM entity_days WHERE day BETWEEN ? AND ? AND entity_id = ?
"""
_STORY = """
    SELECT article_id FROM story_articles WHERE day BETWEEN ?1 AND ?2 AND story_id = (
        SELECT story_id FROM story_articles WHERE day BETWEEN ?1 AND ?2
        GROUP BY story_id ORDER BY COUNT(*) DESC, story_id LIMIT 1
    ) ORDER BY day, article_id LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Spans:
    """The days that are looked at, and those before that tell what is usual."""

    now: tuple[str, str]
    before: tuple[str, str]
    share: float  # how long the one is to the other

    def usual(self, articles: int) -> float:
        """Articles in so many days, from those of the days before; one at least."""
        return max(articles * self.share, 1.0)


def found(db: Database, alerts: Alerts, look: Look) -> Iterator[Alert]:
    """Those of the days since the last look; without articles in the time before, none."""
    rule = alerts.burst
    for day in look.days() if rule else ():
        if rule:
            yield from _on(db, rule, day)


def _on(db: Database, rule: Burst, day: date) -> Iterator[Alert]:
    then = back(day - timedelta(rule.days), rule.before)
    spans = Spans(back(day, rule.days), then, rule.days / rule.before)
    now, before = (db.execute(_TOPIC, span).fetchone()[0] for span in (spans.now, spans.before))
    if not before:
        return
    usual = spans.usual(before)
    if not rule.entities and now >= rule.articles and now >= rule.times * usual:
        yield _alert(rule, "", spans.now[1], now, usual, _largest(db, spans))
    yield from _entities(db, rule, spans, max(now / usual, 1.0))


def _entities(db: Database, rule: Burst, spans: Spans, growth: float) -> Iterator[Alert]:
    """Entities that grew more than the topic itself did."""
    for entity, n, day in db.execute(_ENTITIES, [*spans.now, rule.articles]).fetchall():
        if rule.entities and entity not in rule.entities:
            continue
        usual = spans.usual(db.execute(_ENTITY, [*spans.before, entity]).fetchone()[0])
        if n >= rule.times * usual * growth:
            place, confidence = mentioned.first(db, entity, *spans.now)
            yield _alert(rule, entity, day, n, usual, place, confidence)


def _largest(db: Database, spans: Spans) -> Place | None:
    """The first of them that tells the story that most tell."""
    row = db.execute(_STORY, spans.now).fetchone()
    return Place(row[0]) if row else None


def _alert(
    rule: Burst, entity: str, day: str, articles: int, usual: float, place: Place | None,
    confidence: float = 1.0,
) -> Alert:  # fmt: skip
    details = {"entity": entity, "articles": articles, "days": rule.days, "usual": round(usual, 1)}
    return Alert(f"burst:{entity}", day, details, place, None, confidence, rule.before)
