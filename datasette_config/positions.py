"""Who is for or against what, and who said what, each with its evidence."""

from __future__ import annotations

from typing import Literal

from datasette_config.evidence import Evidence, shown
from datasette_config.pages import Page, Row

LIMIT = 40
CAMPS = ("favor", "against", "ambivalent")
Role = Literal["holder_id", "target_entity", "target_issue"]
Kind = Literal["issue", "entity"]
# Copies are left out: they would say the same again.
STANCES = """
    SELECT f.*, a.title, s.name AS source, e.name AS target_name,
           i.label_{lang} AS issue_label
    FROM stances f JOIN articles a ON a.id = f.article_id AND a.relevant = 1
    JOIN sources s ON s.id = a.source_id
    LEFT JOIN entities e ON e.id = f.target_entity
    LEFT JOIN issues i ON i.id = f.target_issue
    WHERE {which} AND NOT EXISTS (
        SELECT 1 FROM copies c WHERE c.article_id = a.id AND c.original_id <> a.id)
    ORDER BY f.day DESC, f.id DESC LIMIT {limit}
"""
# Each role has an index with the day in it (schema: stances_holder, stances_target_...).
OF_ROLE = "f.{role} = :id AND f.day BETWEEN :first AND :last"
UNNAMED = f"{OF_ROLE} AND f.holder_id IS NULL"
# So has each kind of target of a holder (stances_held, stances_held_about).
BETWEEN = "f.holder_id = :holder AND f.{role} = :target AND f.day BETWEEN :first AND :last"
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
    return await _found(page, OF_ROLE, role, {"id": key, **days}, limit)


async def unnamed(page: Page, issue: str, days: Row, limit: int = LIMIT) -> list[Evidence]:
    """The latest positions on an issue of authors and of groups that are no entity."""
    return await _found(page, UNNAMED, "target_issue", {"id": issue, **days}, limit)


async def between(page: Page, holder: str, kind: Kind, target: str, days: Row) -> list[Evidence]:
    """The latest positions of a holder on one issue or one entity."""
    role: Role = "target_issue" if kind == "issue" else "target_entity"
    return await _found(page, BETWEEN, role, {"holder": holder, "target": target, **days}, LIMIT)


async def _found(page: Page, which: str, role: Role, params: Row, limit: int) -> list[Evidence]:
    sql = STANCES.format(lang=page.lang, which=which.format(role=role), limit=limit)
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
