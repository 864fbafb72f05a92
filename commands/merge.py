"""The command that brings databases together."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

import terminal
from commands import options
from storage.correcting.outstanding import turn


@click.command()
@click.argument("others", type=options.EXISTING, nargs=-1, required=True, metavar="OTHER...")
@options.with_db
@options.with_json
def merge(others: tuple[Path, ...], db: Path, json_: bool) -> None:
    """Bring all that OTHER databases hold into the one of --db, without loss or doubles.

    For machines that each crawl a part (--shard), or researchers who watch the same topic. The
    others are only read, and may be written to meanwhile. Their archives are copied beside --db,
    which is made where it is missing. Done twice, it changes nothing; ended on the way, it is
    completed by doing it again.

    \b
    Example: brouhaha merge one.db two.db three.db --db all.db
    """
    from storage.merge import check
    from storage.merge import merge as bring_in

    check(db, others)
    found = []
    with turn(db), terminal.progress() as show:
        for other in others:
            found.append(bring_in(db, other, partial(show, f"merge {other.name}")))
            if not json_:
                terminal.say(f"{other}: articles: {terminal.words(found[-1].articles)}; "
                             f"rows: {terminal.words(found[-1].rows)}; "
                             f"{found[-1].bytes} bytes of archive")  # fmt: skip
    if json_:
        terminal.as_json(found)
    else:
        terminal.say(f"analyse what is new, and tell its stories: "
                     f"brouhaha analyse --db {db} && brouhaha stories --db {db}")  # fmt: skip
    terminal.end([f"{one.path}: {failure}" for one in found for failure in one.failures])
