"""Tables, indexes and full-text search: a list of migrations, each in its own file of SQL."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from sqlite_utils import Migrations

from storage import habits, summaries
from storage.errors import WrongUseError
from topics.model import Health

if TYPE_CHECKING:
    from sqlite_utils.db import Database

migrations = Migrations("brouhaha")


class DatabaseTooNewError(WrongUseError):
    """The file was written by a later version of the project; it is left untouched."""


def migrate(db: Database) -> None:
    """Bring a database to this version's schema; does nothing where it is there already.

    All of it is one transaction: killed on the way, the file is what it was. Of several processes
    that come at once, one does it, and the others wait.
    """
    if migrations.pending(db):
        with db.atomic():
            migrations.apply(db)


def check(db: Database) -> None:
    """Whether this version knows the file; nothing is written.

    :raises DatabaseTooNewError: the file knows migrations that this version does not.
    """
    applied = {migration.name for migration in migrations.applied(db)}
    ours = {migration.name for migration in migrations._migrations}
    if unknown := sorted(applied - ours):
        raise DatabaseTooNewError(
            f"the database was written by a newer Brouhaha (it has {', '.join(unknown)}); "
            "update the program, or give another file with --db"
        )


def _sql(name: str) -> str:
    return files("storage").joinpath("migrations", f"{name}.sql").read_text("utf-8")


@migrations()
def m001(db: Database) -> None:
    """What issue 1 needs: from a topic to its articles and what was found in them."""
    db.executescript(_sql("m001"))


@migrations()
def m002(db: Database) -> None:
    """One row an address with its verdict, all ways it was found by, and the lists themselves."""
    db.executescript(_sql("m002"))


@migrations()
def m003(db: Database) -> None:
    """What the coverage did: copies, stories, claims, edits; findings of past revisions, links."""
    db.executescript(_sql("m003"))


@migrations()
def m004(db: Database) -> None:
    """Counts of the stories that change by what changed, however large the archive."""
    db.executescript(_sql("m004"))


@migrations()
def m005(db: Database) -> None:
    """What the pages count: months and years, copies apart, outlets by day, forms of words."""
    db.executescript(_sql("m005"))
    summaries.rebuild(db)


@migrations()
def m006(db: Database) -> None:
    """Corrections, what they changed, and what the analysis had said there."""
    db.executescript(_sql("m006"))


@migrations()
def m007(db: Database) -> None:
    """Articles that were withdrawn, and sources that nothing is asked of."""
    db.executescript(_sql("m007"))


@migrations()
def m008(db: Database) -> None:
    """What somebody should know, and which channel was told of it."""
    db.executescript(_sql("m008"))


@migrations()
def m009(db: Database) -> None:
    """Signs of life by source, and from when on the health of a watch needs a look."""
    db.executescript(_sql("m009"))
    habits.save_limits(db, Health())


@migrations()
def m011(db: Database) -> None:
    """Corrections that are kept while a run is writing, and take effect once it can."""
    db.executescript(_sql("m011"))


@migrations()
def m012(db: Database) -> None:
    """Archive files that were read to their end."""
    db.executescript(_sql("m012"))


@migrations()
def m013(db: Database) -> None:
    """Runs are known by name where databases are brought together."""
    db.executescript(_sql("m013"))


@migrations()
def m014(db: Database) -> None:
    """What became of the pages of archive files."""
    db.executescript(_sql("m014"))
