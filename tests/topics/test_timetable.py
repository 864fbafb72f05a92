"""When the times of a schedule come: once if missed, archives at night, whatever the clock does."""

from __future__ import annotations

from datetime import datetime

import pytest

from topics import timetable
from topics.model import Timing

SCHEDULE = {
    "often": Timing(when="*/20 * * * *", ways=("feeds",)),
    "archives": Timing(when="0 2 * * sun", ways=("gdelt", "wayback")),
}


def at(text: str) -> datetime:
    """A moment of November 2026, in the machine's own time zone."""
    return datetime.fromisoformat(f"2026-11-{text}:00").astimezone()


@pytest.mark.parametrize(
    ("done", "watched", "now", "due"),
    [
        ({}, None, "17T14:07", ["often"]),  # a new database: lists at once, archives at night
        ({"often": "17T14:07"}, "17T14:07", "17T14:19", []),
        ({"often": "17T14:07"}, "17T14:07", "17T14:20", ["often"]),
        ({"often": "17T14:20"}, "17T14:07", "17T14:20", []),  # not twice in its minute
        ({"often": "17T14:20"}, "17T14:07", "19T20:00", ["often"]),  # 160 missed times are one
        ({"often": "22T01:59"}, "17T14:07", "22T01:59", []),
        ({"often": "22T02:00"}, "17T14:07", "22T02:01", ["archives"]),  # a Sunday
        ({"often": "22T02:00", "archives": "22T02:01"}, "17T14:07", "22T02:15", []),
        ({"often": "17T14:20", "archives": "08T02:00"}, "01T00:00", "17T14:21", ["archives"]),
        ({"often": "28T14:20"}, "17T14:07", "17T14:21", ["often"]),  # the clock was wrong
        ({}, "28T14:07", "17T14:21", ["often"]),
    ],
)
def test_what_is_due(done: dict[str, str], watched: str | None, now: str, due: list[str]) -> None:
    moments = {name: at(moment) for name, moment in done.items()}
    began = at(watched) if watched else None
    assert timetable.due(SCHEDULE, moments, began, at(now)) == due


def test_jitter_is_late_and_never_early() -> None:
    trigger = timetable.trigger(SCHEDULE["often"], 20)
    times = [trigger.get_next_fire_time(None, at("17T14:07")) for _ in range(50)]
    late = [(time - at("17T14:20")).total_seconds() for time in times]
    assert min(late) >= 0 and max(late) <= 20 and len(set(late)) > 1


def test_a_day_that_never_comes_is_never_due() -> None:
    never = {"never": Timing(when="0 0 31 2 *")}
    done = {"never": at("17T14:07")}
    assert timetable.due(never, done, None, at("19T14:07")) == []
