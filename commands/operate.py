"""The commands that look after a timetable."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

import terminal
import topics
from commands import options, outcomes, pauses

if TYPE_CHECKING:
    from crawler.shards import Shard
    from scheduler import Outcome
    from storage.planned import Planned


@click.group()
def schedule() -> None:
    """Run what is due by the timetable of a topic, and see what runs when."""


@schedule.command()
@options.with_db
@options.with_topic
@options.with_shard
@options.with_json
def show(db: Path, name: str, shard: Shard, json_: bool) -> None:
    """Say what runs when: the next time, and how the last run ended.

    The times stand in [schedule] of the topic's topic.toml. What was missed while the machine was
    off is due, and is done once. With --shard, the sources that this machine reads are counted.

    \b
    Example: brouhaha schedule show --db strike.db
    Example: brouhaha schedule show --db strike.db --shard 2/3
    """
    from storage.planned import plan

    topic = topics.load(name)
    planned = plan(db, topic, shard.among(topic.sources.values()).reads)
    if json_:
        terminal.as_json(planned)
        return
    columns = ("what", "when", "ways", "sources", "next", "last run (UTC)", "outcome", "detail")
    told = "Timetable" if shard.of == 1 else f"Timetable of machine {shard}"
    terminal.table(told, columns, [_row(each) for each in planned])
    pauses.tell(pauses.left_alone(db, topic.sources.values()))


@schedule.command(name="run")
@options.with_db
@options.with_topic
@options.with_processes
@options.with_shard
@options.with_json
def run_due(db: Path, name: str, processes: int, shard: Shard, json_: bool) -> None:
    """Do what is due by the timetable, then stop: for cron, as python scheduler.py --once.

    \b
    Example: brouhaha schedule run --db strike.db
    Example: brouhaha schedule run --db strike.db --shard 2/3
    """
    from scheduler import do_due

    failures: list[str] = []
    done: dict[str, Outcome] = {}
    with terminal.progress() as show:
        for what, outcome in do_due(db, topics.load(name), processes, show, shard):
            done[what] = outcome
            failures += [f"{what}: {failure}" for failure in outcome.failures]
            if not json_:
                terminal.say(f"{what}:")
                outcomes.tell(outcome)
    if json_:
        terminal.as_json(done)
    elif not done:
        terminal.say("nothing is due; `brouhaha schedule show` says what comes when")
    terminal.end(failures)


def _row(planned: Planned) -> tuple[object, ...]:
    """A line of the timetable."""
    last = planned.last
    ended = (last.outcome or ("stopped" if last.finished_at else "running")) if last else "never"
    return (planned.name, planned.when, ", ".join(planned.ways), planned.sources,
            "now" if planned.is_due else planned.next, last.started_at if last else "", ended,
            last.detail if last else "")  # fmt: skip
