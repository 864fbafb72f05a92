"""An entity's days, read from the roll-ups."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from sqlite_utils import Database

from storage.errors import WrongUseError


class UnknownEntityError(WrongUseError):
    """No entity has this id or name; the message offers the nearest ones."""


@dataclass(frozen=True, slots=True)
class Day:
    """What one language's press did with an entity on one day (`YYYY-MM-DD`)."""

    day: str
    lang: str
    articles: int
    mentions: int
    quotes: int  # its own words
    favor: int  # positions about it
    against: int
    ambivalent: int
    counted: int  # articles that are no copies


@dataclass(frozen=True, slots=True)
class Milestone:
    """A dated event of the topic, named in English."""

    day: str
    label: str


def name(db: Database, entity: str) -> str:
    """The name of an entity."""
    return str(db.execute("SELECT name FROM entities WHERE id = ?", [entity]).fetchone()[0])


def events(db: Database) -> list[Milestone]:
    """The topic's events, in their order."""
    return [Milestone(*row) for row in db.execute("SELECT day, label_en FROM events ORDER BY day")]


def entity_id(db: Database, name: str) -> str:
    """The entity that is meant by an id, a name or an alias, in whatever case.

    :raises UnknownEntityError: none is.
    """
    found = db.execute(
        "SELECT id FROM entities WHERE id = :n COLLATE NOCASE OR name = :n COLLATE NOCASE "
        "UNION ALL SELECT entity_id FROM entity_names WHERE name = :n COLLATE NOCASE LIMIT 1",
        {"n": name},
    ).fetchone()
    if found:
        return str(found[0])
    known = [row[0] for row in db.execute("SELECT DISTINCT entity_id FROM entity_days")]
    near = get_close_matches(name.lower().replace(" ", "-"), known, n=3)
    hint = f"; near it are {', '.join(near)}" if near else ""
    raise UnknownEntityError(f"no entity {name!r} in the database{hint}")


def timeline(db: Database, entity: str, first: str = "", last: str = "9999") -> list[Day]:
    """Every day on which relevant articles name the entity, oldest first."""
    rows = db.execute(
        "SELECT day, lang, articles, mentions, quotes, favor, against, ambivalent, counted "
        "FROM entity_days WHERE entity_id = ? AND day BETWEEN ? AND ? ORDER BY day, lang",
        [entity, first, last],
    )
    return [Day(*row) for row in rows]
