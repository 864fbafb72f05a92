"""Who took it from whom, and which articles brought a story back."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sqlite_utils import Database

from storage import rows
from storage.outcomes import StoryRole

EdgeKind = Literal["credit", "link", "copy", "rewrite", "translation", "time"]


@dataclass(frozen=True, slots=True)
class Edge:
    """An article took something from another one, or from an outlet; the place shows it."""

    article_id: int
    from_id: int | None
    from_outlet: str | None
    kind: EdgeKind
    credited: bool
    revision: int
    rule: str
    confidence: float
    lang: str
    start: int | None = None
    end: int | None = None
    hours: float | None = None  # between the two
    day: str | None = None
    story_id: int | None = None  # of the article that took
    told_day: str | None = None  # on which an outlet told it, as the article shows
    told_rule: str = ""  # address or words: what shows it


@dataclass(frozen=True, slots=True)
class Resurfacing:
    """An article with which a story came back after `days` of silence; `articles` came with it."""

    article_id: int
    story_id: int
    previous_id: int
    days: int
    articles: int
    day: str
    lang: str


@dataclass(frozen=True, slots=True)
class Root:
    """Where a story came from: an article, or an outlet whose article is not stored.

    The place is in the article that shows it; `rule` says what gives the day.
    """

    story_id: int
    article_id: int | None
    outlet_id: str | None
    day: str | None
    followers: int
    shown_by: int
    revision: int
    start: int | None
    end: int | None
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Outward:
    """A hyperlink of an article's latest revision."""

    article_id: int
    url: str
    start: int | None
    end: int | None


FOLLOWS = 0.6  # an edge as sure as this makes a follower
_FIRM = f"kind <> 'time' AND confidence >= {FOLLOWS}"
_LINKING = """
    SELECT l.article_id FROM articles a CROSS JOIN links l ON l.url = a.url WHERE a.id IN ({marks})
    UNION
    SELECT l.article_id FROM addresses d CROSS JOIN links l ON l.url = d.url
    WHERE d.article_id IN ({marks})
"""


def taken(db: Database, articles: Iterable[int]) -> list[Edge]:
    """What these articles took."""
    return rows.read(db, Edge, "cascade", "article_id", articles)


def given(db: Database, articles: Iterable[int]) -> list[Edge]:
    """What was taken from these articles."""
    return rows.read(db, Edge, "cascade", "from_id", articles)


def firm(db: Database, story: int) -> dict[int, list[Edge]]:
    """The edges that make followers in a story, by article."""
    sql = f"SELECT {rows.columns(Edge)} FROM cascade WHERE story_id = ? AND {_FIRM}"  # noqa: S608
    found: dict[int, list[Edge]] = defaultdict(list)
    for row in db.execute(sql, [story]):
        found[row[0]].append(Edge(*row))
    return dict(found)


def following(db: Database, articles: Iterable[int]) -> set[int]:
    """Which of these articles follow others."""
    return {
        row[0]
        for some in rows.chunks(articles)
        for row in db.execute(
            f"SELECT article_id FROM cascade WHERE article_id IN ({_marks(some)}) AND {_FIRM}",  # noqa: S608
            some,
        )
    }


def giving(db: Database, articles: Iterable[int]) -> set[int]:
    """Which of these articles others follow."""
    return {
        row[0]
        for some in rows.chunks(articles)
        for row in db.execute(
            f"SELECT id FROM articles WHERE id IN ({_marks(some)}) "  # noqa: S608
            f"AND EXISTS (SELECT 1 FROM cascade WHERE from_id = articles.id AND {_FIRM})",
            some,
        )
    }


def linking(db: Database, articles: Iterable[int]) -> set[int]:
    """The articles that have, in some revision, a hyperlink that leads to one of these."""
    return {
        row[0]
        for some in rows.chunks(articles)
        for row in db.execute(_LINKING.format(marks=_marks(some)), some * 2)
    }


def linked(db: Database, articles: Iterable[int]) -> dict[tuple[int, str], int]:
    """Which articles the hyperlinks of articles lead to, by article and address."""
    return {
        (article, url): to
        for some in rows.chunks(articles)
        for article, url, to in db.execute(
            "SELECT article_id, url, to_id FROM linked "  # noqa: S608
            f"WHERE to_id <> article_id AND article_id IN ({_marks(some)})",
            some,
        )
    }


def outward(db: Database, articles: Iterable[int]) -> list[Outward]:
    """The hyperlinks in the latest revision of these articles."""
    return [
        Outward(*row)
        for some in rows.chunks(articles)
        for row in db.execute(
            'SELECT l.article_id, l.url, l."start", l."end" FROM links l '  # noqa: S608
            "JOIN articles a ON a.id = l.article_id AND a.revision = l.revision "
            f"WHERE a.id IN ({_marks(some)}) ORDER BY l.id",
            some,
        )
    ]


def bylines(db: Database, articles: Iterable[int]) -> dict[int, str]:
    """The names that these articles are signed with."""
    return {
        article: ", ".join(json.loads(authors))
        for some in rows.chunks(articles)
        for article, authors in db.execute(
            f"SELECT id, authors FROM articles WHERE id IN ({_marks(some)})",  # noqa: S608
            some,
        )
    }


def days(db: Database, articles: Iterable[int]) -> dict[int, str | None]:
    """The days on which these articles were published."""
    return {
        article: day
        for some in rows.chunks(articles)
        for article, day in db.execute(
            f"SELECT id, day FROM articles WHERE id IN ({_marks(some)})",  # noqa: S608
            some,
        )
    }


def outlets(db: Database) -> list[tuple[str, str, str]]:
    """The sources that publish: id, name and home page."""
    return db.execute("SELECT id, name, home FROM sources WHERE kind <> 'service'").fetchall()


def named(db: Database, entities: Iterable[str]) -> dict[str, str]:
    """The names of entities; what is no entity is left out."""
    return {
        entity: name
        for some in rows.chunks(entities)
        for entity, name in db.execute(
            f"SELECT id, name FROM entities WHERE id IN ({_marks(some)})",  # noqa: S608
            some,
        )
    }


def save(db: Database, articles: Iterable[int], edges: Iterable[Edge]) -> None:
    """Replace what these articles took."""
    rows.delete(db, "cascade", "article_id", articles)
    rows.write(db, "cascade", edges)


def save_roles(db: Database, roles: dict[int, StoryRole]) -> None:
    """Set the roles of articles in their stories."""
    changed = [(role, article) for article, role in roles.items()]
    db.conn.executemany("UPDATE story_articles SET role = ? WHERE article_id = ?", changed)


def save_resurfacings(db: Database, stories: Iterable[int], found: Iterable[Resurfacing]) -> None:
    """Replace the articles that brought these stories back."""
    rows.delete(db, "resurfacings", "story_id", stories)
    rows.write(db, "resurfacings", found, ["article_id"])


def save_roots(db: Database, stories: Iterable[int], found: Iterable[Root]) -> None:
    """Replace where these stories came from."""
    rows.delete(db, "roots", "story_id", stories)
    rows.write(db, "roots", found)


def count_origins(db: Database, stories: Iterable[int]) -> None:
    """Bring the number of independent origins of these stories up to date."""
    db.conn.executemany(
        "UPDATE stories SET origins = ("
        "SELECT COALESCE(SUM(independent), 0) FROM story_outlets WHERE story_id = stories.id"
        ") + (SELECT COUNT(*) FROM roots WHERE story_id = stories.id AND outlet_id IS NOT NULL) "
        "WHERE id = ?",
        [(story,) for story in stories],
    )


def _marks(values: list[object]) -> str:
    return ",".join("?" * len(values))
