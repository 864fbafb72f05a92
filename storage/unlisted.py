"""The entities that the press names most and that the topic does not list yet."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

SPELLINGS = 3  # of an entity that are shown, the most frequent
SAMPLED = 1000  # mentions of an entity whose spellings are counted

_UNLISTED = """
    SELECT e.id, e.name, e.type, COUNT(DISTINCT m.article_id) AS articles, COUNT(*) AS mentions
    FROM mentions m
    JOIN articles a ON a.id = m.article_id AND a.relevant = 1
    JOIN entities e ON e.id = m.entity_id AND e.listed = 0
    GROUP BY e.id ORDER BY articles DESC, mentions DESC, e.id LIMIT ?
"""
_SPELLINGS = """
    SELECT replace(substr(t.text, m.start + 1, m."end" - m.start), char(10), ' ') AS spelling
    FROM (SELECT * FROM mentions WHERE entity_id = ? AND kind <> 'nominal' LIMIT ?) m
    JOIN articles a ON a.id = m.article_id AND a.relevant = 1
    JOIN texts t ON t.article_id = m.article_id AND t.revision = m.revision
    GROUP BY spelling ORDER BY COUNT(*) DESC, spelling LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Unlisted:
    """An entity with how many relevant articles name it, how often, and how they spell it.

    `spellings` are the most frequent ones first; none where the database holds no texts.
    """

    id: str
    name: str
    type: str
    articles: int
    mentions: int
    spellings: tuple[str, ...]


def unlisted(db: Database, most: int) -> list[Unlisted]:
    """The unlisted entities that most relevant articles name, `most` of them at most."""
    rows = db.execute(_UNLISTED, [most]).fetchall()
    return [
        Unlisted(entity, name, kind, articles, mentions, _spellings(db, entity))
        for entity, name, kind, articles, mentions in rows
    ]


def _spellings(db: Database, entity: str) -> tuple[str, ...]:
    return tuple(row[0] for row in db.execute(_SPELLINGS, [entity, SAMPLED, SPELLINGS]))
