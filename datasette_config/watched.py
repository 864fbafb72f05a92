"""What each outlet gave in a period: addresses by the day they were found, articles by theirs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from datasette_config.fates import Fates, summed, verdicts_of
from datasette_config.latest import cut
from datasette_config.pages import Page, Row
from datasette_config.periods import Period
from datasette_config.strips import Cell, Slots

# Both read the key of an outlet's days or months, span by span.
SPANS = """
    WITH spans AS MATERIALIZED (
        SELECT key, value ->> 0 AS first, value ->> 1 AS last FROM json_each(:spans)
    )
"""
FOUND = f"""
    {SPANS}
    SELECT s.id, b.key AS slot, SUM(v.addresses) AS found,
           SUM(CASE WHEN v.verdict IN (SELECT value FROM json_each(:held))
               THEN v.addresses ELSE 0 END) AS held
    FROM sources s CROSS JOIN spans b CROSS JOIN {{table}} v
        ON v.source_id = s.id AND v.{{day}} BETWEEN b.first AND b.last
    GROUP BY s.id, b.key
"""  # noqa: S608
VERDICTS = """
    SELECT s.id, v.verdict, SUM(v.addresses) AS n
    FROM sources s CROSS JOIN {table} v
        ON v.source_id = s.id AND v.{day} BETWEEN :first AND :last
    GROUP BY s.id, v.verdict
"""
PUBLISHED = f"""
    {SPANS}
    SELECT s.id, b.key AS slot, SUM(d.held) AS held, SUM(d.relevant) AS relevant,
           SUM(d.counted) AS counted, SUM(d.paywall) AS paywall
    FROM sources s CROSS JOIN spans b CROSS JOIN {{table}} d
        ON d.source_id = s.id AND d.{{day}} BETWEEN b.first AND b.last
    GROUP BY s.id, b.key
"""  # noqa: S608
SOURCES = "SELECT id, name, lang, country, kind FROM sources ORDER BY name"
DAYS = """
    SELECT substr(day, 1, :cut) || :rest AS day, verdict, SUM(addresses) AS n
    FROM verdict_days WHERE day BETWEEN :first AND :last GROUP BY 1, 2 ORDER BY 1
"""
ENDS = "SELECT MIN(day) AS first, MAX(day) AS last FROM verdict_days"
HELD_DAYS = """
    SELECT substr(day, 1, :cut) || :rest AS day, SUM(relevant) AS relevant,
           SUM(held) - SUM(relevant) AS other
    FROM article_days WHERE day BETWEEN :first AND :last GROUP BY 1 ORDER BY 1
"""
HELD_ENDS = """
    SELECT MIN(NULLIF(day, '')) AS first, MAX(NULLIF(day, '')) AS last FROM article_days
    WHERE held > 0
"""
ARTICLES = ("held", "relevant", "counted", "paywall")


@dataclass(frozen=True)
class Outlet:
    """An outlet with its cells of a period, and its sums."""

    row: Row
    cells: tuple[Cell, ...]
    sums: Mapping[str, int]
    fates: Fates | None = None


async def found(page: Page, cells: Slots) -> tuple[list[Outlet], list[Row]]:
    """Outlets by the days their addresses were found, the most first; and those with none."""
    table = {"table": "verdict_months" if cells.by_month else "verdicts", "day": _column(cells)}
    held = json.dumps(verdicts_of("held"))
    slots = _by_id(await page.rows(FOUND.format(**table), {"spans": cells.param, "held": held}))
    verdicts = _by_id(await page.rows(VERDICTS.format(**table), _ends(cells)))

    def outlet(row: Row) -> Outlet:
        fates = summed(verdicts[row["id"]])
        pairs = {r["slot"]: (r["found"], r["held"]) for r in slots[row["id"]]}
        return Outlet(row, _filled(pairs, cells), {"found": fates.found}, fates)

    rows = await page.rows(SOURCES)
    made = [outlet(row) for row in rows if row["id"] in verdicts]
    return _ranked(made, "found"), [row for row in rows if row["id"] not in verdicts]


async def published(page: Page, cells: Slots) -> tuple[list[Outlet], list[Row]]:
    """Outlets by the days of publication of what is held, the most first; and those with none."""
    table = {"table": "source_months" if cells.by_month else "source_days", "day": _column(cells)}
    slots = _by_id(await page.rows(PUBLISHED.format(**table), {"spans": cells.param}))

    def outlet(row: Row) -> Outlet:
        found = slots[row["id"]]
        pairs = {r["slot"]: (r["held"], r["held"]) for r in found}
        sums = {name: sum(r[name] for r in found) for name in ARTICLES}
        return Outlet(row, _filled(pairs, cells), sums)

    rows = await page.rows(SOURCES)
    made = [outlet(row) for row in rows if row["id"] in slots]
    return _ranked(made, "held"), [row for row in rows if row["id"] not in slots]


async def ends(page: Page, *, by_found: bool) -> tuple[str | None, str | None]:
    """The first and the last day on which anything was found, or published."""
    row = await page.row(ENDS if by_found else HELD_ENDS)
    return (row["first"], row["last"]) if row else (None, None)


async def days(page: Page, period: Period, *, by_found: bool) -> list[Row]:
    """Addresses by verdict, or articles on the topic and off it, by day or month."""
    bounds = {"first": str(period.first), "last": str(period.last)}
    return await page.rows(DAYS if by_found else HELD_DAYS, {**bounds, **cut(period.step)})


def addresses(
    page: Page, source: str, days: tuple[date, date], verdicts: Sequence[str], *, public: bool
) -> str:
    """Where addresses of an outlet are listed, all where no verdict is given; the public copy has
    their numbers only.
    """
    table, day = ("verdicts", "day") if public else ("addresses", "found_at")
    filters: Row = {
        "source_id": source,
        f"{day}__gte": days[0],
        f"{day}__lt": days[1] + timedelta(1),
    }
    if verdicts:
        filters["verdict__in"] = ",".join(verdicts)
    return page.data(table, "", **filters)


def _column(cells: Slots) -> str:
    return "month" if cells.by_month else "day"


def _ends(cells: Slots) -> Row:
    length = 7 if cells.by_month else 10
    return {"first": str(cells.first)[:length], "last": str(cells.last)[:length]}


def _by_id(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["id"], []).append(row)
    return found


def _filled(pairs: Mapping[int, Cell], cells: Slots) -> tuple[Cell, ...]:
    return tuple(pairs.get(slot, (0, 0)) for slot in range(len(cells.spans)))


def _ranked(outlets: Sequence[Outlet], by: str) -> list[Outlet]:
    return sorted(outlets, key=lambda outlet: (-outlet.sums[by], outlet.row["name"]))
