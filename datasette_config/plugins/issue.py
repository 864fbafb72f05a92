"""The page of an issue, at `/issue/ID`: the two camps with their evidence."""

from __future__ import annotations

from asyncio import gather
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote

from datasette.utils.asgi import Request, Response

from datasette_config import positions, record, turns
from datasette_config.camps import HOLDERS, camps, params
from datasette_config.contest import CONTESTED, LANGS, contest
from datasette_config.hooks import hookimpl
from datasette_config.lines import sample
from datasette_config.pages import Page, Row, opened
from datasette_config.periods import Period, asked
from datasette_config.spans import in_months
from datasette_config.volume import Volume, drawn
from datasette_config.within import within

ISSUE = """
    SELECT id, label_{lang} AS label, favor_{lang} AS favor, against_{lang} AS against
    FROM issues WHERE id = :id
"""
BOTH = """
    SELECT id, label_en, label_fr, favor_en, favor_fr, against_en, against_fr
    FROM issues WHERE id = :id
"""
DAYS = """
    SELECT day, lang, articles, counted, favor, against, ambivalent,
           favor_counted, against_counted, ambivalent_counted
    FROM issue_days WHERE issue_id = :id AND day BETWEEN :first AND :last ORDER BY day, lang
"""
# The same, a row a month and language: all that a chart by month needs of ten years.
MONTHS = """
    SELECT substr(day, 1, 7) || '-01' AS day, lang, SUM(articles) AS articles,
           SUM(counted) AS counted, SUM(favor) AS favor, SUM(against) AS against,
           SUM(ambivalent) AS ambivalent, SUM(favor_counted) AS favor_counted,
           SUM(against_counted) AS against_counted,
           SUM(ambivalent_counted) AS ambivalent_counted
    FROM issue_days WHERE issue_id = :id AND day BETWEEN :first AND :last GROUP BY 1, 2
"""
OTHERS = "SELECT id, label_{lang} AS label FROM issues WHERE id <> :id ORDER BY label"
HOLDER = "SELECT id, name FROM entities WHERE id = :id"
SHOWN = {"counted": "_counted", "positions": ""}  # the end of the columns that are drawn
PRESSES = ("en", "fr")
NEWEST = 40  # positions without a name that are shown


@hookimpl
def register_routes() -> Sequence[tuple[str, Any]]:
    return [
        (r"^/issue/(?P<id>[^/]+)\.json$", issue_json),
        (r"^/issue/(?P<id>[^/]+)(?<!\.atom)$", issue),
    ]


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


async def issue_json(datasette: Any, request: Request) -> Response:
    page = opened(datasette, request)
    key = unquote(request.url_vars["id"])
    row = await page.row(BOTH, {"id": key})
    if not row:
        return record.missing(page.words("no-issue"))
    coverage = await page.coverage()
    period, wrong = asked(page.args, coverage["first"], coverage["last"])
    days = record.days(period)
    holders = await page.rows(HOLDERS, params(key, period)) if period else []
    link = record.permalinks(page)
    body = {
        **record.head(page, "issue", row, coverage, period, wrong),
        "timeline": await page.rows(DAYS, {"id": key, **days}),
        "contested": await page.rows(CONTESTED, {"id": key, **days}),
        "holders": [{**one, "permalink": link("entity", one["id"])} for one in holders],
        "positions": await record.positions(page, "target_issue", key, days),
    }
    return record.answer(body)


async def _in_period(page: Page, key: str, period: Period) -> Row:
    days = {"first": str(period.first), "last": str(period.last)}
    rows = await page.rows(DAYS if period.step == "week" else MONTHS, {"id": key, **days})
    shown = page.args["show"] if page.args.get("show") in SHOWN else "counted"
    press = page.args["press"] if page.args.get("press") in PRESSES else ""
    drawn_rows = [row for row in rows if press in ("", row["lang"])]
    parts = {
        "volume": drawn(page, period, _volume(page, drawn_rows, shown)),
        "camps": camps(page, key, period),
        "unnamed": positions.unnamed(page, key, days, NEWEST),
        "turns": turns.turns(page, "target_issue", key, days),
        "contest": contest(page, key, period, within(page, "camps")),
        "sentences": _sentences(page, key, in_months(period)),
    }
    found: Row = dict(zip(parts, await gather(*parts.values()), strict=True))
    return {
        **found,
        **found["sentences"],
        "shown": shown,
        "press": press,
        "presses": [_sums(rows, lang) for lang in PRESSES],
        "contest_lines": [(sample(n), lang) for n, lang in enumerate(LANGS)],
    }


async def _sentences(page: Page, key: str, months: Period) -> Row:
    """The `holder` that the address asks for, and what it `held`."""
    holder = await page.row(HOLDER, {"id": page.args.get("holder")})
    if not holder:
        return {"holder": None}
    days = {"first": str(months.first), "last": str(months.last)}
    held = await positions.between(page, holder["id"], "issue", key, days)
    return {"holder": holder, "held": held, "months": months}


def _volume(page: Page, rows: Sequence[Row], shown: str) -> Volume:
    link = within(page, "camps")
    end = SHOWN[shown]
    return Volume(
        [{"day": r["day"], "polarity": c, "n": r[c + end]} for r in rows for c in positions.CAMPS],
        page.words(f"chart-issue-{shown}"),
        lambda bar: link(bar.start, bar.end),
        key="polarity",
        keys=positions.CAMPS,
    )


def _sums(rows: Sequence[Row], lang: str) -> Row:
    """The articles of one language on each side, copies left out."""
    some = [row for row in rows if row["lang"] == lang]
    sides = {camp: sum(row[f"{camp}_counted"] for row in some) for camp in positions.CAMPS}
    return {"lang": lang, "counted": sum(row["counted"] for row in some), **sides}
