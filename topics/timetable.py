"""When a time of a topic's schedule comes, and which have come since they were last done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import cast

from apscheduler.triggers.cron import CronTrigger

from topics.model import Source, Timing

ARCHIVES = {"gdelt", "wayback"}


def trigger(timing: Timing, jitter: int | None = None) -> CronTrigger:
    """In the machine's time zone; each time up to `jitter` seconds late."""
    made = CronTrigger.from_crontab(timing.when)
    made.jitter = jitter
    return made


def following(timing: Timing, moment: datetime) -> datetime | None:
    """The next time after a moment; `None` where the expression names a day that never comes."""
    return cast("datetime | None", trigger(timing).get_next_fire_time(moment, moment))


def due(
    schedule: Mapping[str, Timing],
    done: Mapping[str, datetime],
    watched: datetime | None,
    now: datetime,
) -> list[str]:
    """What has come since it was last begun, in the order of the file; once, however often it came.

    What was never done is due at once; archives wait for their time, counted from when the watch
    began. A moment in the future was written by a clock that was wrong, and counts as none.
    """
    return [
        name
        for name, timing in schedule.items()
        if (since := _since(timing, done.get(name), watched or now, now)) is None
        or ((time := following(timing, since)) and time <= now)
    ]


def read_by(timing: Timing, sources: Iterable[Source]) -> tuple[Source, ...]:
    """The sources in its groups."""
    return tuple(s for s in sources if not timing.groups or s.group in timing.groups)


def _since(
    timing: Timing, done: datetime | None, watched: datetime, now: datetime
) -> datetime | None:
    if done and done <= now:
        return done
    return min(watched, now) if ARCHIVES.issuperset(timing.ways) and not done else None
