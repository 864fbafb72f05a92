"""Outlets gone quiet: nothing for much longer than was usual with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from datasette_config.pages import Page, Row

SPAN = 91  # days before its last sign that tell an outlet's pace
REGULAR = 4  # of these with something, from which on a pace is known
LEAST = 14  # days of silence below which nobody is quiet
TIMES = 5  # its usual distance between two days with something
# Ends and paces are read from the keys, outlet by outlet.
SIGNS = f"""
    SELECT s.id, s.name, s.lang, s.last_day, (
        SELECT COUNT(DISTINCT d.day) FROM {{table}} d WHERE d.source_id = s.id
            AND d.day BETWEEN date(s.last_day, '-{SPAN - 1} days') AND s.last_day
    ) AS days FROM (
        SELECT id, name, lang, (
            SELECT MAX(d.day) FROM {{table}} d WHERE d.source_id = sources.id
        ) AS last_day FROM sources
    ) s WHERE s.last_day <> ''
"""  # noqa: S608


async def quiet(page: Page, table: str) -> list[Row]:
    """The outlets gone quiet by `verdicts` (addresses found) or `source_days` (articles), with
    `silent` and `usual` in days, the longest silence first.
    """
    rows = await page.rows(SIGNS.format(table=table))
    return silences(rows, datetime.now(UTC).date().isoformat())


def silences(rows: Sequence[Row], today: str) -> list[Row]:
    """Those of the rows (`last_day`, `days`) that were regular and no longer are.

    The newest day of all outlets is the end of the archive, however late it is read; days to
    come are mistakes of a page.
    """
    newest = max((row["last_day"] for row in rows if row["last_day"] <= today), default="")
    known = [row for row in rows if row["days"] >= REGULAR and row["last_day"] <= today]
    found = [{**row, **_silence(row, newest)} for row in known]
    return sorted(
        (row for row in found if row["silent"] > max(LEAST, TIMES * row["usual"])),
        key=lambda row: (-row["silent"], row["name"]),
    )


def _silence(row: Row, newest: str) -> Row:
    silent = (date.fromisoformat(newest) - date.fromisoformat(row["last_day"])).days
    return {"silent": silent, "usual": max(1, round(SPAN / row["days"]))}
