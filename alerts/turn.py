"""A holder turns from one side to the other; only turns that the view `turns` holds to be sure."""

from __future__ import annotations

from collections.abc import Iterator

from sqlite_utils import Database

from alerts.look import Look
from storage.alerts import Alert, Place
from topics.rules import Alerts

APART = 30  # days: the day of a turn moves where another analysis sees its first words elsewhere
_TURNS = """
    SELECT holder_id, target_entity, target_issue, day, turned_from, polarity, confidence,
        article_id, revision, "start", "end"
    FROM turns WHERE day >= ? ORDER BY day, holder_id
"""
_BEFORE = """
    SELECT article_id, revision, "start", "end" FROM positions
    WHERE holder_id = ? AND COALESCE(target_entity, '') = ? AND COALESCE(target_issue, '') = ?
        AND day < ? AND polarity = ? ORDER BY day DESC LIMIT 1
"""


def found(db: Database, alerts: Alerts, look: Look) -> Iterator[Alert]:
    """Turns of these days, with the last words on the side that was left."""
    rule = alerts.turn
    if rule is None:
        return
    for row in db.execute(_TURNS, [str(look.first)]).fetchall():
        holder, entity, issue, day, left, side, confidence, *at = row
        if rule.holders and holder not in rule.holders:
            continue
        if rule.issues and issue not in rule.issues:
            continue
        before = db.execute(_BEFORE, [holder, entity or "", issue or "", day, left]).fetchone()
        yield Alert(
            f"turn:{holder}:{issue or entity}:{side}", day,
            {"holder": holder, "issue": issue, "entity": entity, "from": left, "to": side},
            Place(*at), Place(*before) if before else None, confidence, APART,
        )  # fmt: skip
