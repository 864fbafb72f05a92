"""The commands that keep a copy of a database, and put one in its place."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

import terminal
from commands import options


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@options.with_db
@options.with_json
def backup(target: Path, db: Path, json_: bool) -> None:
    """Copy the database to TARGET, also while a run is writing; the copy is checked.

    Where TARGET is a folder, the copy is named by the moment.

    Beside it, TARGET.json lists the files of the archive that it needs, with their sizes and
    digests. Copy these yourself: they only grow, and rsync takes what is new.

    \b
    Example: brouhaha backup monday.db --db strike.db
    Example: brouhaha backup backups/ --db strike.db
    """
    from crawler.evidence import folder
    from storage.backup import backup as copy

    if target.is_dir():
        target /= f"{db.stem}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.db"
    made = copy(db, target, folder(db))
    lost = [part.file for part in made.archive if part.sha256 is None]
    if json_:
        terminal.as_json(made)
    else:
        terminal.say(
            f"{target}: {made.articles} articles, {made.database.bytes / 1e6:.1f} MB; copy "
            f"{len(made.archive)} files of {folder(db)} to where the backup is"
        )
    terminal.end([f"{folder(db) / file} is missing or cut, the backup needs it" for file in lost])


@click.command()
@click.argument("source", type=options.FILE)
@options.with_db
def restore(source: Path, db: Path) -> None:
    """Put the backup SOURCE where --db says, where no database is.

    It is compared with its manifest before, and the files of the archive are compared after; what
    is missing is told. `brouhaha verify` then proves the whole.

    \b
    Example: brouhaha restore monday.db --db strike.db
    """
    from crawler.evidence import folder
    from storage.backup import restore as put_back

    missing = [*put_back(source, db, folder(db))]
    terminal.say(f"{db} is there; prove it with `brouhaha verify --db {db}`")
    terminal.end(missing)
