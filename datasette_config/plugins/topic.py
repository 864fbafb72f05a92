"""The overview as JSON, at `/topic.json`: described in docs/api.md, and kept as it is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from datasette.utils.asgi import Request, Response

from datasette_config import latest, record
from datasette_config.hooks import hookimpl
from datasette_config.matrix import Held, issues, matrix
from datasette_config.moving import Moving, moving
from datasette_config.named import named
from datasette_config.pages import Page, Row, opened
from datasette_config.periods import Period, asked, buckets
from datasette_config.spans import in_months, widened

TOPIC = "SELECT * FROM topics"
LABELS = "SELECT id, label_fr, label_en FROM issues"
EVENTS = """
    SELECT id, day, label_fr, label_en, source_url FROM events
    WHERE day BETWEEN :first AND :last ORDER BY day
"""
LANGS = ("fr", "en")
SIDES = ("favor", "against", "ambivalent")


@hookimpl
def register_routes() -> Sequence[tuple[str, Any]]:
    return [(r"^/topic\.json$", topic)]


async def topic(datasette: Any, request: Request) -> Response:
    page = opened(datasette, request)
    coverage = await page.coverage()
    period, wrong = asked(page.args, coverage["first"], coverage["last"])
    told: Row = {
        **_topic(await page.row(TOPIC) or {}),
        "permalink": str(datasette.absolute_url(request, "/")),
        "from": str(period.first) if period else None,
        "to": str(period.last) if period else None,
        "not_understood": list(wrong),
        "coverage": coverage,
    }
    if period:
        told |= await _in_period(page, period, coverage)
    return record.answer(told)


async def _in_period(page: Page, period: Period, coverage: Row) -> Row:
    wide = widened(period, coverage["first"], coverage["last"])
    months = in_months(wide)
    return {
        "step": period.step,
        "timeline": await _timeline(page, period),
        "events": [
            {**_of(row, "id", "day", "source_url"), "label": _both(row, "label")}
            for row in await page.rows(EVENTS, latest.bounds(period))
        ],
        "issues": await _issues(page, wide),
        "positions": {
            "months": [f"{months.first:%Y-%m}", f"{months.last:%Y-%m}"],
            "holders": [_holder(page, held) for held in await matrix(page, months)],
        },
        "named": [
            {**_entity(page, row), **_of(row, "articles", "counted", "mentions")}
            for row in await named(page, wide)
        ],
        "moving": _moving(page, await moving(page, period)),
        "stories": [_story(page, row) for row in await latest.stories(page, period)],
        "articles": [_article(page, row) for row in await latest.articles(page, period)],
    }  # fmt: skip


def _topic(row: Row) -> Row:
    return {
        "id": row.get("id"),
        "title": _both(row, "title"),
        "description": _both(row, "description"),
        "window": {"from": row.get("window_start"), "to": row.get("window_end")},
    }


async def _timeline(page: Page, period: Period) -> list[Row]:
    rows = await latest.volume(page, period)
    sums = {
        shown: buckets([{**row, "n": row[shown]} for row in rows], period, LANGS, "lang")
        for shown in ("relevant", "counted")
    }
    return [
        {
            "from": str(every.start),
            "to": str(every.end),
            "articles": dict(zip(LANGS, every.values, strict=True)),
            "counted": dict(zip(LANGS, counted.values, strict=True)),
        }
        for every, counted in zip(sums["relevant"], sums["counted"], strict=True)
    ]


async def _issues(page: Page, period: Period) -> list[Row]:
    labels = {row["id"]: _both(row, "label") for row in await page.rows(LABELS)}
    return [
        {
            "id": row["id"],
            "label": labels[row["id"]],
            "permalink": _link(page, "issue", row),
            **_of(row, "articles", *SIDES),
        }
        for row in await issues(page, period)
    ]


def _holder(page: Page, held: Held) -> Row:
    positions = {issue: _of(row, *SIDES) for issue, row in held.cells.items()}
    return {
        **_entity(page, {**held.holder, "id": held.holder["holder_id"]}),
        "positions": positions,
    }


def _moving(page: Page, found: Moving) -> Row:
    return {
        "weeks": found.window.weeks,
        "from": str(found.window.start),
        "to": str(found.window.end),
        "before": str(found.window.before),
        "articles": found.volume,
        "articles_before": found.volume_before,
        "names": [
            {**_entity(page, row), "articles": row["now"], "articles_before": row["past"]}
            for row in found.names
        ],
        "stories": [{**_story(page, row), "articles_now": row["now"]} for row in found.stories],
        "turns": [_turn(page, one.row) for one in found.turns],
    }


def _turn(page: Page, row: Mapping[str, Any]) -> Row:
    return {
        **_of(row, "holder_id", "target_entity", "target_issue", "day", "article_id", "revision",
              "start", "end", "confidence"),
        "from": row["turned_from"],
        "to": row["polarity"],
        "permalink": _link(page, "article", {"id": row["article_id"]}),
    }  # fmt: skip


def _story(page: Page, row: Row) -> Row:
    kept = _of(row, "id", "title", "first_day", "last_day", "articles", "origins", "outlets")
    return {
        **kept,
        "languages": (row["languages"] or "").split(),
        "permalink": _link(page, "story", row),
    }


def _article(page: Page, row: Row) -> Row:
    kept = _of(row, "id", "title", "day", "lang", "source_id")
    return {**kept, "permalink": _link(page, "article", row)}


def _entity(page: Page, row: Row) -> Row:
    return {**_of(row, "id", "name", "type"), "permalink": _link(page, "entity", row)}


def _of(row: Mapping[str, Any], *names: str) -> Row:
    return {name: row[name] for name in names}


def _both(row: Row, name: str, langs: Iterable[str] = LANGS) -> Row:
    return {lang: row.get(f"{name}_{lang}") for lang in langs}


def _link(page: Page, kind: str, row: Mapping[str, Any]) -> str:
    return record.permalink(page, kind, row["id"])
