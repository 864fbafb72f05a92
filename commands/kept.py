"""The commands for the corrections that were made: listed, withdrawn, exchanged."""

from __future__ import annotations

from pathlib import Path

import click

import terminal
from commands import options, outcomes, signed
from storage.correcting import correction_lines, corrections, gold, outstanding
from storage.store import now, opened


@click.command(name="list")
@options.with_db
@options.with_json
def list_(db: Path, json_: bool) -> None:
    """List all corrections and whether what they are about was found.

    \b
    Example: brouhaha correct list --db strike.db
    """
    with opened(db, create=False) as store:
        held = corrections.held(store)
    if json_:
        terminal.as_json(
            [{"key": h.correction.key, "state": signed.state(h), "detail": signed.detail(h),
              "correction": h.correction} for h in held]
        )  # fmt: skip
        return
    columns = ("key", "what", "state", "why so", "by", "when (UTC)", "reason")
    rows = [(h.correction.key, signed.described(h.correction), signed.state(h), signed.detail(h),
             h.correction.author, h.correction.made_at, h.correction.reason)
            for h in held]  # fmt: skip
    terminal.table("Corrections", columns, rows)


@click.command()
@click.argument("key")
@signed.with_signature
def undo(key: str, author: str, reason: str, db: Path, json_: bool) -> None:
    """Withdraw the correction KEY (its beginning is enough): what was found stands again.

    \b
    Example: brouhaha correct undo 3f2a --by ida --reason "it was no irony"
    """
    signed.keep(db, lambda store: corrections.withdraw(store, key, author, reason, now()), json_)


@click.command(name="export")
@click.argument("file", type=options.FILE)
@options.with_db
@options.with_json
def export_(file: Path, db: Path, json_: bool) -> None:
    """Write all corrections to FILE, JSON lines to exchange and to keep under version control.

    \b
    Example: brouhaha correct export corrections.jsonl --db strike.db
    """
    with opened(db, create=False) as store:
        written = correction_lines.write(file, [h.correction for h in corrections.held(store)])
    outcomes.tell_written(written, "corrections", file, json_)


@click.command(name="import")
@click.argument("file", type=options.EXISTING)
@options.with_db
@options.with_json
def import_(file: Path, db: Path, json_: bool) -> None:
    """Take over the corrections of FILE; where ours say otherwise, ours stay and it is told.

    \b
    Example: brouhaha correct import corrections.jsonl --db strike.db
    """
    given = correction_lines.read(file)
    with opened(db, create=False) as store:
        taken = corrections.take(store, given)
    waits = outstanding.catch_up(db)
    if json_:
        terminal.as_json(taken)
    else:
        terminal.say(f"{taken.new} taken over, {taken.withdrawn} withdrawn, "
                     f"{taken.known} known already")  # fmt: skip
        signed.tell_wait(waits)
    if taken.conflicts:
        told = [
            f"not taken over: {signed.described(theirs)}, by {theirs.author}; "
            f"ours ({ours.key}): {signed.described(ours)}, by {ours.author}"
            for theirs, ours in taken.conflicts
        ]
        terminal.fail("\n".join(told), terminal.PARTLY)


@click.command(name="gold")
@click.argument("folder", type=click.Path(path_type=Path))
@options.with_db
@options.with_json
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
