"""Lines over months, and the small strips of positions: SVG without script or inline style.

Lines differ in dashes and in the shape of their marks, strips in their direction: neither needs
its colour to be read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from datasette_config.charts import AXIS, LABEL, PLOT
from datasette_config.courses import Cell, Course
from datasette_config.words import Words

MARKS = (  # around 0, 0
    '<circle r="4"/>',
    '<path d="M-4-4h8v8h-8z"/>',
    '<path d="M0-5 5 4h-10z"/>',
    '<path d="M0-5.5 5.5 0 0 5.5-5.5 0z"/>',
    '<path d="M-4.5-4.5 4.5 4.5M4.5-4.5-4.5 4.5"/>',
    '<path d="M0-5V5M-5 0H5"/>',
)
CROWDED = 40  # points of a line; beyond, only some carry a mark
APART = LABEL + 1  # per cent of the width between two names of months
HALF = 20  # pixels of a strip above its middle, and below


@dataclass(frozen=True)
class Point:
    """What a line has in one week or month, called `label`; None leaves a gap."""

    start: date
    label: str
    value: float | None
    href: str = ""


@dataclass(frozen=True)
class Line:
    """A line of the chart, the `number`-th from 0 on."""

    number: int
    label: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Mark:
    """A change of side on a strip."""

    day: date
    label: str
    href: str


def lines(
    drawn: Sequence[Line], words: Words, *, name: str, title: str, top: float | None = None
) -> Markup:
    """Lines over the same weeks or months; `top` is the highest value of the scale."""
    values = [p.value for line in drawn for p in line.points if p.value is not None]
    if not values:
        return Markup("")
    peak = top or max(values) or 1
    starts = [point.start for point in drawn[0].points]
    body = [_grid(peak, words), *(_line(one, peak, words) for one in drawn), _axis(starts, words)]
    return Markup(
        '<svg class="chart lines" width="100%" height="{height}" role="group" '
        'aria-labelledby="{name}-title"><title id="{name}-title">{title}</title>{body}</svg>'
    ).format(height=PLOT + AXIS + 14, name=name, title=title, body=Markup("").join(body))


def sample(number: int) -> Markup:
    """The line's sign for the legend."""
    return Markup(
        '<svg class="sign line-{n}" width="30" height="12" aria-hidden="true">'
        '<line x1="0" x2="30" y1="6" y2="6"/>'
        '<svg x="15" y="6" overflow="visible">{mark}</svg></svg>'
    ).format(n=number, mark=Markup(MARKS[number]))  # noqa: S704 - written above


def strip(
    course: Course,
    peak: int,
    words: Words,
    link: Callable[[Cell], str],
    turns: Sequence[Mark] = (),
) -> Markup:
    """A course: what is for goes up, what is against goes down, what is both goes half each way.

    A diamond on its middle line marks each change of side.
    """
    width = 100 / len(course.cells)
    cells = [
        _cell(cell, (i * width, width), peak, words, link(cell))
        for i, cell in enumerate(course.cells)
        if cell.total
    ]
    return Markup(
        '<svg class="strip" width="100%" height="{height}" role="group" aria-label="{title}">'
        '<line class="grid" x1="0" x2="100%" y1="{y}" y2="{y}"/>{cells}{turns}</svg>'
    ).format(
        height=2 * HALF + 2,
        y=HALF + 1,
        title=course.name,
        cells=Markup("").join(cells),
        turns=Markup("").join(_turn(mark, course) for mark in turns),
    )


def _turn(mark: Mark, course: Course) -> Markup:
    days = (course.cells[-1].last - course.cells[0].first).days + 1
    x = ((mark.day - course.cells[0].first).days + 0.5) / days * 100
    return Markup(
        '<a class="turned" href="{}" aria-label="{}"><title>{}</title>'
        '<svg x="{:.2f}%" y="{}" overflow="visible">{}</svg></a>'
    ).format(mark.href, mark.label, mark.label, x, HALF + 1, Markup(MARKS[3]))  # noqa: S704


def _cell(cell: Cell, place: tuple[float, float], peak: int, words: Words, href: str) -> Markup:
    x, width = place
    middle, scale = HALF + 1, HALF / peak
    both = cell.ambivalent / 2 * scale
    shapes = (
        ("ambivalent", middle - both, 2 * both),
        ("favor", middle - both - cell.favor * scale, cell.favor * scale),
        ("against", middle + both, cell.against * scale),
    )
    text = escape(f"{month(cell.first, words)}{words('colon')} {sides(cell, words)}")
    # hundreds of them on a page: put together as text, which is ten times as fast as Markup.format
    bars = "".join(
        f'<rect class="fill {side}" x="{x + width * 0.1:.2f}%" width="{width * 0.8:.2f}%" '
        f'y="{y:.1f}" height="{max(height, 1.5):.1f}"/>'
        for side, y, height in shapes
        if height
    )
    return Markup(  # noqa: S704 - what was typed or found is escaped
        f'<a class="bar" href="{escape(href)}" aria-label="{text}"><title>{text}</title>'
        f'<rect class="target" x="{x:.2f}%" width="{width:.2f}%" height="100%"/>{bars}</a>'
    )


