"""The articles that name an entity, newest first, and who else is named in them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from datasette_config.evidence import Evidence, shown
from datasette_config.pages import Page, Row

NEWEST = 1000  # articles of a period that are looked at: 20 ms, whatever the entity
LISTED = 40
MONTHS = 24  # of an outlet, the newest that hold an article naming the entity
NEWEST_IDS = """
    SELECT DISTINCT article_id AS id, day FROM mentions
    WHERE entity_id = :id AND day BETWEEN :first AND :last ORDER BY day DESC LIMIT {newest}
"""
# The months that hold enough of them; of other entities all articles are read anyhow.
OF_OUTLET = """
    SELECT a.id FROM (
        SELECT month, SUM(SUM(articles)) OVER (ORDER BY month DESC) - SUM(articles) AS newer
        FROM voices WHERE entity_id = :id AND source_id = :outlet
            AND month BETWEEN substr(:first, 1, 7) AND substr(:last, 1, 7)
        GROUP BY month ORDER BY month DESC LIMIT {months}
    ) v CROSS JOIN articles a ON a.source_id = :outlet
        AND a.day BETWEEN max(v.month || '-01', :first) AND min(v.month || '-31', :last)
    WHERE v.newer < {listed}
        AND EXISTS (SELECT 1 FROM mentions m WHERE m.article_id = a.id AND m.entity_id = :id)
    ORDER BY a.day DESC LIMIT {listed}
"""
# Those that are on the topic, with their first words that name the entity.
LISTING = """
    SELECT a.id, a.id AS article_id, a.title, a.day, a.lang, a.access, a.source_id,
           s.name AS source, m.revision, m."start", m."end", m.rule, m.confidence,
           COALESCE(c.original_id, a.id) <> a.id AS is_copy
    FROM json_each(:articles) n CROSS JOIN articles a ON a.id = n.value AND a.relevant = 1
    JOIN sources s ON s.id = a.source_id
    JOIN mentions m ON m.id = (
        SELECT id FROM mentions WHERE article_id = a.id AND entity_id = :id
        ORDER BY "start" LIMIT 1)
    LEFT JOIN copies c ON c.article_id = a.id
    WHERE (:copies OR COALESCE(c.original_id, a.id) = a.id)
        AND (:with = '' OR EXISTS (
            SELECT 1 FROM mentions o WHERE o.article_id = a.id AND o.entity_id = :with))
        AND (:outlet = '' OR a.source_id = :outlet)
    ORDER BY n.key LIMIT {listed}
"""
COMPANY = """
    SELECT e.id, e.name, e.type, n.articles FROM (
        SELECT entity_id, COUNT(*) AS articles FROM (
            SELECT DISTINCT m.article_id, m.entity_id
            FROM json_each(:articles) n
            CROSS JOIN articles a ON a.id = n.value AND a.relevant = 1
            CROSS JOIN mentions m ON m.article_id = a.id
            WHERE m.entity_id <> :id AND NOT EXISTS (
                SELECT 1 FROM copies c WHERE c.article_id = a.id AND c.original_id <> a.id)
        ) GROUP BY entity_id ORDER BY articles DESC, entity_id LIMIT 15
    ) n JOIN entities e ON e.id = n.entity_id ORDER BY n.articles DESC, e.name
"""


@dataclass(frozen=True)
class Naming:
    """Articles of a period that name an entity, and its company in the newest of them."""

    latest: Sequence[Evidence]
    company: Sequence[Row]
    read: int  # articles that the company was counted in, copies included


@dataclass(frozen=True)
class Filter:
    """What the address narrows the list of articles to."""

    with_: Row | None  # another entity named in them
    outlet: Row | None
    copies: bool


async def naming(page: Page, key: str, days: Row, narrowed: Filter) -> Naming:
    """The newest articles that name an entity."""
    about = {"id": key, **days}
    found = await page.rows(NEWEST_IDS.format(newest=NEWEST), about)
    newest = [row["id"] for row in found]
    company = await page.rows(COMPANY, {"id": key, "articles": json.dumps(newest)})
    outlet = narrowed.outlet["id"] if narrowed.outlet else ""
    if outlet and len(newest) == NEWEST:
        sql = OF_OUTLET.format(months=MONTHS, listed=LISTED)
        newest = [row["id"] for row in await page.rows(sql, {**about, "outlet": outlet})]
    latest = await shown(page, await _listing(page, key, newest, narrowed))
    return Naming(latest, company, len(found))


async def _listing(page: Page, key: str, newest: Sequence[int], narrowed: Filter) -> list[Row]:
    """Those to be listed: mostly found among the very newest, so that few are looked at."""
    params = {
        "id": key,
        "copies": narrowed.copies,
        "with": narrowed.with_["id"] if narrowed.with_ else "",
        "outlet": narrowed.outlet["id"] if narrowed.outlet else "",
    }
    rows: list[Row] = []
    for some in (newest[: 3 * LISTED], newest):
        sql = LISTING.format(listed=LISTED)
        rows = await page.rows(sql, {**params, "articles": json.dumps(some)})
        if len(rows) == LISTED or len(some) == len(newest):
            break
    return rows


async def asked(page: Page, copies: bool) -> Filter:
    """The filter of the address; a name or an outlet that does not exist narrows nothing."""
    entity = {"id": page.args.get("with")}
    outlet = {"id": page.args.get("outlet")}
    return Filter(
        await page.row("SELECT id, name FROM entities WHERE id = :id", entity),
        await page.row("SELECT id, name FROM sources WHERE id = :id", outlet),
        copies,
    )
