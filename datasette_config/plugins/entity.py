"""The page of somebody or something named, at `/entity/ID`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote

from datasette.utils.asgi import Request, Response

from datasette_config import positions
from datasette_config.hooks import hookimpl
from datasette_config.pages import Page, Row, TooSlowError, opened
from datasette_config.periods import Period, asked
from datasette_config.volume import Volume, drawn

ENTITY = "SELECT id, name, type, wikidata, listed FROM entities WHERE id = :id"
NAMES = """
    SELECT name, lang, kind FROM entity_names WHERE entity_id = :id AND kind <> 'name'
    ORDER BY kind, lang, name
"""
DAYS = """
    SELECT day, lang, articles, mentions, quotes, favor, against, ambivalent
    FROM entity_days WHERE entity_id = :id ORDER BY day
"""
# No roll-up counts by outlet; the index mentions_entity bounds what is read.
OUTLETS = """
    SELECT s.id, s.name, s.lang, COUNT(*) AS articles FROM (
        SELECT DISTINCT article_id FROM mentions
        WHERE entity_id = :id AND day BETWEEN :first AND :last
    ) m JOIN articles a ON a.id = m.article_id AND a.relevant = 1
    JOIN sources s ON s.id = a.source_id
    GROUP BY s.id ORDER BY articles DESC, s.name LIMIT 20
"""
LATEST = """
    SELECT a.id, a.title, a.day, a.lang, s.name AS source FROM (
        SELECT DISTINCT article_id, day FROM mentions
        WHERE entity_id = :id AND day BETWEEN :first AND :last ORDER BY day DESC LIMIT 60
    ) m JOIN articles a ON a.id = m.article_id AND a.relevant = 1
    JOIN sources s ON s.id = a.source_id ORDER BY a.day DESC, a.id DESC LIMIT 12
"""
COUNTED = ("articles", "mentions", "quotes", "favor", "against", "ambivalent")
SHOWN = ("articles", "mentions")


@hookimpl
def register_routes() -> Sequence[tuple[str, Any]]:
    return [(r"^/entity/(?P<id>[^/]+)$", entity)]


async def entity(datasette: Any, request: Request) -> Response:
    page = opened(datasette, request)
    key = unquote(request.url_vars["id"])
    row = await page.row(ENTITY, {"id": key})
    if not row:
        return await page.missing("no-entity")
    coverage = await page.coverage()
    period, wrong = asked(page.args, coverage["first"], coverage["last"])
    context: Row = {"entity": row, "coverage": coverage, "period": period, "wrong": wrong}
    context["names"] = await page.rows(NAMES, {"id": key})
    if period:
        context |= await _in_period(page, row, period)
    return await page.answer("entity.html", context)


async def _in_period(page: Page, entity: Row, period: Period) -> Row:
    key = entity["id"]
    days = {"first": str(period.first), "last": str(period.last)}
    rows = [
        row
        for row in await page.rows(DAYS, {"id": key})
        if days["first"] <= row["day"] <= days["last"]
    ]
    shown = page.args["show"] if page.args.get("show") in SHOWN else "articles"
    return {
        "shown": shown,
        "sums": {count: sum(row[count] for row in rows) for count in COUNTED},
        "volume": await drawn(page, period, _volume(page, entity, rows, shown)),
        "quotes": await positions.quotes(page, key, days),
        "held": await positions.stances(page, "holder_id", key, days),
        "about": await positions.stances(page, "target_entity", key, days),
        "outlets": await _outlets(page, {"id": key, **days}),
        "latest": await page.rows(LATEST, {"id": key, **days}),
    }


def _volume(page: Page, entity: Row, rows: Sequence[Row], shown: str) -> Volume:
    return Volume(
        [{**row, "n": row[shown]} for row in rows],
        page.words(f"chart-entity-{shown}", name=entity["name"]),
        lambda bar: page.data(
            "mentions",
            entity_id=entity["id"],
            day__gte=bar.start,
            day__lte=bar.end,
            _sort_desc="day",
        ),
    )


async def _outlets(page: Page, params: Row) -> list[Row] | None:
    """None where there are too many mentions to count them while a reader waits."""
    try:
        return await page.rows(OUTLETS, params)
    except TooSlowError:
        return None
