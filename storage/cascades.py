"""Who took it from whom, and which articles brought a story back."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from storage import rows
from storage.outcomes import Edge, Resurfacing, StoryRole


def taken(db: Database, articles: Iterable[int]) -> list[Edge]:
    """What these articles took."""
    return rows.read(db, Edge, "cascade", "article_id", articles)


def given(db: Database, articles: Iterable[int]) -> list[Edge]:
    """What was taken from these articles."""
    return rows.read(db, Edge, "cascade", "from_id", articles)


def linked(
    db: Database, articles: Iterable[int]
) -> list[tuple[int, int, int, int | None, int | None]]:
    """Hyperlinks to other articles of the database: from, revision, to, start and end."""
    return [
        row
        for some in rows.chunks(articles)
        for row in db.execute(
            'SELECT article_id, revision, to_id, "start", "end" FROM linked '  # noqa: S608
            f"WHERE to_id <> article_id AND article_id IN ({','.join('?' * len(some))})",
            some,
        )
    ]


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
