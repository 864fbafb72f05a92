"""Who is for or against what, and who said what, each with its evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from datasette_config.evidence import Evidence, shown
from datasette_config.pages import Page, Row

LIMIT = 60
CAMPS = ("favor", "against", "ambivalent")
Role = Literal["holder_id", "target_entity", "target_issue"]
# Copies are left out: they would say the same again.
STANCES = """
    SELECT f.*, a.title, s.name AS source, e.name AS target_name,
           i.label_{lang} AS issue_label
    FROM {found} JOIN articles a ON a.id = f.article_id AND a.relevant = 1
    JOIN sources s ON s.id = a.source_id
    LEFT JOIN entities e ON e.id = f.target_entity
    LEFT JOIN issues i ON i.id = f.target_issue
    WHERE {which} AND NOT EXISTS (
        SELECT 1 FROM copies c WHERE c.article_id = a.id AND c.original_id <> a.id)
    ORDER BY {day} DESC, f.id DESC LIMIT {limit}
"""
# Each role has an index with the day in it (schema: stances_holder, stances_target_...).
OF_ROLE = {
    "found": "stances f",
    "which": "f.{role} = :id AND f.day BETWEEN :first AND :last",
    "day": "f.day",
}
UNNAMED = {**OF_ROLE, "which": OF_ROLE["which"] + " AND f.holder_id IS NULL"}
# The days on which a holder speaks of one thing are known.
PAIR = {
    "found": """positions p CROSS JOIN stances f ON f.holder_id = p.holder_id AND f.day = p.day
        AND f.target_issue IS p.target_issue AND f.target_entity IS p.target_entity""",
    "which": """p.holder_id = :holder AND COALESCE(p.target_issue, '') = :issue
        AND COALESCE(p.target_entity, '') = :entity AND p.day BETWEEN :first AND :last""",
    "day": "p.day",
}
QUOTES = """
    SELECT f.*, a.title, s.name AS source, t.id AS statement, COALESCE(t.articles, 1) AS articles,
           COALESCE(t.origins, 1) AS origins, COALESCE(t.languages, f.lang) AS languages
    FROM quotes f JOIN articles a ON a.id = f.article_id AND a.relevant = 1
    JOIN sources s ON s.id = a.source_id
    LEFT JOIN statement_quotes q ON q.article_id = f.article_id AND q.revision = f.revision
        AND q."start" = f."start" AND q."end" = f."end"
    LEFT JOIN statements t ON t.id = q.statement_id
    WHERE f.speaker_id = :id AND f.day BETWEEN :first AND :last
    ORDER BY f.day DESC, f.id DESC LIMIT {limit}
"""


async def stances(
    page: Page, role: Role, key: str, days: Row, limit: int = LIMIT
) -> list[Evidence]:
    """The latest positions in which an entity or an issue has a role."""
    return await _found(page, _of(OF_ROLE, role), {"id": key, **days}, limit)


async def unnamed(page: Page, issue: str, days: Row, limit: int = LIMIT) -> list[Evidence]:
    """The latest positions on an issue of authors and of groups that are no entity."""
    return await _found(page, _of(UNNAMED, "target_issue"), {"id": issue, **days}, limit)


async def between(page: Page, holder: str, target: Mapping[str, str], days: Row) -> list[Evidence]:
    """The latest positions of a holder on one `issue` or one `entity`."""
    given = {"issue": "", "entity": "", **target, "holder": holder, **days}
    return await _found(page, PAIR, given, LIMIT)


def _of(query: Mapping[str, str], role: Role) -> Mapping[str, str]:
    return {**query, "which": query["which"].format(role=role)}


async def _found(page: Page, query: Mapping[str, str], params: Row, limit: int) -> list[Evidence]:
    sql = STANCES.format(lang=page.lang, limit=limit, **query)
    return await shown(page, await page.rows(sql, params))


async def quotes(page: Page, speaker: str, days: Row) -> list[Evidence]:
    """The latest words of an entity within their sentences, each statement once."""
    rows = await page.rows(QUOTES.format(limit=LIMIT), {"id": speaker, **days})
    known: set[int] = set()
    once = []
    for row in rows:
        if row["statement"] is None or row["statement"] not in known:
            once.append(row)
            known.add(row["statement"])
    return await shown(page, once)
