"""An entity's days, read from the roll-ups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
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


def timeline(db: Database, entity: str) -> list[Day]:
    """Every day on which relevant articles name the entity, oldest first."""
    rows = db.execute(
        "SELECT day, lang, articles, mentions, quotes, favor, against, ambivalent "
        "FROM entity_days WHERE entity_id = ? ORDER BY day, lang",
        [entity],
    )
    return [Day(*row) for row in rows]


def weeks(days: list[Day]) -> dict[str, dict[str, int]]:
    """Articles by language for each week, named by its Monday; weeks of silence are there too.

    >>> weeks([Day("2023-10-19", "en", 2, 5, 0, 0, 0, 0)])
    {'2023-10-16': {'en': 2}}
    """
    if not days:
        return {}
    counts: dict[str, dict[str, int]] = {}
    monday, last = _monday(days[0].day), _monday(days[-1].day)
    while monday <= last:
        counts[monday.isoformat()] = {}
        monday += timedelta(days=7)
    for day in days:
        week = counts[_monday(day.day).isoformat()]
        week[day.lang] = week.get(day.lang, 0) + day.articles
    return counts


def _monday(day: str) -> date:
    moment = date.fromisoformat(day)
    return moment - timedelta(days=moment.weekday())
