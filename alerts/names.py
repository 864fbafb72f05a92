"""The names behind the ids of an alert."""

from __future__ import annotations

from sqlite_utils import Database

from alerts.evidence import clean
from datasette_config.words import Words


def entity(db: Database, key: object) -> str:
    """An entity's name; its id where it is gone."""
    return _one(db, "SELECT name FROM entities WHERE id = ?", key)


def source(db: Database, key: object) -> str:
    """An outlet's name."""
    return _one(db, "SELECT name FROM sources WHERE id = ?", key)


def issue(db: Database, key: object, words: Words) -> str:
    """What an issue is called in the language of the digest."""
    return _one(db, f"SELECT label_{words.lang} FROM issues WHERE id = ?", key)  # noqa: S608


def topic(db: Database, words: Words) -> str:
    """What the topic is called in the language of the digest."""
    row = db.execute(f"SELECT title_{words.lang} FROM topics").fetchone()  # noqa: S608
    return clean(row[0]) if row else "Brouhaha"


def _one(db: Database, sql: str, key: object) -> str:
    row = db.execute(sql, [key]).fetchone()
    return clean(row[0] if row else str(key))
