"""Who is for or against what, as a network, from a public copy; copies of articles stand apart."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

STATEMENTS = """
    SELECT s.id, s.day, s.article_id, s.revision, s."start", s."end", s.sentence_start,
        s.sentence_end, s.holder_id, h.name AS holder, h.type AS holder_type,
        COALESCE((
            SELECT CASE WHEN COUNT(DISTINCT of_id) = 1 THEN of_id END FROM offices
            WHERE entity_id = s.holder_id AND COALESCE(since, '') <= s.day
                AND COALESCE(until, '9999') >= s.day
        ), '') AS organization_id,
        CASE WHEN s.target_issue IS NULL THEN 'entity' ELSE 'issue' END AS target_kind,
        COALESCE(s.target_issue, s.target_entity) AS target_id,
        COALESCE(i.label_en, t.name) AS target, s.polarity, s.rule, s.confidence, s.lang,
        a.url, a.title, o.name AS source,
        COALESCE(c.original_id, a.id) <> a.id AS copy
    FROM stances s JOIN articles a ON a.id = s.article_id JOIN sources o ON o.id = a.source_id
    JOIN entities h ON h.id = s.holder_id
    LEFT JOIN entities t ON t.id = s.target_entity LEFT JOIN issues i ON i.id = s.target_issue
    LEFT JOIN copies c ON c.article_id = s.article_id
    WHERE s.day IS NOT NULL ORDER BY s.day, s.article_id, s.id
"""
EDGES = """
    SELECT s.holder_id,
        CASE WHEN s.target_issue IS NULL THEN 'entity' ELSE 'issue' END AS target_kind,
        COALESCE(s.target_issue, s.target_entity) AS target_id, s.polarity, s.day,
        COUNT(DISTINCT s.article_id) AS articles, MAX(s.confidence) AS confidence
    FROM stances s LEFT JOIN copies c ON c.article_id = s.article_id
    WHERE s.holder_id IS NOT NULL AND s.day IS NOT NULL
        AND COALESCE(c.original_id, s.article_id) = s.article_id
    GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
"""
ENTITY = "SELECT name, type, COALESCE(wikidata, '') FROM entities WHERE id = ?"
ISSUE = "SELECT label_en, label_fr FROM issues WHERE id = ?"


@dataclass(frozen=True)
class Node:
    """A holder, an entity or an issue; `id` is its kind and its key, such as `issue:night-work`."""

    id: str
    label: str
    kind: str
    type: str = ""
    label_fr: str = ""
    wikidata: str = ""


@dataclass(frozen=True)
class Edge:
    """The independent articles in which a holder is on one side of something, by day."""

    holder: str
    target: str
    polarity: str
    days: tuple[tuple[str, int], ...]
    confidence: float

    @property
    def articles(self) -> int:
        return sum(n for _, n in self.days)


def statements(db: sqlite3.Connection) -> Iterator[sqlite3.Row]:
    """All dated positions of named holders, the earliest first; `copy` is 1 in copied articles."""
    return iter(db.execute(STATEMENTS))


def edges(db: sqlite3.Connection) -> Iterator[Edge]:
    """The same added up, without those in copies."""
    rows = db.execute(EDGES)
    for _, days in groupby(rows, lambda row: tuple(row)[:4]):
        told = list(days)
        yield Edge(
            f"entity:{told[0]['holder_id']}",
            f"{told[0]['target_kind']}:{told[0]['target_id']}",
            told[0]["polarity"],
            tuple((row["day"], row["articles"]) for row in told),
            max(row["confidence"] for row in told),
        )


def node(db: sqlite3.Connection, key: str) -> Node:
    """What is known of an end of an edge."""
    kind, _, name = key.partition(":")
    if kind == "issue":
        english, french = db.execute(ISSUE, [name]).fetchone()
        return Node(key, english, kind, label_fr=french)
    label, type_, wikidata = db.execute(ENTITY, [name]).fetchone()
    return Node(key, label, kind, type_, wikidata=wikidata)
