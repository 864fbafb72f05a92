"""The page of an outlet, at `/source/ID`: its articles, voices and exchanges, and its addresses."""

from __future__ import annotations

from asyncio import gather
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote

from datasette.utils.asgi import Request, Response

from datasette_config import watched
from datasette_config.corrected import BY_HAND
from datasette_config.exchanges import gave, silent, took
from datasette_config.fates import fate_of, fates
from datasette_config.hooks import hookimpl
from datasette_config.latest import cut
from datasette_config.pages import Page, Row, opened
from datasette_config.periods import Period, asked
from datasette_config.voices import voices
from datasette_config.volume import Drawn, Volume, drawn

SOURCE = "SELECT id, name, country, lang, kind, home FROM sources WHERE id = :id"
# The rest reads the key or an index of the outlet.
LANGUAGES = """
    SELECT lang, SUM(held) AS articles, SUM(relevant) AS relevant, SUM(counted) AS counted,
           SUM(paywall) AS paywall, MIN(NULLIF(month, '')) AS first, MAX(month) AS last,
           SUM(CASE WHEN month = '' THEN relevant ELSE 0 END) AS undated
    FROM source_months WHERE source_id = :id GROUP BY lang ORDER BY articles DESC
"""
ENDS = """
    SELECT MIN(NULLIF(day, '')) AS first, MAX(NULLIF(day, '')) AS last FROM source_days
    WHERE source_id = :id AND held > 0
"""
VERDICTS = """
    SELECT verdict, SUM(addresses) AS n, MAX(month) AS latest FROM verdict_months
    WHERE source_id = :id GROUP BY verdict ORDER BY n DESC, verdict
"""
FOUND_ENDS = "SELECT MIN(day) AS first, MAX(day) AS last FROM verdicts WHERE source_id = :id"
FOUND = """
    SELECT substr(day, 1, :cut) || :rest AS day, verdict, SUM(addresses) AS n FROM verdicts
    WHERE source_id = :id AND day BETWEEN :first AND :last GROUP BY 1, 2
"""
DAYS = """
    SELECT substr(day, 1, :cut) || :rest AS day, lang, SUM(relevant) AS n FROM source_days
    WHERE source_id = :id AND day BETWEEN :first AND :last GROUP BY 1, 2
"""
ARTICLES = f"""
    SELECT a.id, a.title, a.day, a.lang, a.excerpt, a.access, a.relevant, {BY_HAND} AS by_hand
    FROM articles a
    WHERE source_id = :id AND day BETWEEN :first AND :last ORDER BY day DESC, id DESC LIMIT 30
"""  # noqa: S608
PAUSED = """
    SELECT reason, until FROM paused WHERE source_id = :id ORDER BY made_by DESC LIMIT 1
"""
NAMED = "SELECT id FROM entities WHERE id = :id AND type = 'OUTLET'"


@hookimpl
def register_routes() -> Sequence[tuple[str, Any]]:
    return [(r"^/source/(?P<id>[^/]+)$", source)]


async def source(datasette: Any, request: Request) -> Response:
    page = opened(datasette, request)
    params = {"id": unquote(request.url_vars["id"])}
    row = await page.row(SOURCE, params)
    if not row:
        return await page.missing("no-source")
    ends = await page.row(ENDS, params) or {"first": None, "last": None}
    period, wrong = asked(page.args, ends["first"], ends["last"])
    languages, verdicts = await page.rows(LANGUAGES, params), await page.rows(VERDICTS, params)
    context: Row = {
        "source": row,
        "ends": ends,
        "period": period,
        "wrong": wrong,
        "languages": languages,
        "verdicts": verdicts,
        "public": page.public,
        "paused": None if page.public else await page.row(PAUSED, params),
        "found": sum(verdict["n"] for verdict in verdicts),
        "coverage": {name: sum(r[key] for r in languages) for name, key in
                     (("held", "articles"), ("relevant", "relevant"), ("undated", "undated"))},
        "outlet": await page.row(NAMED, params),
        "addresses": await _addresses(page, row["id"]),
    }  # fmt: skip
    if period:
        context |= await _in_period(page, row["id"], period)
    return await page.answer("source.html", context)


async def _in_period(page: Page, key: str, period: Period) -> Row:
    days = {"id": key, "first": str(period.first), "last": str(period.last)}
    parts = {
        "volume": _volume(page, key, period),
        "voices": voices(page, key, period),
        "took": took(page, key, period),
        "gave": gave(page, key, period),
        "silent": silent(page, key, period),
        "articles": page.rows(ARTICLES, days),
    }
    return dict(zip(parts, await gather(*parts.values()), strict=True))


async def _volume(page: Page, key: str, period: Period) -> Drawn:
    days = {"id": key, "first": str(period.first), "last": str(period.last), **cut(period.step)}
    volume = Volume(
        await page.rows(DAYS, days),
        page.words("chart-source"),
        lambda bar: page.data(
            "articles",
            source_id=key,
            relevant=1,
            day__gte=bar.start,
            day__lte=bar.end,
            _sort_desc="day",
        ),
    )
    return await drawn(page, period, volume)


async def _addresses(page: Page, key: str) -> Drawn | None:
    """The addresses by the day they were found; nothing where that was within one week."""
    ends = await page.row(FOUND_ENDS, {"id": key})
    period, _ = asked({}, ends["first"], ends["last"]) if ends else (None, ())
    if not period or len(period.starts()) < 2:
        return None
    days = {"id": key, **ends, **cut(period.step)} if ends else {}
    rows = await page.rows(FOUND, days)
    told = [{"day": row["day"], "fate": fate_of(row["verdict"]), "n": row["n"]} for row in rows]
    public = page.public
    volume = Volume(
        told,
        page.words("chart-found"),
        lambda bar: watched.addresses(page, key, (bar.start, bar.end), (), public=public),
        key="fate",
        keys=tuple(fate.id for fate in fates()),
        name="addresses",
        events=False,
    )
    return await drawn(page, period, volume)
