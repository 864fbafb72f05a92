"""The page of somebody or something named, at `/entity/ID`."""

from __future__ import annotations

from asyncio import gather
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote

from datasette.utils.asgi import Request, Response

from datasette_config import claimed, firsts, naming, offices, outlets, positions, record, turns
from datasette_config.courses import Course, Courses, Whose, courses
from datasette_config.hooks import hookimpl
from datasette_config.lines import strip
from datasette_config.pages import Page, Row, opened
from datasette_config.periods import Period, asked
from datasette_config.volume import Volume, drawn
from datasette_config.within import within

ENTITY = "SELECT id, name, type, wikidata, listed FROM entities WHERE id = :id"
NAMES = """
    SELECT name, lang, kind FROM entity_names WHERE entity_id = :id AND kind <> 'name'
    ORDER BY kind, lang, name
"""
DAYS = """
    SELECT day, lang, articles, counted, mentions, quotes, favor, against, ambivalent
    FROM entity_days WHERE entity_id = :id AND day BETWEEN :first AND :last ORDER BY day, lang
"""
# The issue or the entity that the list of positions is narrowed to.
THING = """
    SELECT 'issue' AS kind, id, label_{lang} AS name FROM issues WHERE id = :id
    UNION ALL SELECT 'entity', id, name FROM entities WHERE id = :id LIMIT 1
"""
# The same, a row a month and language: all that a chart by month needs of ten years.
MONTHS = """
    SELECT substr(day, 1, 7) || '-01' AS day, lang, SUM(articles) AS articles,
           SUM(counted) AS counted, SUM(mentions) AS mentions, SUM(quotes) AS quotes,
           SUM(favor) AS favor, SUM(against) AS against, SUM(ambivalent) AS ambivalent
    FROM entity_days WHERE entity_id = :id AND day BETWEEN :first AND :last GROUP BY 1, 2
"""
COUNTED = ("articles", "counted", "mentions", "quotes", "favor", "against", "ambivalent")
SHOWN = ("articles", "counted", "mentions")


@hookimpl
def register_routes() -> Sequence[tuple[str, Any]]:
    return [
        (r"^/entity/(?P<id>[^/]+)\.json$", entity_json),
        (r"^/entity/(?P<id>[^/]+)(?<!\.atom)$", entity),
    ]


async def entity(datasette: Any, request: Request) -> Response:
    page = opened(datasette, request)
    row = await _asked(page)
    if not row:
        return await page.missing("no-entity")
    coverage = await page.coverage()
    period, wrong = asked(page.args, coverage["first"], coverage["last"])
    context: Row = {"entity": row, "coverage": coverage, "period": period, "wrong": wrong}
    context |= await _who(page, row["id"])
    if period:
        context |= await _in_period(page, row, period)
    return await page.answer("entity.html", context)


async def entity_json(datasette: Any, request: Request) -> Response:
    page = opened(datasette, request)
    row = await _asked(page)
    if not row:
        return record.missing(page.words("no-entity"))
    coverage = await page.coverage()
    period, wrong = asked(page.args, coverage["first"], coverage["last"])
    days = record.days(period)
    body = {
        **record.head(page, "entity", row, coverage, period, wrong),
        **await _who(page, row["id"]),
        "timeline": await page.rows(DAYS, {"id": row["id"], **days}),
        "positions": {
            "held": await record.positions(page, "holder_id", row["id"], days),
            "about": await record.positions(page, "target_entity", row["id"], days),
        },
    }
    return record.answer(body)


async def _asked(page: Page) -> Row | None:
    return await page.row(ENTITY, {"id": unquote(page.request.url_vars["id"])})


async def _who(page: Page, key: str) -> Row:
    """Its other names, and who speaks for whom."""
    names, held, holders = await gather(
        page.rows(NAMES, {"id": key}), offices.held(page, key), offices.holders(page, key)
    )
    return {"names": names, "offices": held, "officers": holders}


