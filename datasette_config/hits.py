"""The articles that a search finds, by whichever of two ways is quicker, and how many they are.

Of a rare word all hits are collected and put in order; for a common one the newest articles are
asked, one after the other, whether it stands in them. Measured on a million articles: a hit that is
collected costs 1 µs, an article that is asked 100 µs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from datasette_config.pages import Page, Row, TooSlowError
from datasette_config.query import Query

SIZE = 20
COUNTED = 1000  # hits; beyond, they are "more than 1,000"
RANKED = 5000  # articles, those stored last, among which the best are looked for
SCANNED = 200_000  # hits that are counted to choose a way
READ = 20_000  # hits among which those are counted that pass the filters
DEARER = 100  # asking an article, against collecting a hit
PATIENCE = 250  # milliseconds of asking, before all are collected after all

MATCH = "articles_fts MATCH :expression"
PROBE = f"EXISTS (SELECT 1 FROM articles_fts WHERE {MATCH} AND rowid = {{id}})"  # noqa: S608
NARROW = "articles n INDEXED BY articles_narrow ON n.id ="
FILTERS = {
    "lang": "n.lang = :lang",
    "first": "n.day >= :first",
    "last": "n.day <= :last",
    "source": "n.source_id = :source",
    "entity": "EXISTS (SELECT 1 FROM mentions WHERE article_id = n.id AND entity_id = :entity)",
}
NEWEST = "ORDER BY n.day DESC, n.id DESC"
HOW_MANY = f"SELECT COUNT(*) AS n FROM (SELECT 1 FROM articles_fts WHERE {MATCH} LIMIT {SCANNED})"  # noqa: S608
HELD = "SELECT COALESCE(SUM(held), 0) AS n FROM article_days"
COLLECT = f"""
    SELECT n.id FROM articles_fts f CROSS JOIN {NARROW} f.rowid
    WHERE {MATCH} AND {{filters}} {NEWEST} LIMIT :size OFFSET :offset
"""  # noqa: S608
ASK = f"""
    SELECT n.id FROM articles n INDEXED BY {{index}}
    WHERE {{filters}} AND {{probe}} {NEWEST} LIMIT :size OFFSET :offset
"""  # noqa: S608
ASK_NAMING = """
    SELECT m.article_id AS id FROM mentions m WHERE m.entity_id = :entity
    GROUP BY m.day, m.article_id HAVING {filters} AND {probe}
    ORDER BY m.day DESC, m.article_id DESC LIMIT :size OFFSET :offset
"""
RANK = f"""
    SELECT id FROM (
        SELECT n.id, bm25(articles_fts, 4.0, 1.0) AS score
        FROM articles_fts CROSS JOIN {NARROW} articles_fts.rowid
        WHERE {MATCH} AND {{filters}} ORDER BY articles_fts.rowid DESC LIMIT {RANKED}
    ) ORDER BY score, id DESC LIMIT :size OFFSET :offset
"""  # noqa: S608
COUNT = f"""
    SELECT COUNT(*) AS n FROM (
        SELECT 1 FROM (SELECT rowid AS id FROM articles_fts WHERE {MATCH} LIMIT {READ}) {{hits}}
        WHERE {{filters}} LIMIT {COUNTED + 1}
    )
"""  # noqa: S608


@dataclass(frozen=True)
class Found:
    """Ids of the articles of one page, in order; `total` is a lower bound unless `complete`."""

    ids: tuple[int, ...]
    total: int
    complete: bool
    further: bool  # whether another page follows
    ranked: bool = False  # whether the best were looked for among the last stored only


async def found(page: Page, query: Query, size: int = SIZE) -> Found:
    """One page of the articles that a query finds.

    :raises TooSlowError: it takes longer than the settings allow.
    """
    offset = (query.number - 1) * size
    params: Row = {"expression": query.expression, **query.filters}
    hits = await _number(page, HOW_MANY, params) if query.expression else 0
    rows = await _rows(page, query, {**params, "size": size + 1, "offset": offset}, hits)
    total, complete = await _total(page, query, params, hits)
    if len(rows) <= size and (rows or not offset):
        total, complete = offset + len(rows), True
    elif rows:
        total = max(total, offset + len(rows))
    ranked = query.order == "rank" and hits > RANKED and not complete
    ids = tuple(row["id"] for row in rows[:size])
    return Found(ids, total, complete, len(rows) > size, ranked)


async def _rows(page: Page, query: Query, params: Row, hits: int) -> list[Row]:
    if query.expression and query.order == "rank":
        return await page.rows(RANK.format(filters=_filters(query)), params)
    if not query.expression:
        return await page.rows(_asking(query), params)
    collecting = COLLECT.format(filters=_filters(query))
    held = await _number(page, HELD, {})
    # so many articles hold as many hits as are wanted, where these are spread evenly
    asked = (params["offset"] + params["size"]) * held / max(hits, 1)
    if asked * DEARER < hits and not query.prefixes:
        try:
            return await page.rows(_asking(query), params, PATIENCE)
        except TooSlowError:
            return await page.rows(collecting, params)
    return await page.rows(collecting, params)


def _asking(query: Query) -> str:
    """The newest articles that pass the filters and, where there are words, have them."""
    if "entity" in query.filters:
        probe = PROBE.format(id="m.article_id") if query.expression else "1"
        return ASK_NAMING.format(filters=_filters_of_mentions(query), probe=probe)
    index = "articles_source" if "source" in query.filters else "articles_newest"
    probe = PROBE.format(id="n.id") if query.expression else "1"
    return ASK.format(index=index, filters=_filters(query), probe=probe)


def _filters(query: Query) -> str:
    return " AND ".join(["1", *(FILTERS[name] for name in query.filters)])


def _filters_of_mentions(query: Query) -> str:
    return " AND ".join(["1", *_of_mentions(query)])


def _of_mentions(query: Query) -> Iterator[str]:
    names = query.filters
    yield from (FILTERS[name].replace("n.", "m.") for name in ("first", "last") if name in names)
    others = [FILTERS[name] for name in ("lang", "source") if name in names]
    if others:
        yield (
            "EXISTS (SELECT 1 FROM articles n INDEXED BY articles_narrow "  # noqa: S608
            f"WHERE n.id = m.article_id AND {' AND '.join(others)})"
        )


async def _total(page: Page, query: Query, params: Row, hits: int) -> tuple[int, bool]:
    """How many there are, and whether these are all."""
    if not query.expression:
        sql = f"SELECT COUNT(*) AS n FROM ({_asking(query)})"  # noqa: S608
        n = await _number(page, sql, {**params, "size": COUNTED + 1, "offset": 0})
        return n, n <= COUNTED
    if not query.filters:
        return min(hits, COUNTED + 1), hits <= COUNTED
    named = set(query.filters) == {"entity"}  # then nothing of the articles themselves is asked
    among = "n" if named else f"f CROSS JOIN {NARROW} f.id"
    n = await _number(page, COUNT.format(hits=among, filters=_filters(query)), params)
    return n, n <= COUNTED and hits <= READ


async def _number(page: Page, sql: str, params: Row) -> int:
    row = await page.row(sql, params)
    return int(row["n"]) if row else 0
