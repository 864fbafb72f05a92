"""How contested an issue is, month by month and language by language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from datasette_config.lines import Line, Point, lines, month
from datasette_config.pages import Page, Row
from datasette_config.periods import Period, after

LANGS = ("any", "en", "fr")
CONTESTED = """
    SELECT period, lang, favor, against, ambivalent, "index" FROM contested
    WHERE issue_id = :id AND period BETWEEN substr(:first, 1, 7) AND substr(:last, 1, 7)
    ORDER BY period, lang
"""


@dataclass(frozen=True)
class Contest:
    """The chart of the index, and its figures by month; empty where nobody holds a position."""

    svg: Markup
    months: Sequence[Row]


async def contest(
    page: Page, issue: str, period: Period, link: Callable[[date, date], str]
) -> Contest:
    """The months that a period touches; `link` gives the address of what a month counts."""
    days = {"first": str(period.first), "last": str(period.last)}
    rows = await page.rows(CONTESTED, {"id": issue, **days})
    if not rows:
        return Contest(Markup(""), ())
    by_month: dict[str, dict[str, Row]] = {}
    for row in rows:
        by_month.setdefault(row["period"], {})[row["lang"]] = row
    starts = period.starts("month")
    months = [
        {
            "start": start,
            "name": month(start, page.words),
            "href": link(start, after(start, "month") - timedelta(1)),
            "of": by_month.get(f"{start:%Y-%m}", {}),
        }
        for start in starts
    ]
    drawn = [_line(n, lang, months, page) for n, lang in enumerate(LANGS)]
    title = page.words("contest-title")
    svg = lines(drawn, page.words, name="contest", title=title, top=1)
    return Contest(svg, [one for one in months if one["of"]])


def _line(number: int, lang: str, months: Sequence[Row], page: Page) -> Line:
    points = (
        Point(
            one["start"],
            one["name"],
            one["of"][lang]["index"] if lang in one["of"] else None,
            one["href"],
        )
        for one in months
    )
    return Line(number, page.words.name("contest", lang), tuple(points))