async def _in_period(page: Page, entity: Row, period: Period) -> Row:
    key = entity["id"]
    days = {"first": str(period.first), "last": str(period.last)}
    rows = await page.rows(DAYS if period.step == "week" else MONTHS, {"id": key, **days})
    shown = page.args["show"] if page.args.get("show") in SHOWN else "articles"
    narrowed = await naming.asked(page, shown != "counted")
    parts = {
        "volume": drawn(page, period, _volume(page, entity, rows, shown)),
        "naming": naming.naming(page, key, days, narrowed),
        "quotes": positions.quotes(page, key, days),
        "outlets": outlets.outlets(page, key, days),
        "claims": claimed.claims(page, key, days),
        "firsts": firsts.firsts(page, key),
        "positions": _positions(page, key, period, days),
    }
    found: Row = dict(zip(parts, await gather(*parts.values()), strict=True))
    return {
        **found,
        **found["positions"],
        "shown": shown,
        "narrowed": narrowed,
        "sums": {count: sum(row[count] for row in rows) for count in COUNTED},
    }


def _volume(page: Page, entity: Row, rows: Sequence[Row], shown: str) -> Volume:
    link = within(page, "latest")
    return Volume(
        [{**row, "n": row[shown]} for row in rows],
        page.words(f"chart-entity-{shown}", name=entity["name"]),
        lambda bar: link(bar.start, bar.end),
    )


async def _positions(page: Page, key: str, period: Period, days: Row) -> Row:
    """What it holds and what is held about it: the courses, the turns, and the evidence."""
    parts = await gather(
        _on(page, key, days),
        _by(page, key, days),
        _over_time(page, "held", "holder_id", key, period),
        _over_time(page, "about", "target_entity", key, period),
    )
    return {name: value for part in parts for name, value in part.items()}


async def _on(page: Page, key: str, days: Row) -> Row:
    """The evidence of what it holds, on one thing where the address asks for it."""
    on = await _thing(page, "on")
    if on:
        return {"on": on, "held": await positions.between(page, key, on["kind"], on["id"], days)}
    return {"on": None, "held": await positions.stances(page, "holder_id", key, days)}


async def _by(page: Page, key: str, days: Row) -> Row:
    """The evidence of what is held about it, by one holder where the address asks for it."""
    by = await _thing(page, "by")
    if by:
        return {"by": by, "about": await positions.between(page, by["id"], "entity", key, days)}
    return {"by": None, "about": await positions.stances(page, "target_entity", key, days)}


async def _thing(page: Page, parameter: str) -> Row | None:
    if not page.args.get(parameter):
        return None
    return await page.row(THING.format(lang=page.lang), {"id": page.args[parameter]})


async def _over_time(page: Page, place: str, whose: Whose, key: str, period: Period) -> Row:
    """The courses and the turns of one column of the page."""
    days = {"first": str(period.first), "last": str(period.last)}
    turned, found = await gather(
        turns.turns(page, whose, key, days), courses(page, whose, key, period)
    )
    return {
        f"{place}_courses": _strips(page, found, place, turned),
        f"{place}_turns": turned,
    }


def _strips(page: Page, found: Courses, place: str, turned: Sequence[turns.Turn]) -> Row:
    """Courses with their drawings, all on the scale of the highest cell."""
    parameter = "on" if place == "held" else "by"
    peak = max((cell.total for course in found.shown for cell in course.cells), default=1)

    def drawing(course: Course) -> Row:
        link = within(page, place, **{parameter: course.id})
        marks = [
            turns.mark(page, one) for one in turned if course.id in turns.about(one, parameter)
        ]
        return {
            "course": course,
            "svg": strip(course, peak, page.words, lambda cell: link(cell.first, cell.last), marks),
            "href": page.here(**{parameter: course.id}) + f"#{place}",
        }

    return {"all": found.all, "shown": [drawing(course) for course in found.shown]}
