"""The commands by which people correct what an analysis found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_args

import click
from sqlite_utils import Database

import terminal
from storage import correction_lines, corrections, gold, pointed
from storage.correction import NOBODY, Correction
from storage.lock import writing
from storage.pointed import CONFIRM, Signed
from storage.records import Entity, Polarity
from storage.store import now, opened
from topics.model import EntityType

Command = Callable[..., Any]
FILE = click.Path(path_type=Path, dir_okay=False)
with_db = click.option(
    "--db", type=FILE, default="brouhaha.db", show_default=True, help="The database file."
)
with_json = click.option("--json", "json_", is_flag=True, help="Print JSON for programs.")
with_nth = click.option(
    "--nth", type=click.IntRange(1), help="Which of several places has the words, from 1."
)


def signed(command: Command) -> Command:
    """The options that every correction needs."""
    by = click.option(
        "--by", "author", required=True, envvar="BROUHAHA_AUTHOR", show_envvar=True,
        help="Who corrects.",
    )  # fmt: skip
    why = click.option("--reason", required=True, help="Why, in a sentence.")
    return by(why(with_db(with_json(command))))


@contextmanager
def changing(db: Path) -> Iterator[Database]:
    with writing(db), opened(db, create=False) as store:
        yield store


@click.group()
def correct() -> None:
    """Correct what was found; it holds through every new analysis.

    ARTICLE is an address or a number, WORDS are copied from its text. Who corrected, when and
    why is kept; `list` shows all, `undo` takes one back.
    """


@correct.group()
def entity() -> None:
    """Say which names are one, and which are not."""


@entity.command()
@click.argument("one")
@click.argument("into")
@signed
def merge(one: str, into: str, author: str, reason: str, db: Path, json_: bool) -> None:
    """Let everything found for the entity ONE be that of INTO.

    \b
    Example: brouhaha correct entity merge duncan-crabtree duncan-crabtree-ireland \\
               --by ida --reason "the same person"
    """
    with changing(db) as store:
        _tell(corrections.add(store, pointed.merge(store, _by(author, reason), one, into)), json_)


@entity.command()
@click.argument("one")
@click.argument("into")
@click.option("--article", default="", help="Only in this article, by its address or number.")
@click.option("--words", default="", help="Only where the name is written like this.")
@click.option("--name", default="", help="The name of INTO, where it is new.")
@click.option(
    "--type", "kind", type=click.Choice(get_args(EntityType)), help="Its type, where it is new."
)
@signed
def split(
    one: str, into: str, article: str, words: str, name: str, kind: str | None,
    author: str, reason: str, db: Path, json_: bool,
) -> None:  # fmt: skip
    """Let part of what was found for the entity ONE be that of INTO.

    \b
    Example: brouhaha correct entity split meta meta-analysis --article 12 \\
               --name "Meta-analysis" --type WORK --by ida --reason "a study, not the firm"
    """
    other = Entity(into, name, kind or "")
    with changing(db) as store:
        said = pointed.split(store, _by(author, reason), one, other, article, words)
        _tell(corrections.add(store, said), json_)


@correct.command()
@click.argument("article")
@click.argument("words")
@click.argument("who")
@with_nth
@signed
def speaker(
    article: str, words: str, who: str, nth: int | None,
    author: str, reason: str, db: Path, json_: bool,
) -> None:  # fmt: skip
    """Say WHO speaks in the quotation at WORDS: an entity's id, or words.

    \b
    Example: brouhaha correct speaker 12 "no machine can" fran-drescher \\
               --by ida --reason "she is named in the sentence before"
    """
    with changing(db) as store:
        there = pointed.spot(store, article, words, nth)
        said = pointed.speaker(store, _by(author, reason), there, who)
        _tell(corrections.add(store, said), json_)


@correct.command()
@click.argument("article")
@click.argument("words")
@click.argument("value", type=click.Choice([*get_args(Polarity), NOBODY, CONFIRM]))
@click.option("--holder", default="", help="Whose position: an entity's id, words, or author.")
@click.option("--target", default="", help="On what: the id of an issue or an entity.")
@with_nth
@signed
def position(
    article: str, words: str, value: str, holder: str, target: str, nth: int | None,
    author: str, reason: str, db: Path, json_: bool,
) -> None:  # fmt: skip
    """Overrule or confirm the position at WORDS; with --holder and --target, add one.

    `none` says that the article expresses no such position.

    \b
    Example: brouhaha correct position 12 disgrace against --by ida --reason "irony"
    Example: brouhaha correct position 12 disgrace confirm --by ida --reason "read it"
    """
    with changing(db) as store:
        there = pointed.spot(store, article, words, nth)
        said = pointed.position(store, _by(author, reason), there, holder, target, value)
        _tell(corrections.add(store, said), json_)


@correct.command()
@click.argument("article")
@click.argument("words")
@click.option("--entity", "named", default="", help="The entity that is not named there, by id.")
@with_nth
@signed
def mention(
    article: str, words: str, named: str, nth: int | None,
    author: str, reason: str, db: Path, json_: bool,
) -> None:  # fmt: skip
    """Say that WORDS do not name whom they were taken to name.

    \b
    Example: brouhaha correct mention 12 Meta --nth 2 --by ida --reason "an adverb here"
    """
    with changing(db) as store:
        there = pointed.spot(store, article, words, nth)
        _tell(corrections.add(store, pointed.mention(_by(author, reason), there, named)), json_)


@correct.command()
@click.argument("article")
@click.argument("value", type=click.Choice(["yes", "no"]))
@signed
def relevant(article: str, value: str, author: str, reason: str, db: Path, json_: bool) -> None:
    """Say whether ARTICLE is on the topic.

    \b
    Example: brouhaha correct relevant 12 no --by ida --reason "film review"
    """
    with changing(db) as store:
        said = pointed.relevance(store, _by(author, reason), article, value)
        _tell(corrections.add(store, said), json_)


@correct.command(name="list")
@with_db
@with_json
def list_(db: Path, json_: bool) -> None:
    """List all corrections and whether what they are about was found.

    \b
    Example: brouhaha correct list --db strike.db
    """
    with opened(db, create=False) as store:
        held = corrections.held(store)
    if json_:
        terminal.as_json([{"key": h.correction.key, "state": _state(h), "detail": h.detail,
                           "correction": h.correction} for h in held])  # fmt: skip
        return
    columns = ("key", "what", "state", "by", "when", "reason")
    rows = [(h.correction.key, _what(h.correction), _state(h), h.correction.author,
             h.correction.made_at, h.correction.reason) for h in held]  # fmt: skip
    terminal.table("Corrections", columns, rows)


@correct.command()
@click.argument("key")
@signed
def undo(key: str, author: str, reason: str, db: Path, json_: bool) -> None:
    """Withdraw the correction KEY (its beginning is enough): what was found stands again.

    \b
    Example: brouhaha correct undo 3f2a --by ida --reason "it was no irony"
    """
    with changing(db) as store:
        _tell(corrections.withdraw(store, key, author, reason, now()), json_)


@correct.command(name="export")
@click.argument("file", type=FILE)
@with_db
@with_json
def export_(file: Path, db: Path, json_: bool) -> None:
    """Write all corrections to FILE, JSON lines to exchange and to keep under version control.

    \b
    Example: brouhaha correct export corrections.jsonl --db strike.db
    """
    with opened(db, create=False) as store:
        written = correction_lines.write(file, [h.correction for h in corrections.held(store)])
    if json_:
        terminal.as_json({"written": written})
    else:
        terminal.say(f"{written} corrections written to {file}")


@correct.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@with_db
@with_json
def import_(file: Path, db: Path, json_: bool) -> None:
    """Take over the corrections of FILE; where ours say otherwise, ours stay and it is told.

    \b
    Example: brouhaha correct import corrections.jsonl --db strike.db
    """
    given = correction_lines.read(file)
    with changing(db) as store:
        taken = corrections.take(store, given)
    if json_:
        terminal.as_json(taken)
    else:
        terminal.say(f"{taken.new} taken over, {taken.withdrawn} withdrawn, "
                     f"{taken.known} known already")  # fmt: skip
    if taken.conflicts:
        told = [f"not taken over: {_what(theirs)}, by {theirs.author}; ours ({ours.key}): "
                f"{_what(ours)}, by {ours.author}" for theirs, ours in taken.conflicts]  # fmt: skip
        terminal.fail("\n".join(told), terminal.PARTLY)


@correct.command(name="gold")
@click.argument("folder", type=click.Path(path_type=Path))
@with_db
@with_json
def gold_(folder: Path, db: Path, json_: bool) -> None:
    """Write the corrected articles into FOLDER as documents to evaluate the analysis with.

    They hold full texts and are not for publication.

    \b
    Example: brouhaha correct gold gold/ --db strike.db
    """
    with opened(db, create=False) as store:
        written = gold.write(store, folder)
    if json_:
        terminal.as_json(written)
    else:
        told = ", ".join(f"{n} {lang}" for lang, n in written.items()) or "nothing is corrected"
        terminal.say(f"documents: {told}")


def _by(author: str, reason: str) -> Signed:
    return Signed(author, reason, now())


def _tell(said: Correction, json_: bool) -> None:
    if json_:
        terminal.as_json({"key": said.key, "correction": said})
    else:
        done = "withdrawn" if said.withdrawn_at else "kept"
        terminal.say(f"{done}: {_what(said)} ({said.key})")


def _state(held: corrections.Held) -> str:
    return held.state if held.correction.active else "withdrawn"


def _what(said: Correction) -> str:
    """A correction in one line."""
    where = " ".join(part for part in (said.url, repr(said.words) if said.words else "") if part)
    told = {
        "merge": f"{said.entity} is {said.value}",
        "split": f"{said.entity} is {said.value}: {where}",
        "mention": f"{said.entity} is not named: {where}",
        "speaker": f"{said.value} speaks: {where}",
        "position": f"{said.entity} on {said.target}: {said.value}: {where}",
        "relevance": f"on the topic: {said.value}: {where}",
    }
    return told[said.kind]
