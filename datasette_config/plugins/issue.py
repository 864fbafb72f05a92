"""The page of an issue, at `/issue/ID`: the two camps with their evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote

from datasette.utils.asgi import Request, Response

from datasette_config import positions
from datasette_config.hooks import hookimpl
from datasette_config.pages import Page, Row, opened
from datasette_config.periods import Period, asked
from datasette_config.volume import Volume, drawn

ISSUE = """
    SELECT id, label_{lang} AS label, favor_{lang} AS favor, against_{lang} AS against
    FROM issues WHERE id = :id
"""
DAYS = """
    SELECT day, lang, articles, favor, against, ambivalent FROM issue_days
    WHERE issue_id = :id AND day BETWEEN :first AND :last ORDER BY day
"""
OTHERS = "SELECT id, label_{lang} AS label FROM issues WHERE id <> :id ORDER BY label"
LIMIT = 300  # positions shown with their evidence


@hookimpl
def register_routes() -> Sequence[tuple[str, Any]]:
    return [(r"^/issue/(?P<id>[^/]+)$", issue)]


async def issue(datasette: Any, request: Request) -> Response:
    page = opened(datasette, request)
    key = unquote(request.url_vars["id"])
    row = await page.row(ISSUE.format(lang=page.lang), {"id": key})
    if not row:
        return await page.missing("no-issue")
    coverage = await page.coverage()
    period, wrong = asked(page.args, coverage["first"], coverage["last"])
    context: Row = {"issue": row, "coverage": coverage, "period": period, "wrong": wrong}
    context["others"] = await page.rows(OTHERS.format(lang=page.lang), {"id": key})
    if period:
        context |= await _in_period(page, key, period)
    return await page.answer("issue.html", context)


async def _in_period(page: Page, key: str, period: Period) -> Row:
    days = {"first": str(period.first), "last": str(period.last)}
    rows = await page.rows(DAYS, {"id": key, **days})
    volume = Volume(
        [{"day": r["day"], "polarity": c, "n": r[c]} for r in rows for c in positions.CAMPS],
        page.words("chart-issue"),
        lambda bar: page.data(
            "stances", target_issue=key, day__gte=bar.start, day__lte=bar.end, _sort_desc="day"
        ),
        key="polarity",
        keys=positions.CAMPS,
    )
    found = await positions.stances(page, "target_issue", key, days, LIMIT)
    return {
        "volume": await drawn(page, period, volume),
        "sums": {c: sum(r[c] for r in rows) for c in ("articles", *positions.CAMPS)},
        "camps": positions.camps(found),
        "listed": len(found),
    }
