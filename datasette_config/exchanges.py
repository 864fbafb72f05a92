"""What an outlet took from others, what others took from it, and what it changed in silence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from datasette_config.evidence import Evidence, shown
from datasette_config.pages import Page, Row
from datasette_config.periods import Period

NEWEST = 1000  # articles of the outlet that are looked at
PARTNERS = 10
SHOWN = 8  # ties shown with their words
EDITED = 10  # articles changed in silence that are shown
OWN = f"""
    WITH own AS MATERIALIZED (
        SELECT id FROM articles WHERE source_id = :id AND day BETWEEN :first AND :last
        ORDER BY day DESC LIMIT {NEWEST}
    )
"""  # noqa: S608
# `time` is left out: that one came later with the same figures does not show that it took them.
TOOK = f"""
    {OWN}, ties AS MATERIALIZED (
        SELECT c.*, COALESCE(f.source_id, s.id) AS other
        FROM own o CROSS JOIN cascade c ON c.article_id = o.id
        LEFT JOIN articles f ON f.id = c.from_id LEFT JOIN sources s ON s.id = c.from_outlet
        WHERE c.kind <> 'time' AND COALESCE(f.source_id, c.from_outlet) <> :id
    )
"""  # noqa: S608
GAVE = f"""
    {OWN}, ties AS MATERIALIZED (
        SELECT c.*, a.source_id AS other FROM own o CROSS JOIN cascade c ON c.from_id = o.id
        JOIN articles a ON a.id = c.article_id
        WHERE c.kind <> 'time' AND a.source_id <> :id
    )
"""  # noqa: S608
SUMS = f"""
    SELECT t.other AS source_id, t.from_outlet AS outlet_id, COALESCE(s.name, e.name) AS name,
           COUNT(DISTINCT t.article_id) AS articles,
           COUNT(DISTINCT CASE WHEN t.silent THEN t.article_id END) AS uncredited
    FROM (
        SELECT article_id, other, CASE WHEN other IS NULL THEN from_outlet END AS from_outlet,
               MAX(credited) = 0 AND MAX(kind IN ('copy', 'rewrite', 'translation')) AS silent
        FROM ties GROUP BY 1, 2, 3
    ) t LEFT JOIN sources s ON s.id = t.other LEFT JOIN entities e ON e.id = t.from_outlet
    GROUP BY 1, 2 ORDER BY articles DESC, name LIMIT {PARTNERS}
"""  # noqa: S608
# Those without credit come first; an article may show by several signs whom it took from.
TIES = f"""
    SELECT t.article_id, t.revision, t."start", t."end", t.kind, t.hours, t.rule, t.confidence,
           t.day, t.lang, a.title, s.name AS source, f.id AS from_id, f.title AS from_title,
           f.lang AS from_lang, COALESCE(fs.name, e.name) AS from_name, t.from_outlet,
           t.kind IN ('copy', 'rewrite', 'translation') AND NOT EXISTS (
               SELECT 1 FROM cascade c
               WHERE c.article_id = t.article_id AND c.from_id = t.from_id AND c.credited = 1
           ) AS uncredited
    FROM ties t JOIN articles a ON a.id = t.article_id JOIN sources s ON s.id = a.source_id
    LEFT JOIN articles f ON f.id = t.from_id LEFT JOIN sources fs ON fs.id = f.source_id
    LEFT JOIN entities e ON e.id = t.from_outlet
    ORDER BY uncredited DESC, t.day DESC, t.article_id DESC, t.confidence DESC LIMIT {SHOWN * 5}
"""  # noqa: S608
# An edit of the meaning at a revision without a notice of correction.
SILENT = f"""
    {OWN}
    SELECT d.article_id, d.to_revision, d.kind, d.change, d.old, d.new, d.seen_at, d.confidence,
           e.name, a.title, a.day, a.lang
    FROM own o CROSS JOIN edits d ON d.article_id = o.id JOIN articles a ON a.id = d.article_id
    LEFT JOIN entities e ON e.id = d.entity_id
    WHERE d.kind NOT IN ('text', 'correction') AND NOT EXISTS (
        SELECT 1 FROM edits n WHERE n.article_id = d.article_id
            AND n.to_revision = d.to_revision AND n.kind = 'correction' AND n.change <> 'removed'
    )
    ORDER BY d.seen_at DESC, d.article_id, d.to_revision, d.id LIMIT 100
"""  # noqa: S608


@dataclass(frozen=True)
class Exchange:
    """The other outlets with the number of articles, and ties with their words: those without
    credit, then the newest.
    """

    partners: tuple[Row, ...]
    ties: tuple[Evidence, ...]


@dataclass(frozen=True)
class Silent:
    """The edits of one revision; `row` is the first of them."""

    row: Row
    edits: tuple[Row, ...]


async def took(page: Page, source: str, period: Period) -> Exchange:
    """From whom the newest articles of an outlet took."""
    return await _exchange(page, TOOK, source, period)


async def gave(page: Page, source: str, period: Period) -> Exchange:
    """Who took from the newest articles of an outlet."""
    return await _exchange(page, GAVE, source, period)


async def silent(page: Page, source: str, period: Period) -> list[Silent]:
    """The changes of meaning in the newest articles of an outlet that no notice tells of."""
    return by_revision(await page.rows(SILENT, _params(source, period)))[:EDITED]


def by_revision(rows: Sequence[Row]) -> list[Silent]:
    """Edits, in their order, by the revision that brought them."""
    found: dict[tuple[int, int], list[Row]] = {}
    for row in rows:
        found.setdefault((row["article_id"], row["to_revision"]), []).append(row)
    return [Silent(edits[0], tuple(edits)) for edits in found.values()]


async def _exchange(page: Page, ties: str, source: str, period: Period) -> Exchange:
    params = _params(source, period)
    partners = await page.rows(f"{ties} {SUMS}", params)
    rows = one_each(await page.rows(f"{ties} {TIES}", params))
    return Exchange(tuple(partners), tuple(await _with_words(page, rows)))


def one_each(rows: Sequence[Row]) -> list[Row]:
    """The first row of each article and what it took from."""
    found: dict[tuple[object, ...], Row] = {}
    for row in rows:
        found.setdefault((row["article_id"], row["from_id"] or row["from_outlet"]), row)
    return list(found.values())[:SHOWN]


async def _with_words(page: Page, rows: Sequence[Row]) -> list[Evidence]:
    """The ties in their order; some have no words that show them."""
    with_words = iter(await shown(page, [row for row in rows if row["start"] is not None]))
    return [Evidence(row, "", "", "") if row["start"] is None else next(with_words) for row in rows]


def _params(source: str, period: Period) -> Row:
    return {"id": source, "first": str(period.first), "last": str(period.last)}
