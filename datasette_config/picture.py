"""A timeline that stands for itself: for a terminal, or as a drawing with its own colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from markupsafe import Markup

from datasette_config.charts import Event, Series, height, timeline
from datasette_config.periods import Bucket, Period, Step, buckets
from datasette_config.words import Words

WIDTH, HEAD, LINE = 960, 64, 18  # pixels
STYLE = Path(__file__).parent / "static" / "picture.css"
LANGS = ("fr", "en")
Day = Mapping[str, Any]  # `day`, `lang`, `articles`


class Milestone(Protocol):
    """An event to mark."""

    @property
    def day(self) -> str: ...
    @property
    def label(self) -> str: ...


def bars(days: Sequence[Day]) -> tuple[Step, list[tuple[str, tuple[int, ...]]]]:
    """The first day of each week or month with its French and its English articles.

    >>> bars([{"day": "2023-10-19", "lang": "en", "articles": 2}])
    ('week', [('2023-10-16', (0, 2))])
    """
    period, found = _bars(days)
    return period.step, [(bar.start.isoformat(), bar.values) for bar in found]


def drawn(name: str, days: Sequence[Day], milestones: Sequence[Milestone]) -> str:
    """An SVG file: the bars, what they count, and the milestones of the period."""
    words = Words("en")
    period, found = _bars(days)
    within = [m for m in milestones if str(period.first) <= m.day <= str(period.last)]
    events = [Event(n, m.day, m.label) for n, m in enumerate(within, 1)]
    title = words("chart-entity-articles", name=name)
    series = [Series(lang, words.name("lang", lang)) for lang in LANGS]
    foot = HEAD + height(found, events) + 2 * LINE
    chart = timeline(found, series, words, name="picture", title=title, events=events)
    return str(
        Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            'viewBox="0 0 {width} {height}"><style>{style}</style>'
            '<rect class="paper" width="100%" height="100%"/>'
            '<text class="title" x="16" y="28">{title}</text>'
            '<text class="note" x="16" y="48">{note}</text>'
            '<svg x="16" y="{head}" width="{inner}">{chart}</svg>{legend}</svg>\n'
        ).format(
            width=WIDTH,
            height=foot + LINE * len(events),
            style=Markup(STYLE.read_text("utf-8")),  # noqa: S704 - our own file
            title=title + words(f"by-{period.step}"),
            note=words("picture-note"),
            head=HEAD,
            inner=WIDTH - 32,
            chart=chart,
            legend=Markup("").join(
                _legend(foot + LINE * n, event) for n, event in enumerate(events)
            ),
        )
    )


def _legend(y: int, event: Event) -> Markup:
    return Markup('<text class="note" x="16" y="{}">{}. {}: {}</text>').format(
        y, event.number, event.day, event.label
    )


def _bars(days: Sequence[Day]) -> tuple[Period, list[Bucket]]:
    dates = [date.fromisoformat(row["day"]) for row in days]
    period = Period(min(dates), max(dates))
    rows = [{**row, "n": row["articles"]} for row in days]
    return period, buckets(rows, period, LANGS, "lang")
