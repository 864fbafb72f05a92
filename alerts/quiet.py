"""A source goes quiet, or its lists cannot be read any more."""

from __future__ import annotations

from collections.abc import Iterator

from sqlite_utils import Database

from alerts.look import Look
from storage import habits
from storage.alerts import Alert
from topics.rules import Alerts


def found(db: Database, alerts: Alerts, look: Look) -> Iterator[Alert]:
    """One for each silence: another one begins after another last sign."""
    rule = alerts.quiet
    for one in habits.conditions(db) if rule else ():
        if rule and (not rule.sources or one.source_id in rule.sources):
            details = {"source": one.source_id, "state": one.state, "sign": one.sign,
                       "last_day": one.last_day, "silent": one.silent,
                       "usual": one.usual}  # fmt: skip
            subject = f"quiet:{one.source_id}:{one.state}:{one.last_day}"
            yield Alert(subject, str(look.today), details)
