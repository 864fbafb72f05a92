"""Stories, their articles, and the features by which an article finds its story."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from storage import rows
from storage.outcomes import Story, StoryArticle

_POSTED = "SELECT feature, story_id FROM story_features WHERE feature IN ({marks})"
_FEATURES = "SELECT story_id, feature, weight FROM story_features WHERE story_id IN ({marks})"
_COUNTED = "SELECT feature, stories FROM feature_stories WHERE feature IN ({marks})"
_LINKS = """
    SELECT DISTINCT l.article_id, l.url FROM links l
    JOIN articles a ON a.id = l.article_id AND a.revision = l.revision
    WHERE l.article_id IN ({marks})
"""
# of copies only where a language has no other article
_TITLE = """
    SELECT a.title FROM story_articles m CROSS JOIN articles a ON a.id = m.article_id
    WHERE m.story_id = s.id AND m.lang = '{lang}' AND a.title <> '' {own}
    ORDER BY m.moment, m.article_id LIMIT 1
"""
_OWN = "AND m.role IN ('origin', 'independent', 'follower')"
_FIRST = """
    SELECT m.article_id FROM story_articles m WHERE m.story_id = s.id {dated}
    ORDER BY m.moment, m.article_id LIMIT 1
"""
_DAY = """
    SELECT m.day FROM story_articles m WHERE m.story_id = s.id AND m.day IS NOT NULL
    ORDER BY m.day {order} LIMIT 1
"""
_TITLES = ", ".join(
    f"COALESCE(({_TITLE.format(lang=lang, own=_OWN)}), ({_TITLE.format(lang=lang, own='')}))"
    for lang in ("fr", "en")
)
_TOLD = f"""
    SELECT s.id, {_TITLES},
        COALESCE(({_FIRST.format(dated="AND m.day IS NOT NULL")}), ({_FIRST.format(dated="")})),
        ({_DAY.format(order="")}), ({_DAY.format(order="DESC")}), SUM(o.articles),
        SUM(o.independent) + (
            SELECT COUNT(*) FROM roots r WHERE r.story_id = s.id AND r.outlet_id IS NOT NULL
        ), COUNT(DISTINCT o.source_id), GROUP_CONCAT(DISTINCT o.lang)
    FROM stories s CROSS JOIN story_outlets o ON o.story_id = s.id
    WHERE s.id IN ({{marks}}) GROUP BY s.id
"""  # noqa: S608
_HOME = """
    SELECT c.original_id, s.story_id FROM (
        SELECT article_id, original_id FROM copies WHERE article_id = :original
        UNION ALL
        SELECT * FROM (
            SELECT article_id, original_id FROM copies WHERE original_id = :original
            ORDER BY article_id LIMIT :most
        )
    ) c CROSS JOIN story_articles s ON s.article_id = c.article_id LIMIT 1
"""
_COPIES = 50  # of a group that are asked for its story


@dataclass(frozen=True, slots=True)
class StoryFeature:
    """How much a feature (`entity:x`, `figure:150:USD/hour` …) counts in a story."""

    feature: str
    story_id: int
    weight: float


@dataclass(frozen=True, slots=True)
class _Features:
    article_id: int
    features: str


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


def told(db: Database, ids: Iterable[int]) -> list[Story]:
    """These stories as their articles make them now, read from counts and by index.

    The first article is the first that has a day, where one has.
    """
    found = []
    for some in rows.chunks(ids):
        for row in db.execute(_TOLD.format(marks=_marks(some)), some):
            languages = " ".join(sorted(row[-1].split(",")))
            found.append(Story(*(*row[:-1], languages)))
    return found


def homes(db: Database, originals: Iterable[int]) -> dict[int, int]:
    """The stories of groups of copies, by original: that of the original, or of a copy."""
    given = ({"original": original, "most": _COPIES} for original in originals)
    return dict(row for one in given for row in db.execute(_HOME, one))


def links(db: Database, articles: Iterable[int]) -> dict[int, list[str]]:
    """The addresses that the text of each of these articles leads to."""
    found: dict[int, list[str]] = defaultdict(list)
    for some in rows.chunks(articles):
        for article, url in db.execute(_LINKS.format(marks=_marks(some)), some):
            found[article].append(url)
    return dict(found)


def posted(db: Database, features: Iterable[str]) -> dict[str, set[int]]:
    """The stories that have each of these features."""
    found: dict[str, set[int]] = {}
    for some in rows.chunks(features):
        for feature, story in db.execute(_POSTED.format(marks=_marks(some)), some):
            found.setdefault(feature, set()).add(story)
    return found


def counted(db: Database, features: Iterable[str]) -> dict[str, int]:
    """How many stories have each of these features; those that none has are left out."""
    return {
        feature: number
        for some in rows.chunks(features)
        for feature, number in db.execute(_COUNTED.format(marks=_marks(some)), some)
    }


def features(db: Database, ids: Iterable[int]) -> dict[int, dict[str, float]]:
    """The features of each of these stories, with their weights."""
    found: dict[int, dict[str, float]] = defaultdict(dict)
    for some in rows.chunks(ids):
        for story, feature, weight in db.execute(_FEATURES.format(marks=_marks(some)), some):
            found[story][feature] = weight
    return dict(found)


def of_articles(db: Database, articles: Iterable[int]) -> dict[int, dict[str, float]]:
    """The features with which articles were put in their stories."""
    found = rows.read(db, _Features, "article_features", "article_id", articles)
    return {one.article_id: json.loads(one.features) for one in found}


def save(db: Database, found: Iterable[Story], articles: Iterable[StoryArticle]) -> None:
    """Add stories or bring them up to date, and put articles in them.

    A story that lost its last article is deleted once all of them are where they belong: two
    stories may have changed theirs for one another.
    """
    moved = list(articles)
    rows.write(db, "stories", found, ["id"])
    before = placed(db, [one.article_id for one in moved])
    rows.write(db, "story_articles", moved, ["article_id"])
    db.conn.executemany(
        "DELETE FROM stories WHERE id = ? "
        "AND NOT EXISTS (SELECT 1 FROM story_articles WHERE story_id = stories.id)",
        [(story,) for story in sorted({one.story_id for one in before.values()})],
    )


def take_out(db: Database, articles: Iterable[int]) -> None:
    """Articles that are in no story any more."""
    gone = list(articles)
    rows.delete(db, "story_articles", "article_id", gone)
    rows.delete(db, "article_features", "article_id", gone)


def save_features(
    db: Database, found: Iterable[StoryFeature], gone: Iterable[tuple[str, int]]
) -> None:
    """Add features of stories or bring them up to date; `gone` are taken out, with their story."""
    db.conn.executemany("DELETE FROM story_features WHERE feature = ? AND story_id = ?", gone)
    rows.write(db, "story_features", found, ["feature", "story_id"])


def keep_features(db: Database, found: Mapping[int, Mapping[str, float]]) -> None:
    """Note the features with which articles are put in their stories."""
    kept = (_Features(article, json.dumps(its)) for article, its in found.items())
    rows.write(db, "article_features", kept, ["article_id"])


def _marks(values: list[object]) -> str:
    return ",".join("?" * len(values))
