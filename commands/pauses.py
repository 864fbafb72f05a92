"""The commands by which a source is left alone for a while, without a change to any list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

import terminal
from commands import options
from storage.retention import pauses
from storage.store import now, opened
from topics.model import Source


@click.command()
@click.argument("source")
@options.because
@click.option(
    "--until", type=options.DAY, metavar="DAY",
    help="The first day on which it may be asked again; without it, until `resume`.",
)  # fmt: skip
@options.with_db
@options.with_json
def pause(source: str, reason: str, until: datetime | None, db: Path, json_: bool) -> None:
    """Ask nothing of SOURCE (its id) from now on, also in a crawl that runs.

    What it has published meanwhile is looked for once it is resumed. In a list of sources,
    paused = "the reason" says the same.

    \b
    Example: brouhaha sources pause variety --reason "the publisher asked us to" --until 2027-01-15
    """
    if until and until.date() <= datetime.now(UTC).date():
        raise click.BadParameter(f"{until:%Y-%m-%d} is no day to come", param_hint="--until")
    with opened(db, create=False) as store:
        made = pauses.pause(store, source, reason, now(), f"{until:%Y-%m-%d}" if until else None)
    if json_:
        terminal.as_json(made)
    else:
        terminal.say(f"paused: {source}: {made.words()}")


@click.command()
@click.argument("source")
@options.with_db
@options.with_json
def resume(source: str, db: Path, json_: bool) -> None:
    """Let SOURCE (its id) be asked again from the next crawl on.

    \b
    Example: brouhaha sources resume variety
    """
    with opened(db, create=False) as store:
        still = pauses.resume(store, source)
    if json_:
        terminal.as_json({"source": source, "paused": still})
    if still:
        terminal.end([f"{source} stays paused: its list says so ({still.reason})"])
    elif not json_:
        terminal.say(f"resumed: {source}")


def left_alone(db: Path, sources: Iterable[Source]) -> dict[str, str]:
    """Why nothing is asked of which of these sources: by their list, or by the database."""
    listed = {source.id: source for source in sources}
    found = {key: pauses.listed_reason(one) for key, one in listed.items() if one.paused}
    if db.is_file():
        with opened(db) as store:
            held = pauses.paused(store)
        found |= {key: one.words() for key, one in held.items()
                  if key in listed and one.made_by == pauses.OPERATOR}  # fmt: skip
    return found


def tell(left: Mapping[str, str]) -> None:
    """Say which sources are left alone."""
    for source, reason in left.items():
        terminal.say(f"paused, not asked: {source}: {reason}")
