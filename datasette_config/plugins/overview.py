"""The overview of the topic, at `/`: volume, names, positions, latest articles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from datasette.utils.asgi import Request, Response

from datasette_config.hooks import hookimpl
from datasette_config.pages import Page, Row, opened
from datasette_config.periods import Period, asked
from datasette_config.volume import Volume, drawn

PERIOD = "day BETWEEN :first AND :last"
# For a part of the days the index is quicker, for all of them the table in its own order (51 ms
# instead of 570 for half a million rows).
INDEXED, IN_ORDER = "day", "+day"
ARTICLES = f"""
    SELECT day, lang, relevant AS n FROM article_days WHERE {PERIOD} ORDER BY day
"""  # noqa: S608
NAMED = """
    SELECT e.id, e.name, e.type, d.articles, d.mentions, d.fr, d.en FROM (
        SELECT entity_id, SUM(articles) AS articles, SUM(mentions) AS mentions,
               SUM(CASE WHEN lang = 'fr' THEN articles ELSE 0 END) AS fr,
               SUM(CASE WHEN lang = 'en' THEN articles ELSE 0 END) AS en
        FROM entity_days WHERE {day} BETWEEN :first AND :last
        GROUP BY entity_id ORDER BY SUM(articles) DESC, SUM(mentions) DESC LIMIT 15
    ) d JOIN entities e ON e.id = d.entity_id
"""
POSITIONS = """
    SELECT i.id, i.label_{lang} AS label, i.favor_{lang} AS meaning_favor,
           i.against_{lang} AS meaning_against,
           COALESCE(SUM(d.articles), 0) AS articles, COALESCE(SUM(d.favor), 0) AS favor,
           COALESCE(SUM(d.against), 0) AS against, COALESCE(SUM(d.ambivalent), 0) AS ambivalent
    FROM issues i LEFT JOIN issue_days d
        ON d.issue_id = i.id AND d.day BETWEEN :first AND :last
    GROUP BY i.id ORDER BY articles DESC, label
"""
LATEST = f"""
    SELECT a.id, a.title, a.day, a.lang, a.excerpt, a.access, s.id AS source_id, s.name AS source
    FROM articles a JOIN sources s ON s.id = a.source_id
    WHERE a.relevant = 1 AND a.{PERIOD} ORDER BY a.day DESC, a.id DESC LIMIT 12
"""  # noqa: S608
SOURCES = """
    SELECT s.id, s.name, s.lang, SUM(d.relevant) AS articles
    FROM source_days d JOIN sources s ON s.id = d.source_id
    GROUP BY s.id HAVING articles > 0 ORDER BY articles DESC, s.name LIMIT 40
"""


@hookimpl
def register_routes() -> Sequence[tuple[str, Any]]:
    return [(r"^/$", overview)]


async def overview(datasette: Any, request: Request) -> Response:
    page = opened(datasette, request)
    coverage = await page.coverage()
    period, wrong = asked(page.args, coverage["first"], coverage["last"])
    context: Row = {"coverage": coverage, "period": period, "wrong": wrong}
    context["sources"] = await page.rows(SOURCES)
    if period:
        context |= await _in_period(page, period)
    return await page.answer("overview.html", context)


async def _in_period(page: Page, period: Period) -> Row:
    part = bool(page.args.get("from") or page.args.get("to"))
    days = {"first": str(period.first), "last": str(period.last)}
    volume = Volume(
        await page.rows(ARTICLES, days),
        page.words("chart-articles"),
        lambda bar: page.data(
            "articles", relevant=1, day__gte=bar.start, day__lte=bar.end, _sort_desc="day"
        ),
    )
    return {
        "volume": await drawn(page, period, volume),
        "named": await page.rows(NAMED.format(day=INDEXED if part else IN_ORDER), days),
        "positions": await page.rows(POSITIONS.format(lang=page.lang), days),
        "latest": await page.rows(LATEST, days),
    }
