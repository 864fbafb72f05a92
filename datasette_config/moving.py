"""What moves at the end of a period: names that rise, stories that grow, positions that turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

from datasette_config.evidence import Evidence, shown
from datasette_config.pages import Page, Row
from datasette_config.periods import Period

WINDOWS = (2, 4, 13, 52)  # weeks looked at: the first with enough articles
ENOUGH = 20  # articles without copies
BEFORE = 3  # as many times the window come before it, to compare with
LEAST = 2  # articles of a name or a story that moves
RISE = 1.0  # how far above what was expected, in standard deviations of a count
SHOWN = 8
VOLUME = """
    SELECT COALESCE(SUM(counted), 0) AS n FROM article_days WHERE day BETWEEN :start AND :end
"""
# The first part reads the covering index of days, the second the key of each name; "+" keeps SQLite
# from going through the key of all names for the order of the first.
RISING = f"""
    SELECT r.id, e.name, e.type, r.now, (
        SELECT COALESCE(SUM(d.counted), 0) FROM entity_days d
        WHERE d.entity_id = r.id AND d.day BETWEEN :before AND :until
    ) AS past FROM (
        SELECT entity_id AS id, SUM(counted) AS now FROM entity_days
        WHERE day BETWEEN :start AND :end
        GROUP BY +entity_id HAVING now >= {LEAST} ORDER BY now DESC LIMIT 100
    ) r JOIN entities e ON e.id = r.id
"""  # noqa: S608
GROWING = f"""
    SELECT s.id, COALESCE(s.title_{{lang}}, s.title_fr, s.title_en) AS title,
           CASE WHEN s.title_{{lang}} IS NULL THEN '{{other}}' ELSE '{{lang}}' END AS title_lang,
           s.first_day, s.last_day, s.articles, s.origins, s.outlets, s.languages,
           s.first_day >= :start AS is_new, (
               SELECT COUNT(*) FROM story_articles a
               WHERE a.story_id = s.id AND a.day BETWEEN :start AND :end
           ) AS now
    FROM stories s WHERE s.last_day >= :start AND s.first_day <= :end AND s.articles >= {LEAST}
    ORDER BY now DESC, s.origins DESC, s.id DESC LIMIT {SHOWN}
"""  # noqa: S608
TURNS = """
    SELECT t.*, h.name AS holder, e.name AS target_name, i.label_{lang} AS issue_label,
           a.title, a.lang, s.name AS source, 'turn' AS rule
    FROM turns t JOIN entities h ON h.id = t.holder_id
    JOIN articles a ON a.id = t.article_id JOIN sources s ON s.id = a.source_id
    LEFT JOIN entities e ON e.id = t.target_entity LEFT JOIN issues i ON i.id = t.target_issue
    WHERE t.day BETWEEN :first AND :last ORDER BY t.day DESC, t.holder_id LIMIT 6
"""


@dataclass(frozen=True)
class Window:
    """The last weeks of a period, and the longer time before them; all days included."""

    weeks: int
    start: date
    end: date

    @property
    def before(self) -> date:
        return self.start - timedelta(7 * self.weeks * BEFORE)

    @property
    def until(self) -> date:
        return self.start - timedelta(1)

    @property
    def params(self) -> Row:
        days = {"start": self.start, "end": self.end, "before": self.before, "until": self.until}
        return {name: str(day) for name, day in days.items()}


@dataclass(frozen=True)
class Moving:
    """What moves: rows of names and stories with `now`, turns with their sentence."""

    window: Window
    volume: int
    volume_before: int
    names: tuple[Row, ...]
    stories: tuple[Row, ...]
    turns: tuple[Evidence, ...]


def windows(end: date) -> list[Window]:
    """The last weeks before and with a day, the shortest first."""
    return [Window(weeks, end - timedelta(7 * weeks - 1), end) for weeks in WINDOWS]


async def moving(page: Page, period: Period) -> Moving:
    """What moves in the last weeks of a period."""
    window, volume = await _window(page, period.last)
    before = await _volume(page, {"start": str(window.before), "end": str(window.until)})
    return Moving(
        window,
        volume,
        before,
        risen(await page.rows(RISING, window.params)) if before else (),
        await _growing(page, window),
        await _turns(page, period),
    )


def risen(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The names above what the time before lets expect, the furthest first; with `expected`."""
    expecting = [{**row, "expected": row["past"] / BEFORE} for row in rows]
    above = [row for row in expecting if _rise(row) >= RISE]
    return tuple(sorted(above, key=lambda row: (-_rise(row), row["name"]))[:SHOWN])


def _rise(row: Row) -> float:
    """Standard deviations of a count above the expected one; 1 is added where little was there."""
    return float((row["now"] - row["expected"]) / sqrt(row["expected"] + 1))


async def _window(page: Page, end: date) -> tuple[Window, int]:
    for window in windows(end):
        volume = await _volume(page, {"start": str(window.start), "end": str(window.end)})
        if volume >= ENOUGH:
            break
    return window, volume


async def _volume(page: Page, days: Row) -> int:
    row = await page.row(VOLUME, days)
    return int(row["n"]) if row else 0


async def _growing(page: Page, window: Window) -> tuple[Row, ...]:
    other = "en" if page.lang == "fr" else "fr"
    days = {name: window.params[name] for name in ("start", "end")}
    rows = await page.rows(GROWING.format(lang=page.lang, other=other), days)
    return tuple(row for row in rows if row["now"] >= LEAST)


async def _turns(page: Page, period: Period) -> tuple[Evidence, ...]:
    days = {"first": str(period.first), "last": str(period.last)}
    return tuple(await shown(page, await page.rows(TURNS.format(lang=page.lang), days)))
