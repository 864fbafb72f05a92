"""Stories, their articles, and the features by which an article finds its story."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from storage import rows
from storage.outcomes import Story, StoryArticle, StoryFeature


def next_id(db: Database) -> int:
    """A number that no story has."""
    return int(db.execute("SELECT COALESCE(MAX(id), 0) + 1 FROM stories").fetchone()[0])


def stories(db: Database, ids: Iterable[int]) -> dict[int, Story]:
    """Stories by number."""
    return {story.id: story for story in rows.read(db, Story, "stories", "id", ids)}


def between(db: Database, first: str, last: str) -> list[Story]:
    """Stories with a day between two days, both included."""
    sql = f"SELECT {rows.columns(Story)} FROM stories WHERE last_day >= ? AND first_day <= ?"  # noqa: S608
    return [Story(*row) for row in db.execute(sql, [first, last])]


def placed(db: Database, articles: Iterable[int]) -> dict[int, StoryArticle]:
    """Where articles are; those in no story are left out."""
    found = rows.read(db, StoryArticle, "story_articles", "article_id", articles)
    return {one.article_id: one for one in found}


def members(db: Database, ids: Iterable[int]) -> list[StoryArticle]:
    """The articles of these stories."""
    return rows.read(db, StoryArticle, "story_articles", "story_id", ids)


def sharing(db: Database, features: Iterable[str]) -> list[StoryFeature]:
    """The stories that have one of these features, a row for each feature."""
    return rows.read(db, StoryFeature, "story_features", "feature", features)


def features(db: Database, ids: Iterable[int]) -> list[StoryFeature]:
    """The features of these stories."""
    return rows.read(db, StoryFeature, "story_features", "story_id", ids)


def save(db: Database, found: Iterable[Story], articles: Iterable[StoryArticle]) -> None:
    """Add stories or bring them up to date, and put articles in them.

    A story that loses its last article is deleted by the database.
    """
    rows.write(db, "stories", found, ["id"])
    rows.write(db, "story_articles", articles, ["article_id"])


def take_out(db: Database, articles: Iterable[int]) -> None:
    """Articles that are in no story any more."""
    rows.delete(db, "story_articles", "article_id", articles)


def save_features(db: Database, ids: Iterable[int], found: Iterable[StoryFeature]) -> None:
    """Replace the features of these stories."""
    rows.delete(db, "story_features", "story_id", ids)
    rows.write(db, "story_features", found, ["feature", "story_id"])
