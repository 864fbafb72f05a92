"""Looks through what is stored by the rules that are on, and keeps what is new."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

from sqlite_utils import Database

from alerts import burst, edit, figure, first, named, quiet, turn
from alerts.look import Look, look
from storage import alerts as kept
from storage.alerts import Alert, Rule
from topics import Topic
from topics.rules import Alerts

# in the order of a digest
RULES: dict[Rule, Callable[[Database, Alerts, Look], Iterator[Alert]]] = {
    "turn": turn.found,
    "figure": figure.found,
    "edit": edit.found,
    "named": named.found,
    "burst": burst.found,
    "first": first.found,
    "quiet": quiet.found,
}


def notice(db: Database, topic: Topic, today: date | None = None) -> int:
    """Look once; how many alerts are new and to be told."""
    settings, day = topic.settings.alerts, today or datetime.now(UTC).date()
    since = kept.looked(db)
    on = [rule for rule in RULES if getattr(settings, rule) is not None]
    found = {
        rule: list(RULES[rule](db, settings, look(day, since.get(rule), settings.days)))
        for rule in on
    }
    return kept.notice(db, found, day) if found or since else 0
