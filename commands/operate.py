"""The commands that look after a watch: its state, its archive, its timetable."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

import terminal
import topics
from commands import options, outcomes
from storage import status as state
from storage.records import Tally
from storage.store import opened

if TYPE_CHECKING:
    from scheduler import Outcome
    from storage.planned import Planned

DAYS = 30  # of discovery that a terminal shows, the latest


@click.command()
@options.with_db
@options.with_json
def status(db: Path, json_: bool) -> None:
    """Say what the database holds, what became of each address, and how the last runs ended.

    \b
    Example: brouhaha status --db strike.db
    """
    with opened(db, create=False) as store:
        found = state.status(store)
    if json_:
        terminal.as_json(found)
        return
    terminal.say(
        f"{found.topic}: {found.articles} articles, {found.relevant} on the topic, newest of "
        f"{found.newest}; {found.backlog} to analyse, {found.broken} broke the analysis"
    )
    for what, parts in (("source", found.sources), ("day", found.days)):
        rows = [*parts.items()][-DAYS:] if what == "day" else [*parts.items()]
        rows.append(("all", found.total))
        terminal.table(
            f"Addresses by {what}",
            (what, "found", "verdicts", "which"),
            [(name, d.addresses, sum(d.verdicts.values()), terminal.words(Tally(d.verdicts)))
             for name, d in rows],
        )  # fmt: skip
    if not found.total.adds_up:
        terminal.say("The verdicts do not add up to the addresses found: some were lost.")
    terminal.say(f"Lists: {terminal.words(Tally(found.lists))}")
    runs = [(r.kind, r.started_at, r.finished_at, r.outcome, r.detail) for r in found.runs]
    terminal.table("Last runs (UTC)", ("run", "began", "ended", "outcome", "detail"), runs)


@click.command()
@options.with_db
@options.with_processes
@options.with_json
def verify(db: Path, processes: int, json_: bool) -> None:
    """Read the archive again: check every digest, and every article against its page.

    Each difference is told, a line each.

    
    Example: brouhaha verify --db strike.db
    """
    from crawler.verify import verify as prove

    with terminal.progress() as show:
        found = prove(db, processes, lambda tally, total: show("verify", tally, total))
    if json_:
        terminal.as_json(found)
    else:
        terminal.say(f"verified: {terminal.words(found.tally)}")
    terminal.end(found.differences)


@click.group()
def schedule() -> None:
    """Run what is due by the timetable of a topic, and see what runs when."""


@schedule.command()
@options.with_db
@options.with_topic
@options.with_json
def show(db: Path, name: str, json_: bool) -> None:
    """Say what runs when: the next time, and how the last run ended.

    The times stand in [schedule] of the topic's topic.toml. What was missed while the machine was
    off is due, and is done once.

    \b
    Example: brouhaha schedule show --db strike.db
    """
    from storage.planned import plan

    planned = plan(db, topics.load(name))
    if json_:
        terminal.as_json(planned)
        return
    columns = ("what", "when", "ways", "sources", "next", "last run (UTC)", "outcome", "detail")
    terminal.table("Timetable", columns, [_row(each) for each in planned])


@schedule.command(name="run")
@options.with_db
@options.with_topic
@options.with_processes
@options.with_json
def run_due(db: Path, name: str, processes: int, json_: bool) -> None:
    """Do what is due by the timetable, then stop: for cron, as python scheduler.py --once.

    \b
    Example: brouhaha schedule run --db strike.db
    """
    from scheduler import do_due

    failures: list[str] = []
    done: dict[str, Outcome] = {}
    with terminal.progress() as show:
        for what, outcome in do_due(db, topics.load(name), processes, show):
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
