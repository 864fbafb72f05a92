"""What several entities have in common to be compared by: articles over time, sums, positions."""

from __future__ import annotations

import json
from asyncio import gather
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from datasette_config.charts import span
from datasette_config.lines import Line, Point, lines
from datasette_config.pages import Page, Row, at
from datasette_config.periods import Bucket, Period, Step, buckets, within
from datasette_config.spans import in_months

FINEST = 26  # weeks; over longer periods lines by week are a scribble
SHOWN = ("articles", "counted", "mentions")
COUNTED = (*SHOWN, "quotes", "favor", "against", "ambivalent")
DAYS = """
    SELECT CASE WHEN :by_month THEN substr(day, 1, 7) || '-01' ELSE day END AS day,
           SUM(articles) AS articles, SUM(counted) AS counted, SUM(mentions) AS mentions,
           SUM(quotes) AS quotes, SUM(favor) AS favor, SUM(against) AS against,
           SUM(ambivalent) AS ambivalent
    FROM entity_days WHERE entity_id = :id AND day BETWEEN :first AND :last GROUP BY 1
"""
LAG = "SELECT en_day, fr_day, days FROM lags WHERE kind = 'entity' AND key = :id"
STANDS = """
    SELECT i.id, i.label_{lang} AS label, SUM(h.favor) AS favor, SUM(h.against) AS against,
           SUM(h.ambivalent) AS ambivalent
    FROM issues i CROSS JOIN json_each(:months) n
    CROSS JOIN holder_months h ON h.issue_id = i.id AND h.month = n.value AND h.holder_id = :id
    GROUP BY i.id
"""


@dataclass(frozen=True)
class Compared:
    """An entity with what was counted of it, the `number`-th from 0 on."""

    number: int
    entity: Row
    sums: Mapping[str, int]
    bars: Sequence[Bucket]
    lag: Row | None


async def side_by_side(page: Page, known: Sequence[Row], period: Period, shown: str) -> Row:
    """The chart with its table of figures, the sums, and where each stands on the issues."""
    days = {"first": str(period.first), "last": str(period.last)}
    step: Step = "week" if (period.last - period.first).days <= FINEST * 7 else "month"
    found = await gather(
        *(_compared(page, n, row, period, step, shown) for n, row in enumerate(known))
    )
    title = page.words(f"compare-{shown}")
    drawn = [_line(one, page, period, shown) for one in found]
    figures = zip(*(line.points for line in drawn), strict=True)
    return {
        "compared": found,
        "svg": lines(drawn, page.words, name="lines", title=title),
        "title": title,
        "step": step,
        "rows": [points for points in figures if any(point.value for point in points)],
        "days": days,
        "months": in_months(period),
        "stands": await _stands(page, known, period),
    }


async def _compared(
    page: Page, number: int, entity: Row, period: Period, step: Step, shown: str
) -> Compared:
    days = {"first": str(period.first), "last": str(period.last)}
    by_month = {"by_month": step == "month"}
    rows = await page.rows(DAYS, {"id": entity["id"], **days, **by_month})
    sums = {count: sum(row[count] for row in rows) for count in COUNTED}
    counted = [{"day": row["day"], "key": shown, "n": row[shown]} for row in rows]
    bars = buckets(counted, period, (shown,), "key", step)
    return Compared(number, entity, sums, bars, await page.row(LAG, {"id": entity["id"]}))


def _line(one: Compared, page: Page, period: Period, shown: str) -> Line:
    """Its points, which lead to the articles of their days on the page of the entity."""
    there = f"{at('entity', one.entity['id'])}?show={shown}"
    points = (
        Point(
            bar.start,
            span(bar, page.words),
            bar.total,
            f"{there}&from={days.start}&to={days.end}#latest",
        )
        for bar, days in zip(one.bars, (within(bar, period) for bar in one.bars), strict=True)
    )
    return Line(one.number, one.entity["name"], tuple(points))


async def _stands(page: Page, known: Sequence[Row], period: Period) -> list[Row]:
    """For each issue on which one of them holds a position, where each stands."""
    months = [f"{start:%Y-%m}" for start in period.starts("month")]
    issues: dict[str, Row] = {}
    for entity in known:
        params = {"id": entity["id"], "months": json.dumps(months)}
        for row in await page.rows(STANDS.format(lang=page.lang), params):
            issue = {"id": row["id"], "label": row["label"], "of": {}}
            issues.setdefault(row["id"], issue)["of"][entity["id"]] = row
    return sorted(issues.values(), key=lambda row: str(row["label"]))