def sides(cell: Cell, words: Words) -> str:
    """What a cell counts, side by side."""
    found = ((side, getattr(cell, side)) for side in ("favor", "against", "ambivalent"))
    return ", ".join(f"{words.name('polarity', side)} {words.number(n)}" for side, n in found if n)


def month(day: date, words: Words) -> str:
    """A month with its year."""
    return f"{words.months[day.month - 1]} {day.year}"


def _y(value: float, peak: float) -> float:
    return round(10 + PLOT * (1 - value / peak), 1)


def _grid(peak: float, words: Words) -> Markup:
    ticks = sorted({peak, (peak + 1) // 2 if peak > 1 else peak / 2, 0})
    return Markup("").join(
        Markup(
            '<line class="grid" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
            '<text class="tick" x="0" y="{label}">{n}</text>'
        ).format(y=y, label=y - 3, n=words.number(tick) if tick else "")
        for tick in ticks
        for y in [_y(tick, peak)]
    )


def _line(line: Line, peak: float, words: Words) -> Markup:
    count = len(line.points)
    pieces = Markup("").join(
        Markup('<polyline points="{}"/>').format(" ".join(piece))
        for piece in _pieces(line, peak)
        if len(piece) > 1
    )
    marks = Markup("").join(
        _point(line, i, (i + 0.5) / count * 100, peak, words) for i in range(count)
    )
    # stretched to the width of the page, the thickness and the dashes of the line are not
    return Markup(
        '<g class="line-{}"><svg width="100%" height="{}" viewBox="0 0 1000 {}" '
        'preserveAspectRatio="none" overflow="visible">{}</svg>{}</g>'
    ).format(line.number, PLOT + 10, PLOT + 10, pieces, marks)


def _pieces(line: Line, peak: float) -> list[list[str]]:
    """The corners of the line, in as many pieces as its gaps leave."""
    out: list[list[str]] = [[]]
    for i, point in enumerate(line.points):
        if point.value is None:
            out.append([])
        else:
            x = (i + 0.5) / len(line.points) * 1000
            out[-1].append(f"{x:.1f},{_y(point.value, peak)}")
    return out


def _shown(line: Line, i: int, count: int) -> bool:
    """Whether a mark stands here: apart from those of other lines where they are crowded."""
    every = count // (CROWDED // 4) if count > CROWDED else 1
    lonely = all(line.points[j].value is None for j in (i - 1, i + 1) if 0 <= j < count)
    turn = i % every == line.number * every // len(MARKS)
    return lonely or (turn and bool(line.points[i].value))


def _point(line: Line, i: int, x: float, peak: float, words: Words) -> Markup:
    point, shown = line.points[i], _shown(line, i, len(line.points))
    if point.value is None or not (point.value or shown):
        return Markup("")
    text = escape(f"{line.label}, {point.label}{words('colon')} {words.number(point.value)}")
    inside = (
        f'<title>{text}</title><svg x="{x:.2f}%" y="{_y(point.value, peak)}" overflow="visible">'
        f'<circle class="target" r="8"/>{MARKS[line.number] if shown else ""}</svg>'
    )
    if not point.href:
        return Markup(f"<g>{inside}</g>")  # noqa: S704 - what was typed or found is escaped
    # the table of figures has the same links: those of the chart stay out of the way of the tab key
    return Markup(  # noqa: S704 - what was typed or found is escaped
        f'<a href="{escape(point.href)}" tabindex="-1" aria-label="{text}">{inside}</a>'
    )


def _axis(starts: Sequence[date], words: Words) -> Markup:
    labels, last, year, before = [], -float(APART), 0, (0, 0)
    for i, start in enumerate(starts):
        x = i / len(starts) * 100
        if (start.year, start.month) == before or x - last < APART or x > 100 - LABEL * 0.6:
            continue
        text = words.short_months[start.month - 1]
        if start.year != year:
            text, year = f"{text} {start.year}", start.year
        last, before = x, (start.year, start.month)
        labels.append(
            Markup('<text class="month" x="{:.2f}%" y="{}">{}</text>').format(
                x, PLOT + 10 + 17, text
            )
        )
    return Markup("").join(labels)
