"""The articles of a story beside one another: in time, of one outlet, with the same figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from storage import rows
from storage.told.cascades import Resurfacing


@dataclass(frozen=True, slots=True)
class Near:
    """An article of a story as its neighbours in time see it."""

    article_id: int
    source_id: str
    moment: str


_BEFORE = """
    SELECT article_id, source_id, moment FROM story_articles
    WHERE story_id = ? AND (moment, article_id) < (?, ?)
    ORDER BY moment DESC, article_id DESC LIMIT ?
"""
_AFTER = """
    SELECT article_id, source_id, moment FROM story_articles
    WHERE story_id = ? AND (moment, article_id) > (?, ?) ORDER BY moment, article_id LIMIT ?
"""
_FIRST = """
    SELECT article_id FROM story_articles WHERE story_id = ? AND source_id = ?
    ORDER BY moment, article_id LIMIT ?
"""
# a row of each outlet is looked up by index, however many edges lead to it
_CREDITED = """
    WITH RECURSIVE credited(outlet) AS (
        SELECT MIN(from_outlet) FROM cascade WHERE story_id = :story
        UNION ALL
        SELECT (
            SELECT MIN(from_outlet) FROM cascade WHERE story_id = :story AND from_outlet > outlet
        ) FROM credited WHERE outlet IS NOT NULL
    ) SELECT outlet FROM credited WHERE outlet IS NOT NULL
"""
_SILENCES = """
    SELECT article_id, day, lang, before, gap, place, total FROM (
        SELECT article_id, day, lang, LAG(article_id) OVER earlier AS before,
            julianday(day) - julianday(LAG(day) OVER earlier) AS gap,
            ROW_NUMBER() OVER earlier AS place, COUNT(*) OVER () AS total
        FROM story_articles WHERE story_id = ? AND day IS NOT NULL
        WINDOW earlier AS (ORDER BY moment, article_id)
    ) WHERE gap >= ? ORDER BY place
"""


def before(db: Database, story: int, moment: str, article: int, most: int) -> list[Near]:
    """The last articles of a story before this one, the latest first."""
    return [Near(*row) for row in db.execute(_BEFORE, [story, moment, article, most])]


def after(db: Database, story: int, moment: str, article: int, most: int) -> list[Near]:
    """The first articles of a story after this one."""
    return [Near(*row) for row in db.execute(_AFTER, [story, moment, article, most])]


def first(db: Database, story: int, source: str, most: int = 1) -> list[int]:
    """The first articles of an outlet in a story, in order."""
    return [row[0] for row in db.execute(_FIRST, [story, source, most])]


def credited(db: Database, story: int) -> list[str]:
    """The outlets that a story's edges lead to where no article is known."""
    return [row[0] for row in db.execute(_CREDITED, {"story": story})]


def crediting(db: Database, story: int, outlets: Iterable[str]) -> set[int]:
    """The articles of a story whose edges lead to one of these outlets."""
    return {
        row[0]
        for some in rows.chunks(outlets)
        for row in db.execute(
            "SELECT article_id FROM cascade WHERE story_id = ? "  # noqa: S608
            f"AND from_outlet IN ({_marks(some)})",
            [story, *some],
        )
    }


def figures(db: Database, articles: Iterable[int]) -> dict[int, set[str]]:
    """The figures that each of these articles gives."""
    found: dict[int, set[str]] = defaultdict(set)
    for some in rows.chunks(articles):
        sql = f"SELECT article_id, value, unit FROM figures WHERE article_id IN ({_marks(some)})"  # noqa: S608
        for article, value, unit in db.execute(sql, some):
            found[article].add(f"{value:g}:{unit}")
    return dict(found)


def silences(db: Database, story: int, least: int) -> list[Resurfacing]:
    """The first article after each silence of so many days, with how many until the next one."""
    found = db.execute(_SILENCES, [story, least]).fetchall()
    ends = [row[5] for row in found[1:]] + [found[0][6] + 1] if found else []
    return [
        Resurfacing(article, story, previous, round(gap), end - place, day, lang)
        for (article, day, lang, previous, gap, place, _), end in zip(found, ends, strict=True)
    ]


def _marks(values: list[object]) -> str:
    return ",".join("?" * len(values))
