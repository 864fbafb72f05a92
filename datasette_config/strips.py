"""Short rows of cells over time, one an outlet, in which gaps are seen."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from markupsafe import Markup, escape

from datasette_config.periods import Period, after, start_of

Step = Literal["day", "week", "month", "year"]
LONGEST: Mapping[Step, int] = {"day": 31, "week": 182, "month": 1461}  # days of a strip
LEVELS = 3  # shades of a full cell
Cell = tuple[int, int]  # what was found, and what of it is held


@dataclass(frozen=True)
class Slots:
    """The cells of a period, all of the same step; months and years are whole."""

    step: Step
    spans: tuple[tuple[date, date], ...]

    @property
    def first(self) -> date:
        return self.spans[0][0]

    @property
    def last(self) -> date:
        return self.spans[-1][1]

    @property
    def by_month(self) -> bool:
        return self.step in ("month", "year")

    @property
    def param(self) -> str:
        """The spans as JSON, in days or in months, for `json_each` in a query."""
        length = 7 if self.by_month else 10
        return json.dumps([(str(a)[:length], str(b)[:length]) for a, b in self.spans])


def slots(period: Period) -> Slots:
    """The cells that a period is drawn in.

    >>> found = slots(Period(date(2024, 1, 1), date(2024, 3, 2)))
    >>> found.step, len(found.spans), str(found.last)
    ('week', 9, '2024-03-03')
    """
    days = (period.last - period.first).days + 1
    step: Step = next((step for step, longest in LONGEST.items() if days <= longest), "year")
    spans, start = [], _start(period.first, step)
    while start <= period.last:
        following = _after(start, step)
        spans.append((start, following - timedelta(1)))
        start = following
    return Slots(step, tuple(spans))


def _start(day: date, step: Step) -> date:
    if step in ("week", "month"):
        return start_of(day, step)
    return day if step == "day" else day.replace(month=1, day=1)


def _after(start: date, step: Step) -> date:
    if step in ("week", "month"):
        return after(start, step)
    return start + timedelta(1) if step == "day" else start.replace(year=start.year + 1)


def level(held: int, most: int) -> int:
    """The shade of a cell: 1 to 3, by thirds of the fullest."""
    return min(LEVELS, 1 + (held * LEVELS - 1) // most) if held else 0


def empty(cells: Sequence[Cell]) -> tuple[int, int]:
    """How many cells hold nothing, and the longest run of these.

    >>> empty([(1, 1), (0, 0), (2, 0), (1, 1), (0, 0)])
    (3, 2)
    """
    longest = run = 0
    for _, held in cells:
        run = 0 if held else run + 1
        longest = max(longest, run)
    return sum(1 for _, held in cells if not held), longest


def strip(cells: Sequence[Cell], label: str) -> Markup:
    """The cells as SVG: shaded where something is held, struck where it was only found."""
    most = max((held for _, held in cells), default=0)
    shapes: dict[str, list[str]] = {}
    for x, (found, held) in enumerate(cells):
        kind = f"l{level(held, most)}" if held else "lost" if found else "gap"
        shape = f"M{x} 0h.88v10h-.88z" if kind != "gap" else f"M{x} 9h.88v1h-.88z"
        shapes.setdefault(kind, []).append(shape)
    paths = "".join(f'<path class="{kind}" d="{"".join(d)}"/>' for kind, d in shapes.items())
    text = escape(label)
    return Markup(  # noqa: S704 - the label is escaped, the rest is written here
        f'<svg class="strip" viewBox="0 0 {max(len(cells), 1)} 10" preserveAspectRatio="none" '
        f'role="img" aria-label="{text}"><title>{text}</title>{paths}</svg>'
    )
