"""The commands by which articles are withdrawn, kept out, and allowed to be read again."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click
from sqlite_utils import Database

import terminal
import topics
from commands import options, outcomes
from storage import archive
from storage.correcting.outstanding import turn
from storage.retention import takedown, withdrawal_lines, withdrawals
from storage.retention.withdrawals import Withdrawal
from storage.store import now, opened, save_topic, unlisted_source
from topics import Topic


class _Articles(click.Group):
    """What is no command is an article."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        named = args if args[0] in self.commands else ["articles", *args]
        return super().resolve_command(ctx, named)


@click.group(cls=_Articles, name="takedown", context_settings={"ignore_unknown_options": True})
def group() -> None:
    """Remove articles on request, and keep them out.

    `brouhaha takedown ARTICLE... --by NAME --reason WORDS` takes down articles by their number or
    address: text, title, authors, all versions, all that was found in them, and the pages in the
    archive. A tombstone stays, by which the article is not read again. It cannot be undone; `lift`
    allows the article to be read afresh.

    \b
    Example: brouhaha takedown 12 --by ida --reason "the publisher asked us to" --db strike.db
    """


@group.command()
@click.argument("articles", nargs=-1)
@click.option("--source", default="", help="All articles of this source, by its id.")
@click.option(
    "--matching", metavar="PATTERN",
    help="With --source, only those whose address is like this; * stands for anything.",
)  # fmt: skip
@options.by_somebody
@options.because
@options.with_db
@options.with_topic
@options.with_json
def articles(
    articles: tuple[str, ...], source: str, matching: str | None,
    author: str, reason: str, db: Path, name: str, json_: bool,
) -> None:  # fmt: skip
    """Take down ARTICLES, numbers or addresses, or those of a source.

    \b
    Example: brouhaha takedown 12 https://loaf.example/a --by ida --reason "a court order"
    Example: brouhaha takedown articles --source the-loaf --matching "*/2023/*" --by ida \\
               --reason "the licence ended"
    """
    topic = topics.load(name)
    if not (articles or source):
        raise click.UsageError("give numbers or addresses of articles, or --source")
    if matching and not source:
        raise click.UsageError("--matching needs --source: whose articles?")
    with opened(db, create=False) as store, turn(db):
        save_topic(store, topic)
        given = [*articles, *(takedown.of_source(store, source, matching or "*") if source else ())]
        made = takedown.begin(store, takedown.pointed(store, given), author, reason, now())
        _complete(store, db, topic)
    _tell(made, json_)


@group.command(name="list")
@options.with_db
@options.with_json
def list_(db: Path, json_: bool) -> None:
    """List what was withdrawn, when, by whom and why.

    \b
    Example: brouhaha takedown list --db strike.db
    """
    with opened(db, create=False) as store:
        held = withdrawals.held(store)
    if json_:
        terminal.as_json(held)
        return
    columns = ("article", "address", "when (UTC)", "by", "reason", "state")
    rows = [(one.article_id, one.url, one.withdrawn_at, one.author, one.reason, _state(one))
            for one in held]  # fmt: skip
    terminal.table("Withdrawn articles", columns, rows)


@group.command()
@options.with_db
@options.with_topic
@options.with_json
def finish(db: Path, name: str, json_: bool) -> None:
    """Remove the traces of what was withdrawn by a command that was ended before its end.

    \b
    Example: brouhaha takedown finish --db strike.db
    """
    topic = topics.load(name)
    with opened(db, create=False) as store, turn(db):
        save_topic(store, topic)
        left = withdrawals.unfinished(store)
        _complete(store, db, topic)
    _tell(left, json_)


@group.command()
@click.argument("article")
@options.by_somebody
@options.because
@options.with_db
@options.with_json
def lift(article: str, author: str, reason: str, db: Path, json_: bool) -> None:
    """Allow ARTICLE, a number or address, to be read again at the next visit.

    What was removed does not come back: the page is read as it is then, under a new number.

    \b
    Example: brouhaha takedown lift 12 --by ida --reason "the page is without the name now"
    """
    with opened(db, create=False) as store:
        lifted = withdrawals.lift(store, article, author, reason, now())
    if json_:
        terminal.as_json(lifted)
    else:
        terminal.say(f"lifted: {lifted.url} may be read again")


@group.command(name="export")
@click.argument("file", type=options.FILE)
@options.with_db
@options.with_json
def export_(file: Path, db: Path, json_: bool) -> None:
    """Write what is kept out to FILE, JSON lines: addresses and digests, no texts.

    \b
    Example: brouhaha takedown export withdrawn.jsonl --db strike.db
    """
    with opened(db, create=False) as store:
        written = withdrawal_lines.write(store, file)
    outcomes.tell_written(written, "withdrawn articles", file, json_)


@group.command(name="import")
@click.argument("file", type=options.EXISTING)
@options.with_db
@options.with_topic
@options.with_json
def import_(file: Path, db: Path, name: str, json_: bool) -> None:
    """Take down and keep out what FILE says: into a restored backup, for instance.

    \b
    Example: brouhaha takedown import withdrawn.jsonl --db restored.db
    """
    topic, lines = topics.load(name), withdrawal_lines.read(file)
    with opened(db, create=False) as store, turn(db):
        save_topic(store, topic)
        made = [
            one for line in withdrawal_lines.unknown(store, lines) for one in _take(store, line)
        ]
        _complete(store, db, topic)
    _tell(made, json_)


def _take(store: Database, line: withdrawal_lines.Line) -> list[Withdrawal]:
    """Withdraw what a line is about, or keep out what is not there."""
    with store.atomic():
        if not store.execute("SELECT 1 FROM sources WHERE id = ?", [line.source]).fetchone():
            unlisted_source(store, line.source)
        there = withdrawal_lines.there(store, line)
        made = takedown.begin(store, there, line.author, line.reason, line.withdrawn_at)
        return made or [takedown.keep_out(store, line)]


def _complete(store: Database, db: Path, topic: Topic) -> None:
    """Do the rest for all that is not wholly removed; what cannot be done is told."""
    from crawler.erasure import DamagedArchiveError, erase
    from crawler.evidence import folder
    from stories.run import work_off

    left = withdrawals.unfinished(store)
    if not left:
        return
    try:
        reasons = {url: one.reason for one in left
                   for url in withdrawals.addresses(store, one.article_id)}  # fmt: skip
        ends = {name: archive.end_of(store, name) for name in archive.files(store)}
        erase(folder(db), reasons, ends)
        with terminal.progress() as show:
            work_off(store, topic, show)
        takedown.finish(store, left)
    except (DamagedArchiveError, takedown.ReadersError, sqlite3.OperationalError, OSError) as error:
        terminal.end([f"withdrawn and kept out, but traces are left: {error}",
                      "`brouhaha takedown finish` removes them once that is mended"])  # fmt: skip


def _tell(made: Sequence[Withdrawal], json_: bool) -> None:
    if json_:
        terminal.as_json([asdict(one) for one in made])
        return
    for one in made:
        terminal.say(f"withdrawn: {one.article_id} {one.url}")
    if not made:
        terminal.say("nothing is left to be done")


def _state(one: Withdrawal) -> str:
    if one.lifted_at:
        return f"lifted {one.lifted_at} by {one.lifted_by}: {one.lifted_reason}"
    return "removed" if one.finished_at else "traces are left: `brouhaha takedown finish`"
