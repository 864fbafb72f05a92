"""What runs when: the schedule of a topic beside what the database remembers of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from storage import scheduled
from storage.store import opened
from topics import Topic, timetable
from topics.model import Source


@dataclass(frozen=True, slots=True)
class Planned:
    """A table of the schedule: when (cron), how many sources, last run and next time (ISO)."""

    name: str
    when: str
    ways: tuple[str, ...]
    sources: int
    is_due: bool
    next: str | None
    last: scheduled.Scheduled | None


def plan(
    db: Path, topic: Topic, reads: Callable[[Source], bool] = lambda source: True
) -> list[Planned]:
    """All tables of the schedule that have a source; the database need not be there yet.

    `reads` tells of a source whether its lists are read by this machine.
    """
    sources = {
        name: timetable.read_by(timing, topic.sources.values())
        for name, timing in topic.settings.schedule.items()
    }
    schedule = {name: topic.settings.schedule[name] for name in sources if sources[name]}
    now = datetime.now(UTC)
    last, done, began = _remembered(db)
    coming = timetable.due(schedule, done, began, now)
    return [
        Planned(
            name=name,
            when=timing.when,
            ways=timing.ways,
            sources=sum(map(reads, sources[name])),
            is_due=name in coming,
            next=_iso(now if name in coming else timetable.following(timing, now)),
            last=last.get(name),
        )
        for name, timing in schedule.items()
    ]


def due(db: Path, topic: Topic) -> list[str]:
    """The tables of the schedule whose time has come since they were last done."""
    return [planned.name for planned in plan(db, topic) if planned.is_due]


def _remembered(
    db: Path,
) -> tuple[dict[str, scheduled.Scheduled], dict[str, datetime], datetime | None]:
    if not db.is_file():
        return {}, {}, None
    with opened(db) as store:
        return scheduled.last(store), scheduled.done(store), scheduled.watched(store)


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone().isoformat(timespec="minutes") if moment else None
