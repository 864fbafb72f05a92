"""The commands by which people correct what an analysis found."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click
from sqlite_utils import Database

from commands import kept, signed
from storage.correcting import corrections, pointed
from storage.correcting.correction import NOBODY, Correction
from storage.correcting.pointed import CONFIRM
from storage.records import Entity, Polarity
from topics.model import EntityType

with_nth = click.option(
    "--nth", type=click.IntRange(1), help="Which of several places has the words, from 1."
)


@click.group()
def correct() -> None:
    """Correct what was found; it holds through every new analysis.

    ARTICLE is an address or a number, WORDS are copied from its text. Who corrected, when and
    why is kept; `list` shows all, `undo` takes one back. While another run writes, a correction
    is kept at once and takes effect when that has ended.
    """


@correct.group()
def entity() -> None:
    """Say which names are one, and which are not."""


@entity.command()
@click.argument("one")
@click.argument("into")
@signed.with_signature
def merge(one: str, into: str, author: str, reason: str, db: Path, json_: bool) -> None:
    """Let everything found for the entity ONE be that of INTO.

    \b
    Example: brouhaha correct entity merge duncan-crabtree duncan-crabtree-ireland \\
               --by ida --reason "the same person"
    """
    by = signed.signature(author, reason)
    signed.keep(
        db, lambda store: corrections.add(store, pointed.merge(store, by, one, into)), json_
    )


@entity.command()
@click.argument("one")
@click.argument("into")
@click.option("--article", default="", help="Only in this article, by its address or number.")
@click.option("--words", default="", help="Only where the name is written like this.")
@click.option("--name", default="", help="The name of INTO, where it is new.")
@click.option(
    "--type", "kind", type=click.Choice(get_args(EntityType)), help="Its type, where it is new."
)
@signed.with_signature
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

    def said(store: Database) -> Correction:
        by = signed.signature(author, reason)
        return corrections.add(store, pointed.split(store, by, one, other, article, words))

    signed.keep(db, said, json_)


@correct.command()
@click.argument("article")
@click.argument("words")
@click.argument("who")
@with_nth
@signed.with_signature
def speaker(
    article: str, words: str, who: str, nth: int | None,
    author: str, reason: str, db: Path, json_: bool,
) -> None:  # fmt: skip
    """Say WHO speaks in the quotation at WORDS: an entity's id, or words.

    \b
    Example: brouhaha correct speaker 12 "no machine can" fran-drescher \\
               --by ida --reason "she is named in the sentence before"
    """

    def said(store: Database) -> Correction:
        there = pointed.spot(store, article, words, nth)
        by = signed.signature(author, reason)
        return corrections.add(store, pointed.speaker(store, by, there, who))

    signed.keep(db, said, json_)


@correct.command()
@click.argument("article")
@click.argument("words")
@click.argument("value", type=click.Choice([*get_args(Polarity), NOBODY, CONFIRM]))
@click.option("--holder", default="", help="Whose position: an entity's id, words, or author.")
@click.option("--target", default="", help="On what: the id of an issue or an entity.")
@with_nth
@signed.with_signature
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

    def said(store: Database) -> Correction:
        there = pointed.spot(store, article, words, nth)
        by = signed.signature(author, reason)
        return corrections.add(store, pointed.position(store, by, there, holder, target, value))

    signed.keep(db, said, json_)


@correct.command()
@click.argument("article")
@click.argument("words")
@click.option("--entity", "named", default="", help="The entity that is not named there, by id.")
@with_nth
@signed.with_signature
def mention(
    article: str, words: str, named: str, nth: int | None,
    author: str, reason: str, db: Path, json_: bool,
) -> None:  # fmt: skip
    """Say that WORDS do not name whom they were taken to name.

    \b
    Example: brouhaha correct mention 12 Meta --nth 2 --by ida --reason "an adverb here"
    """

    def said(store: Database) -> Correction:
        there = pointed.spot(store, article, words, nth)
        by = signed.signature(author, reason)
        return corrections.add(store, pointed.mention(by, there, named))

    signed.keep(db, said, json_)


@correct.command()
@click.argument("article")
@click.argument("value", type=click.Choice(["yes", "no"]))
@signed.with_signature
def relevant(article: str, value: str, author: str, reason: str, db: Path, json_: bool) -> None:
    """Say whether ARTICLE is on the topic.

    \b
    Example: brouhaha correct relevant 12 no --by ida --reason "film review"
    """

    def said(store: Database) -> Correction:
        by = signed.signature(author, reason)
        return corrections.add(store, pointed.relevance(store, by, article, value))

    signed.keep(db, said, json_)


for command in (kept.list_, kept.undo, kept.export_, kept.import_, kept.gold_):
    correct.add_command(command)
