"""The overview of the topic, at `/`: volume, what moves, positions, names, stories, articles."""

from __future__ import annotations

from asyncio import gather
from collections.abc import Callable, Sequence
from typing import Any

from datasette.utils.asgi import Request, Response

from datasette_config import latest
from datasette_config.hooks import hookimpl
from datasette_config.matrix import cell, issues, matrix
from datasette_config.moving import moving
from datasette_config.named import named
from datasette_config.pages import Page, Row, opened
from datasette_config.periods import Bucket, Period, asked
from datasette_config.spans import in_months, widened
from datasette_config.volume import Drawn, Volume, drawn


@hookimpl
def register_routes() -> Sequence[tuple[str, Any]]:
    return [(r"^/$", overview)]


async def overview(datasette: Any, request: Request) -> Response:
    page = opened(datasette, request)
    coverage = await page.coverage()
    period, wrong = asked(page.args, coverage["first"], coverage["last"])
    context: Row = {"coverage": coverage, "period": period, "wrong": wrong}
    if period:
        context |= await _in_period(page, period, coverage)
    return await page.answer("overview.html", context)


async def _in_period(page: Page, period: Period, coverage: Row) -> Row:
    wide = widened(period, coverage["first"], coverage["last"])
    months = in_months(wide)
    days = {"from": max(coverage["first"], str(months.first)),
            "to": min(coverage["last"], str(months.last))}  # fmt: skip
    parts = {
        "volume": _volume(page, period),
        "moving": moving(page, period),
        "issues": issues(page, wide),
        "matrix": matrix(page, months),
        "evidence": cell(page, months),
        "named": named(page, wide),
        "stories": latest.stories(page, period),
        "latest": latest.articles(page, period),
    }
    found = await gather(*parts.values())
    return {**dict(zip(parts, found, strict=True)), "months": days, "shown": _shown(page)}


def _shown(page: Page) -> str:
    """The column that the chart counts."""
    return "counted" if page.args.get("copies") == "out" else "relevant"


async def _volume(page: Page, period: Period) -> Drawn:
    shown = _shown(page)
    rows = await latest.volume(page, period)
    counted = [{**row, "n": row[shown]} for row in rows]
    link = _rows(page)
    return await drawn(page, period, Volume(counted, page.words(f"chart-{shown}"), link))


def _rows(page: Page) -> Callable[[Bucket], str]:
    """Where a bar leads: to the articles that it counts."""
    table, column = ("articles", "relevant")
    if _shown(page) == "counted":
        table, column = ("articles_counted", "counted")

    rows = page.data(table, "", **{f"{column}__gte": 1, "_sort_desc": "day"})
    return lambda bar: f"{rows}&day__gte={bar.start}&day__lte={bar.end}"
