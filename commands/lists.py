"""The commands that check what people write: topic folders and lists of sources."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

import terminal
import topics
from commands import options, pauses
from storage.records import Tally
from storage.store import opened

if TYPE_CHECKING:
    from storage.unlisted import Unlisted


@click.group(name="sources")
def sources_() -> None:
    """Look after the lists of sources."""


@sources_.command(name="check")
@options.with_topic
@click.option(
    "--sources", type=options.EXISTING, help="A list of sources in place of the topic's own."
)
@click.option("--source", "only", multiple=True, help="Only this source, by its id; repeatable.")
@click.option(
    "--timeout", type=click.FloatRange(1, 3600), default=90, show_default=True,
    help="Seconds for each source.",
)  # fmt: skip
@options.with_db
@options.with_json
def check_sources(
    name: str, sources: Path | None, only: tuple[str, ...], timeout: float, db: Path, json_: bool
) -> None:
    """Visit each source and say what works, what has rotted and what is forbidden.

    Looks at robots.txt, the home page, each feed, sitemap and section, and one article. Nothing
    is stored; what is paused, by the list or in the database, is left alone. Leaves with 1 where
    something is wrong, so that cron can tell.

    \b
    Example: brouhaha sources check
    Example: brouhaha sources check --source variety --source deadline --json
    """
    from crawler.check import CheckJob, SourceCheck, check, problems, row

    chosen = options.chosen(
        topics.load_sources(sources) if sources else topics.load(name).sources, only
    )
    left = pauses.left_alone(db, chosen)
    chosen = tuple(source for source in chosen if source.id not in left)
    done = Tally()

    def tell(found: SourceCheck) -> None:
        nonlocal done
        done = done.plus(Tally({"well" if found.well else "wrong": 1}))
        show("check", done, len(chosen))

    with terminal.progress() as show:
        show("check", done, len(chosen))
        checks = check(CheckJob(chosen, timeout), tell)
    if json_:
        terminal.as_json(checks)
    else:
        columns = ("source", "lists that work", "items", "newest", "what is wrong")
        terminal.table("Sources", columns, [row(found, datetime.now(UTC)) for found in checks])
        well = sum(found.well for found in checks)
        pauses.tell(left)
        terminal.say(f"checked: {well} well, {len(checks) - well} wrong")
    terminal.end(list(problems(checks)))


for command in (pauses.pause, pauses.resume):
    sources_.add_command(command)


@click.group(name="topics")
def topics_() -> None:
    """Check topic folders."""


@topics_.command()
@click.argument("names", nargs=-1)
@click.option(
    "--db",
    type=options.EXISTING,
    help="Also show the entities named most in it that are not listed yet.",
)
@click.option(
    "--most", type=click.IntRange(1, 10_000), default=30, show_default=True,
    help="How many of these entities.",
)  # fmt: skip
@options.with_json
def check(names: tuple[str, ...], db: Path | None, most: int, json_: bool) -> None:
    """Read NAMES (without any, all that come with the project) and tell every mistake.

    With --db also list the entities that the relevant articles of a database name most and that its
    topic does not list: candidates for its entities.toml.

    \b
    Example: brouhaha topics check my-topic/
    Example: brouhaha topics check my-topic/ --db strike.db --most 50
    """
    checked, mistakes = _check_topics(names or topics.names())
    if not json_:
        for counts in checked:
            name, *numbers = counts.items()
            terminal.say(f"{name[1]}: {', '.join(f'{n} {what}' for what, n in numbers)}")
    if mistakes:
        raise topics.TopicError(mistakes)
    found = _unlisted(db, most) if db else []
    if json_:
        terminal.as_json({"topics": checked, "unlisted": found})
    elif db:
        columns = ("entity", "type", "articles", "mentions", "spelled")
        rows = [(e.id, e.type, e.articles, e.mentions, " · ".join(e.spellings)) for e in found]
        terminal.table("Named most, not listed", columns, rows)


def _check_topics(names: Sequence[str]) -> tuple[list[dict[str, str | int]], list[str]]:
    """What each topic holds, and the mistakes of those that cannot be used."""
    checked: list[dict[str, str | int]] = []
    mistakes: list[str] = []
    for name in names:
        try:
            topic = topics.load(name)
        except topics.TopicError as error:
            mistakes += error.mistakes
        else:
            counts = {kind: len(getattr(topic, kind))
                      for kind in ("entities", "issues", "events", "sources")}  # fmt: skip
            checked.append({"id": topic.id, **counts})
    return checked, mistakes


def _unlisted(db: Path, most: int) -> list[Unlisted]:
    from storage.unlisted import unlisted

    with opened(db, create=False) as store:
        return unlisted(store, most)
