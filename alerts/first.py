"""The first article in a language that names an entity of the topic's list."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlite_utils import Database

from alerts import mentioned
from alerts.look import Look
from storage.alerts import Alert
from topics.rules import Alerts

# what was told, or was there when the rule first looked, is not looked for again
_FIRST = """
    SELECT * FROM (
        SELECT e.id, l.value AS lang, (
            SELECT d.day FROM entity_days d WHERE d.entity_id = e.id AND d.lang = l.value
                AND d.articles > 0 AND d.day <> '' ORDER BY d.day LIMIT 1
        ) AS day
        FROM entities e CROSS JOIN json_each(:languages) l
        WHERE e.listed = 1
            AND (:entities = '[]' OR e.id IN (SELECT value FROM json_each(:entities)))
            AND NOT EXISTS (SELECT 1 FROM alerts WHERE subject = 'first:' || e.id || ':' || l.value)
    ) WHERE day >= :first ORDER BY day, id, lang
"""


def found(db: Database, alerts: Alerts, look: Look) -> Iterator[Alert]:
    """One for each entity and language, ever."""
    rule = alerts.first
    if rule is None:
        return
    values = {"languages": json.dumps(rule.languages), "entities": json.dumps(rule.entities)}
    for entity, lang, day in db.execute(_FIRST, {**values, "first": str(look.first)}).fetchall():
        place, confidence = mentioned.first(db, entity, day, day, lang)
        details = {"entity": entity, "lang": lang}
        yield Alert(f"first:{entity}:{lang}", day, details, place, None, confidence)
