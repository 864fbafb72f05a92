"""Stories, their articles, and the features by which an article finds its story."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from storage import rows
from storage.outcomes import Story, StoryArticle, StoryFeature

_POSTED = "SELECT story_id FROM story_features WHERE feature = ? ORDER BY story_id DESC LIMIT ?"
_COUNTED = "SELECT COUNT(*) FROM (SELECT 1 FROM story_features WHERE feature = ? LIMIT ?)"
_LINKS = """
    SELECT DISTINCT l.article_id, l.url FROM links l
    JOIN articles a ON a.id = l.article_id AND a.revision = l.revision
    WHERE l.article_id IN ({marks})
"""
_TOLD = """
    SELECT s.article_id, s.story_id, s.role, s.day, s.lang, a.source_id, a.title
    FROM story_articles s JOIN articles a ON a.id = s.article_id
    WHERE s.story_id IN ({marks}) ORDER BY COALESCE(a.published, '9999'), s.article_id
"""


@dataclass(frozen=True, slots=True)
class _Features:
    article_id: int
    features: str


@dataclass(frozen=True, slots=True)
class Member:
    """An article of a story, with what a story tells of its articles."""

    article_id: int
    story_id: int
    role: str
    day: str | None
    lang: str
    source_id: str
    title: str


def next_id(db: Database) -> int:
    """A number that no story has."""
    return int(db.execute("SELECT COALESCE(MAX(id), 0) + 1 FROM stories").fetchone()[0])


def stories(db: Database, ids: Iterable[int]) -> dict[int, Story]:
    """Stories by number."""
    return {story.id: story for story in rows.read(db, Story, "stories", "id", ids)}


def placed(db: Database, articles: Iterable[int]) -> dict[int, StoryArticle]:
    """Where articles are; those in no story are left out."""
    found = rows.read(db, StoryArticle, "story_articles", "article_id", articles)
    return {one.article_id: one for one in found}


def members(db: Database, ids: Iterable[int]) -> list[StoryArticle]:
    """The articles of these stories."""
    return rows.read(db, StoryArticle, "story_articles", "story_id", ids)


def told(db: Database, ids: Iterable[int]) -> dict[int, list[Member]]:
    """The articles of each of these stories, the first one first, those without a day last."""
    found: dict[int, list[Member]] = defaultdict(list)
    for some in rows.chunks(ids):
        for row in db.execute(_TOLD.format(marks=",".join("?" * len(some))), some):
            found[row[1]].append(Member(*row))
    return dict(found)


def links(db: Database, articles: Iterable[int]) -> dict[int, list[str]]:
    """The addresses that the text of each of these articles leads to."""
    found: dict[int, list[str]] = defaultdict(list)
    for some in rows.chunks(articles):
        for article, url in db.execute(_LINKS.format(marks=",".join("?" * len(some))), some):
            found[article].append(url)
    return dict(found)


def posted(db: Database, features: Iterable[str], most: int) -> dict[str, list[int]]:
    """The stories that have each of these features, the latest ones, `most` of them at most."""
    return {
        feature: [row[0] for row in db.execute(_POSTED, [feature, most])] for feature in features
    }


def counted(db: Database, feature: str, most: int) -> int:
    """How many stories have a feature, counted up to `most`."""
    return int(db.execute(_COUNTED, [feature, most]).fetchone()[0])


def features(db: Database, ids: Iterable[int]) -> list[StoryFeature]:
    """The features of these stories."""
    return rows.read(db, StoryFeature, "story_features", "story_id", ids)


def of_articles(db: Database, articles: Iterable[int]) -> dict[int, dict[str, float]]:
    """The features with which articles were put in their stories."""
    found = rows.read(db, _Features, "article_features", "article_id", articles)
    return {one.article_id: json.loads(one.features) for one in found}


def save(db: Database, found: Iterable[Story], articles: Iterable[StoryArticle]) -> None:
    """Add stories or bring them up to date, and put articles in them.

    A story that loses its last article is deleted by the database.
    """
    rows.write(db, "stories", found, ["id"])
    rows.write(db, "story_articles", articles, ["article_id"])


def take_out(db: Database, articles: Iterable[int]) -> None:
    """Articles that are in no story any more."""
    gone = list(articles)
    rows.delete(db, "story_articles", "article_id", gone)
    rows.delete(db, "article_features", "article_id", gone)


def save_features(db: Database, ids: Iterable[int], found: Iterable[StoryFeature]) -> None:
    """Replace the features of these stories."""
    rows.delete(db, "story_features", "story_id", ids)
    rows.write(db, "story_features", found, ["feature", "story_id"])


def keep_features(db: Database, found: Mapping[int, Mapping[str, float]]) -> None:
    """Note the features with which articles are put in their stories."""
    kept = (_Features(article, json.dumps(its)) for article, its in found.items())
    rows.write(db, "article_features", kept, ["article_id"])
