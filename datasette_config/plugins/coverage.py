"""How whole the collection is, at `/coverage`: outlet by outlet, with its gaps."""

from __future__ import annotations

from asyncio import gather
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from datasette.utils.asgi import Request, Response

from datasette_config import watched
from datasette_config.fates import fate_of, fates, summed, verdicts_of
from datasette_config.hooks import hookimpl
from datasette_config.pages import Page, Row, opened
from datasette_config.periods import Bucket, Period, asked
from datasette_config.quiet import quiet
from datasette_config.strips import Slots, empty, slots, strip
from datasette_config.volume import Volume, drawn
from datasette_config.watched import Outlet

VIEWS = ("found", "published")
WEEKS = 26  # shown unless the address asks for more
OUTLETS = 100  # listed unless the address asks for all
COLUMNS = {
    "found": ("found", "allowed", "held", "blocked", "short", "broken", "known", "aside",
              "waiting"),
    "published": ("held", "relevant", "counted", "paywall"),
}  # fmt: skip
KEPT: Mapping[str, Row] = {
    "held": {},
    "relevant": {"relevant": 1},
    "counted": {"counted__gte": 1},
    "paywall": {"access": "paywall"},
}  # the articles behind a column
FATES = tuple(fate.id for fate in fates())


@hookimpl
def register_routes() -> Sequence[tuple[str, Any]]:
    return [(r"^/coverage$", coverage)]


async def coverage(datasette: Any, request: Request) -> Response:
    page = opened(datasette, request)
    view = page.args["by"] if page.args.get("by") in VIEWS else VIEWS[0]
    first, last = await watched.ends(page, by_found=view == "found")
    period, wrong = asked(page.args, first, last)
    whole = await page.coverage()
    context: Row = {"coverage": whole, "ends": {"first": first, "last": last}, "wrong": wrong,
                    "view": view, "views": VIEWS, "period": period}  # fmt: skip
    if period:
        shown = _latest(page, period)
        context |= {"period": shown, **await _in_period(page, shown, view)}
    return await page.answer("coverage.html", context)


def _latest(page: Page, period: Period) -> Period:
    """The last weeks of what there is, unless the address says from when on."""
    first = period.last - timedelta(7 * WEEKS - 1)
    return period if page.args.get("from") else Period(first, period.last)


async def _in_period(page: Page, period: Period, view: str) -> Row:
    cells = slots(period)
    by_found = view == "found"
    listing = watched.found if by_found else watched.published
    (outlets, without), rows, silent = await gather(
        listing(page, cells),
        watched.days(page, period, by_found=by_found),
        quiet(page),
    )
    return {
        "volume": await drawn(page, period, _volume(page, rows, view)),
        "sums": summed(rows) if by_found else None,
        "outlets": outlets if page.args.get("all") else outlets[:OUTLETS],
        "listed": len(outlets),
        "without": without,
        "quiet": silent,
        "cells": cells,
        "columns": COLUMNS[view],
        "figures": _figures(COLUMNS[view], _links(page, cells, public=page.public)),
        "strip": _strips(page, cells),
    }


def _figures(
    columns: Sequence[str], href: Callable[[Outlet, str], str]
) -> Callable[[Outlet], list[tuple[str, int, str]]]:
    """What makes the figures of an outlet: the column, the number, and where it leads."""

    def figures(outlet: Outlet) -> list[tuple[str, int, str]]:
        found = ((column, _value(outlet, column)) for column in columns)
        return [(column, n, href(outlet, column) if n else "") for column, n in found]

    return figures


def _value(outlet: Outlet, column: str) -> int:
    if outlet.fates is None:
        return outlet.sums[column]
    if column in ("found", "allowed"):
        return int(getattr(outlet.fates, column))
    return outlet.fates[column]


def _volume(page: Page, rows: Sequence[Row], view: str) -> Volume:
    def link(bar: Bucket) -> str:
        return page.here(**{"from": str(bar.start), "to": str(bar.end)})

    title = page.words(f"chart-{view}")
    if view == "found":
        told = [{"day": row["day"], "fate": fate_of(row["verdict"]), "n": row["n"]} for row in rows]
        return Volume(told, title, link, "fate", FATES, events=False)
    told = [
        {"day": row["day"], "part": part, "n": row[part]}
        for row in rows
        for part in ("relevant", "other")
    ]
    return Volume(told, title, link, "part", ("relevant", "other"))


def _strips(page: Page, cells: Slots) -> Callable[[Outlet], Any]:
    def drawn_strip(outlet: Outlet) -> Any:
        gaps, longest = empty(outlet.cells)
        label = page.words(f"strip-{cells.step}", n=len(outlet.cells), gaps=gaps, longest=longest)
        return strip(outlet.cells, label)

    return drawn_strip


def _links(page: Page, cells: Slots, *, public: bool) -> Callable[[Outlet, str], str]:
    """Where a number leads: to its addresses, or its articles."""

    def href(outlet: Outlet, column: str) -> str:
        key = outlet.row["id"]
        if outlet.fates is None:
            days = {"day__gte": cells.first, "day__lte": cells.last}
            table = "articles_counted" if column == "counted" else "articles"
            return page.data(table, "", source_id=key, **days, **KEPT[column])
        span, verdicts = (cells.first, cells.last), _verdicts(column)
        return watched.addresses(page, key, span, verdicts, public=public)

    return href


def _verdicts(column: str) -> tuple[str, ...]:
    if column == "found":
        return ()
    if column == "allowed":
        return tuple(v for fate in fates() if fate.allowed for v in fate.verdicts)
    return verdicts_of(column)
