"""A timeline with the topic's events, its list of events and its table of figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from datasette_config.charts import Event, Series, timeline
from datasette_config.pages import Page, Row
from datasette_config.periods import Bucket, Period, buckets, within

EVENTS = """
    SELECT day, label_{lang} AS label, source_url FROM events
    WHERE day BETWEEN :first AND :last ORDER BY day
"""


@dataclass(frozen=True)
class Volume:
    """What a timeline shows: rows (`day`, the series in column `key`, `n`), and where bars lead."""

    rows: Sequence[Row]
    title: str
    link: Callable[[Bucket], str]
    key: str = "lang"
    keys: tuple[str, ...] = ("fr", "en")
    name: str = "volume"  # keeps the ids of two charts of a page apart
    events: bool = True  # no use where days are not those of publication


@dataclass(frozen=True)
class Drawn:
    """A chart with what is told beside it."""

    svg: Markup
    title: str
    series: tuple[Series, ...]
    events: tuple[Row, ...]
    bars: tuple[Bucket, ...]  # those that are not empty
    links: tuple[str, ...]  # where each of them leads
    step: str
    total: int


async def drawn(page: Page, period: Period, volume: Volume) -> Drawn:
    """The chart of a period."""
    series = tuple(Series(key, page.words.name(volume.key, key)) for key in volume.keys)
    days = {"first": str(period.first), "last": str(period.last)}
    events = await page.rows(EVENTS.format(lang=page.lang), days) if volume.events else []
    bars = buckets(volume.rows, period, volume.keys, volume.key)
    full = tuple(bar for bar in bars if bar.total)
    links = {bar: volume.link(within(bar, period)) for bar in full}
    svg = timeline(
        bars,
        series,
        page.words,
        name=volume.name,
        title=volume.title,
        events=[Event(n, row["day"], row["label"]) for n, row in enumerate(events, 1)],
        link=links.__getitem__,
    )
    total = sum(bar.total for bar in full)
    there = tuple(links.values())
    return Drawn(svg, volume.title, series, tuple(events), full, there, period.step, total)
