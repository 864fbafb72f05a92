"""Rows into SVG: no script, no inline style, coloured by the style sheet, readable when printed.

Positions across are percentages and sizes are pixels, so that a chart fits a phone and a wide
screen without its letters being scaled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from datasette_config.periods import Bucket
from datasette_config.words import Words

PLOT = 170  # height of the bars in pixels
AXIS = 22  # height of the line of months below them
ROW = 22  # height of a row of event marks
LABEL = 20  # per cent of the width that the name of a month and a year take on a phone
APART = 6  # per cent of the width between two event marks of a row: 19 pixels on a phone


@dataclass(frozen=True)
class Series:
    """One colour of the bars: `key` becomes the class of its shapes."""

    key: str
    label: str


@dataclass(frozen=True)
class Event:
    """A numbered mark above the bars."""

    number: int
    day: str
    label: str


@dataclass(frozen=True)
class Placed:
    """An event with the place of its mark: per cent across, and the row it stands in."""

    event: Event
    x: float
    row: int


def timeline(
    bars: Sequence[Bucket],
    series: Sequence[Series],
    words: Words,
    *,
    name: str,
    title: str,
    events: Sequence[Event] = (),
    link: Callable[[Bucket], str] | None = None,
) -> Markup:
    """Stacked bars over time, with numbered events; `name` keeps the ids of a page apart."""
    if not bars:
        return Markup("")
    placed = place(events, bars)
    top = _top(placed)
    peak = max(bar.total for bar in bars) or 1
    parts = [
        _grid(peak, top, words),
        *(_mark(p, top) for p in placed),
        *(_bar(bars, i, series, words, peak, top, link) for i in range(len(bars))),
        _axis(bars, top, words),
    ]
    return Markup(
        '<svg class="chart" width="100%" height="{height}" role="group" '
        'aria-labelledby="{name}-title {name}-desc">'
        '<title id="{name}-title">{title}</title><desc id="{name}-desc">{desc}</desc>{body}</svg>'
    ).format(
        height=top + PLOT + AXIS,
        name=name,
        title=title,
        desc=_summary(bars, series, words),
        body=Markup("").join(parts),
    )


def height(bars: Sequence[Bucket], events: Sequence[Event]) -> int:
    """Pixels that a timeline needs."""
    return _top(place(events, bars)) + PLOT + AXIS


def _top(placed: Sequence[Placed]) -> int:
    return ROW * (1 + max((p.row for p in placed), default=-1)) + 18


def place(events: Sequence[Event], bars: Sequence[Bucket]) -> list[Placed]:
    """Where the marks of the events stand, in as many rows as keep them apart."""
    start, end = bars[0].start.toordinal(), bars[-1].end.toordinal() + 1
    ends: list[float] = []
    placed = []
    for event in sorted(events, key=lambda event: event.day):
        x = (_ordinal(event.day) - start) / (end - start) * 100
        x = min(max(x, 2.2), 97.8)
        row = next((r for r, last in enumerate(ends) if x - last >= APART), len(ends))
        ends[row : row + 1] = [x]
        placed.append(Placed(event, x, row))
    return placed


def meter(shares: Sequence[tuple[str, float]]) -> Markup:
    """A horizontal bar of stacked shares (class, 0 to 1); for the eye only, the figures stand by.

    >>> "50.0%" in meter([("favor", 0.5)])
    True
    """
    x, parts = 0.0, []
    for key, share in shares:
        parts.append(
            f'<rect class="fill {escape(key)}" x="{x * 100:.1f}%" width="{share * 100:.1f}%" '
            'height="100%"/>'
        )
        x += share
    return Markup(  # noqa: S704 - the class is escaped
        f'<svg class="meter" width="100%" height="10" aria-hidden="true">{"".join(parts)}</svg>'
    )


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _grid(peak: int, top: int, words: Words) -> Markup:
    lines = sorted({peak, (peak + 1) // 2, 0})
    return Markup("").join(
        Markup(
            '<line class="grid" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
            '<text class="tick" x="0" y="{label}">{n}</text>'
        ).format(y=y, label=y - 4, n=words.number(n) if n else "")
        for n in lines
        for y in [round(top + PLOT * (1 - n / peak), 1)]
    )


def _mark(placed: Placed, top: int) -> Markup:
    return Markup(
        '<g class="event"><title>{number}. {label}</title>'
        '<line x1="{x:.2f}%" x2="{x:.2f}%" y1="{y}" y2="{bottom}"/>'
        '<circle cx="{x:.2f}%" cy="{y}" r="9"/>'
        '<text x="{x:.2f}%" y="{baseline}" text-anchor="middle">{number}</text></g>'
    ).format(
        number=placed.event.number,
        label=placed.event.label,
        x=placed.x,
        y=11 + placed.row * ROW,
        baseline=15 + placed.row * ROW,
        bottom=top + PLOT,
    )


def _bar(
    bars: Sequence[Bucket],
    index: int,
    series: Sequence[Series],
    words: Words,
    peak: int,
    top: int,
    link: Callable[[Bucket], str] | None,
) -> Markup:
    bar, width = bars[index], 100 / len(bars)
    if not bar.total:
        return Markup("")
    shapes, y = [], float(top + PLOT)
    for one, value in zip(series, bar.values, strict=True):
        if not value:
            continue
        height = PLOT * value / peak
        y -= height
        shapes.append(
            f'<rect class="fill {escape(one.key)}" x="{(index + 0.12) * width:.3f}%" '
            f'width="{width * 0.76:.3f}%" y="{y:.1f}" height="{height:.1f}"/>'
        )
    text = escape(f"{span(bar, words)}{words('colon')} {values(bar, series, words)}")
    # hundreds of them on a page: put together as text, which is ten times as fast as Markup.format
    inside = (
        f'<title>{text}</title><rect class="target" x="{index * width:.3f}%" '
        f'width="{width:.3f}%" y="{top}" height="{PLOT}"/>{"".join(shapes)}'
    )
    if not link:
        return Markup(f'<g class="bar">{inside}</g>')  # noqa: S704 - the text is escaped
    return Markup(  # noqa: S704 - what was typed or found is escaped
        f'<a class="bar" href="{escape(link(bar))}" aria-label="{text}">{inside}</a>'
    )


def _axis(bars: Sequence[Bucket], top: int, words: Words) -> Markup:
    """Names of months where there is room for them on a phone, with the year where it changes."""
    labels, last, year = [], -float(LABEL), 0
    for i, month in _months(bars):
        x = i / len(bars) * 100
        if x - last < LABEL or x > 100 - LABEL * 0.6:
            continue
        text = words.short_months[month.month - 1]
        if month.year != year:
            text, year = f"{text} {month.year}", month.year
        last = x
        labels.append(
            Markup(
                '<line class="grid" x1="{x:.2f}%" x2="{x:.2f}%" y1="{y}" y2="{z}"/>'
                '<text class="month" x="{x:.2f}%" dx="3" y="{t}">{text}</text>'
            ).format(x=x, y=top + PLOT, z=top + PLOT + 6, t=top + PLOT + 17, text=text)
        )
    return Markup("").join(labels)


def _months(bars: Sequence[Bucket]) -> Iterator[tuple[int, date]]:
    """The bars in which a month opens."""
    before = None
    for i, bar in enumerate(bars):
        if (bar.end.year, bar.end.month) != before:
            yield i, bar.end
        before = (bar.end.year, bar.end.month)


def span(bar: Bucket, words: Words) -> str:
    """The days of a bar in words."""
    if bar.start.day == 1 and bar.end.month == bar.start.month and bar.end.day >= 28:
        return f"{words.months[bar.start.month - 1]} {bar.start.year}"
    return words("week-of", day=words.day(bar.start.isoformat()))


def values(bar: Bucket, series: Sequence[Series], words: Words) -> str:
    """What a bar counts, series by series."""
    pairs = zip(series, bar.values, strict=True)
    return ", ".join(f"{one.label} {words.number(value)}" for one, value in pairs)


def _summary(bars: Sequence[Bucket], series: Sequence[Series], words: Words) -> str:
    peak = max(bars, key=lambda bar: bar.total)
    return words(
        "chart-summary",
        total=words.number(sum(bar.total for bar in bars)),
        peak=span(peak, words),
        values=values(peak, series, words),
    )
