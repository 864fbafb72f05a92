"""What became of the statements of a story: quoted again, translated, cut short or altered."""

from __future__ import annotations

import json
from dataclasses import dataclass

from datasette_config.evidence import Evidence, shown
from datasette_config.pages import Page, Row

LIMIT = 8  # statements
EACH = 4  # quotations of each role
FIRST = 1000  # articles of the story whose statements are looked at
STATEMENTS = f"""
    SELECT t.* FROM (
        SELECT article_id FROM story_articles
        WHERE story_id = :id ORDER BY moment, article_id LIMIT {FIRST}
    ) m JOIN statements t ON t.first_article = m.article_id
    WHERE t.articles > 1 ORDER BY t.articles DESC, t.id LIMIT {LIMIT}
"""  # noqa: S608
QUOTES = f"""
    SELECT q.*, a.title, s.name AS source, o.lang AS of_lang, v.name AS of_source,
           o.title AS of_title, o.day AS of_day FROM (
        SELECT q.*, row_number() OVER (
            PARTITION BY q.statement_id, q.role ORDER BY q.day, q.article_id, q."start"
        ) AS nth, COUNT(*) OVER (PARTITION BY q.statement_id, q.role) AS all_of_role
        FROM json_each(:ids) j JOIN statement_quotes q ON q.statement_id = j.value
    ) q JOIN articles a ON a.id = q.article_id JOIN sources s ON s.id = a.source_id
    LEFT JOIN articles o ON o.id = q.of_id LEFT JOIN sources v ON v.id = o.source_id
    WHERE q.nth <= {EACH} ORDER BY q.day, q.article_id, q."start"
"""  # noqa: S608
CHANGED = ("translation", "truncation", "alteration")


@dataclass(frozen=True)
class Quotation:
    """A quotation beside the one that it goes back to."""

    own: Evidence
    of: Evidence | None


@dataclass(frozen=True)
class Statement:
    """What was said once, and how it was quoted."""

    row: Row
    original: Evidence | None
    same: tuple[Evidence, ...]
    changed: tuple[Quotation, ...]
    counts: dict[str, int]  # quotations of each role


async def of_story(page: Page, key: int) -> list[Statement]:
    """The statements that articles of a story were the first to quote and others quoted too."""
    statements = await page.rows(STATEMENTS, {"id": key})
    ids = json.dumps([row["id"] for row in statements])
    rows = await page.rows(QUOTES, {"ids": ids})
    own = await shown(page, rows)
    before = [_before(row) for row in rows if row["of_id"] is not None]
    of = {(one.row["quote"]): one for one in await shown(page, before)}
    return [_statement(row, own, of) for row in statements]


def _place(row: Row) -> tuple[int, int, int]:
    return row["article_id"], row["revision"], row["start"]


def _before(row: Row) -> Row:
    """The place of the quotation that this one goes back to, as a finding of its own."""
    return {
        "quote": _place(row), "article_id": row["of_id"], "revision": row["of_revision"],
        "start": row["of_start"], "end": row["of_end"], "lang": row["of_lang"],
        "title": row["of_title"], "source": row["of_source"], "day": row["of_day"],
    }  # fmt: skip


def _statement(
    row: Row, quotes: list[Evidence], of: dict[tuple[int, int, int], Evidence]
) -> Statement:
    mine = [quote for quote in quotes if quote.row["statement_id"] == row["id"]]
    return Statement(
        row,
        next((quote for quote in mine if quote.row["role"] == "original"), None),
        tuple(quote for quote in mine if quote.row["role"] == "same"),
        tuple(
            Quotation(quote, of.get(_place(dict(quote.row))))
            for quote in sorted(mine, key=lambda quote: str(quote.row["role"]))
            if quote.row["role"] in CHANGED
        ),
        {str(quote.row["role"]): int(quote.row["all_of_role"]) for quote in mine},
    )
