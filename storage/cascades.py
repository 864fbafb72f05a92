"""Who took it from whom, and which articles brought a story back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from storage import rows
from storage.outcomes import Edge, Resurfacing, StoryRole


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


def taken(db: Database, articles: Iterable[int]) -> list[Edge]:
    """What these articles took."""
    return rows.read(db, Edge, "cascade", "article_id", articles)


def given(db: Database, articles: Iterable[int]) -> list[Edge]:
    """What was taken from these articles."""
    return rows.read(db, Edge, "cascade", "from_id", articles)


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
    for some in rows.chunks(stories):
        sql = f"SELECT origins, story_id FROM origins WHERE story_id IN ({_marks(some)})"  # noqa: S608
        db.conn.executemany(
            "UPDATE stories SET origins = ? WHERE id = ?", db.execute(sql, some).fetchall()
        )


def _marks(values: list[object]) -> str:
    return ",".join("?" * len(values))
