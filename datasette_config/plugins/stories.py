"""The stories of the topic, at `/stories`: the latest first, or the largest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from datasette.utils.asgi import Request, Response

from datasette_config.hooks import hookimpl
from datasette_config.pages import Page, Row, opened
from datasette_config.periods import Period, asked

SIZE = 30
PAGES = 200  # beyond, a period finds it
# Each order walks an index (stories_days, stories_size) and stops at the last row wanted: the plus
# keeps the other condition from choosing another index.
WALKS = {
    "latest": ("s.last_day >= :first AND +s.articles >= :least", "s.last_day DESC, s.id DESC"),
    "largest": (
        "+s.last_day >= :first AND s.articles >= :least",
        "s.articles DESC, s.last_day DESC",
    ),
}
STORIES = f"""
    SELECT s.*,
           EXISTS (SELECT 1 FROM claims WHERE story_id = s.id AND conflicting = 1) AS disputed,
           EXISTS (SELECT 1 FROM resurfacings WHERE story_id = s.id) AS returned
    FROM (
        SELECT s.id FROM stories s WHERE {{within}} AND s.first_day <= :last
        ORDER BY {{order}} LIMIT {SIZE} OFFSET :offset
    ) found JOIN stories s ON s.id = found.id ORDER BY {{order}}
"""  # noqa: S608
COUNT = f"""
    SELECT COUNT(*) AS n FROM stories s WHERE {WALKS["largest"][0]} AND s.first_day <= :last
"""  # noqa: S608


@hookimpl
def register_routes() -> Sequence[tuple[str, Any]]:
    return [(r"^/stories$", stories)]


async def stories(datasette: Any, request: Request) -> Response:
    page = opened(datasette, request)
    coverage = await page.coverage()
    period, wrong = asked(page.args, coverage["first"], coverage["last"])
    context: Row = {"coverage": coverage, "period": period, "wrong": wrong}
    context |= {"order": _order(page), "single": page.args.get("single") == "1"}
    context |= await _listed(page, period, context) if period else {"total": 0, "rows": []}
    return await page.answer("stories.html", context)


async def _listed(page: Page, period: Period, context: Row) -> Row:
    params = {
        "first": str(period.first),
        "last": str(period.last),
        "least": 1 if context["single"] else 2,
    }
    within, order = WALKS[context["order"]]
    counted = await page.row(COUNT, params)
    total = counted["n"] if counted else 0
    pages = min(-(-total // SIZE), PAGES)
    number = min(_number(page), max(pages, 1))
    sql = STORIES.format(within=within, order=order)
    rows = await page.rows(sql, {**params, "offset": (number - 1) * SIZE})
    return {"total": total, "number": number, "pages": pages, "rows": rows}


def _order(page: Page) -> str:
    asked_for = page.args.get("order", "")
    return asked_for if asked_for in WALKS else "latest"


def _number(page: Page) -> int:
    text = page.args.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 5 and int(text) else 1
