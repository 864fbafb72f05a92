"""Whether tables, indexes, triggers and views are those of this version; and their making."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import cache

from sqlite_utils import Database

from storage.proof.integrity import Check, Looked
from storage.schema import migrate

Part = tuple[str, str]  # its kind and name
# what SQLite, the full-text search and the list of migrations keep for themselves is not ours
_PARTS = """
    SELECT type, name, sql FROM main.sqlite_master
    WHERE sql IS NOT NULL AND tbl_name NOT GLOB 'articles_fts_*'
        AND tbl_name NOT GLOB 'sqlite_*' AND tbl_name <> '_sqlite_migrations'
"""
_ORDER = ("table", "index", "view", "trigger")  # a trigger may speak of all others


@cache
def _declared() -> dict[Part, str]:
    """What the migrations make of an empty database, with its SQL, in the order of making."""
    fresh = Database(sqlite3.connect(":memory:"))
    migrate(fresh)
    found = _parts(fresh)
    fresh.close()
    return {part: found[part] for part in sorted(found, key=lambda part: _ORDER.index(part[0]))}


def _parts(db: Database) -> dict[Part, str]:
    return {(kind, name): sql for kind, name, sql in db.execute(_PARTS)}


def _different(db: Database) -> Iterator[tuple[Part, str]]:
    """Each part that is not as declared, and its SQL here, empty where it is missing."""
    held = _parts(db)
    for part, sql in _declared().items():
        here = held.get(part, "")
        if here.split() != sql.split():  # a first version wrote them with other margins
            yield part, here


def _compare(db: Database) -> Looked:
    return Looked(len(_declared()), (
        f"the {kind} {name} is {'not that of this version' if here else 'missing'}"
        for (kind, name), here in _different(db)
    ))  # fmt: skip


def make(db: Database) -> set[str]:
    """Make what is missing, and anew what holds no rows; tables made. Inside a transaction."""
    different = [*_different(db)]
    for (kind, name), here in different:
        if here and kind != "table":
            db.execute(f"DROP {kind} [{name}]")
        if not here or kind != "table":
            db.execute(_declared()[kind, name])
    return {name for (kind, name), here in different if kind == "table" and not here}


CHECKS = (
    Check("schema", _compare, "--repair makes what is missing; what a table has lost is in a "
          "backup only, or is made anew where it is derived", "schema"),
)  # fmt: skip
