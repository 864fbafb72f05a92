"""What a told value can mean: rounded, hedged or a bound; and whether two can both be right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from math import floor, inf, log10
from re import Pattern

from storage.outcomes import Bound
from stories.phrases import Names, Phrases, pattern, read

EXACT = 0.05  # of the value: as much as a bare number is taken to be rounded by, at most
ABOUT = 0.10  # the same of one that says it is rounded
YEARLY = 0.5  # as much as any count may grow in a year, as a part of itself
BEFORE, AFTER = 24, 12  # characters before and behind a figure in which a hedge stands
VALUES = 4096  # kept with what they can mean: a claim's are asked for again and again
# how many of the unit of the second column one of the first is
TIMES = {"minutes": 1 / 1440, "hours": 1 / 24, "days": 1.0, "weeks": 7.0, "months": 30.44,
         "years": 365.25, "seconds": 1 / 86400}  # fmt: skip
RATES = {"month": ("year", 12.0), "week": ("year", 52.0)}


class Hedges(Phrases):
    """`hedges.toml`: the words that make a value rough or a bound; `behind` stand after it."""

    about: Names
    over: Names
    under: Names
    least: Names
    most: Names
    least_behind: Names
    most_behind: Names


@dataclass(frozen=True, slots=True)
class Range:
    """Values from `low` to `high`, the upper end not included."""

    low: float
    high: float

    def meets(self, other: Range) -> bool:
        """
        >>> Range(145, 155).meets(Range(150, inf)), Range(1, 2).meets(Range(2, 3))
        (True, False)
        """
        return self.low < other.high and other.low < self.high


def bound(text: str, start: int, end: int, lang: str) -> Bound:
    """What the words at a figure make of its value; a hedge may be a part of its place."""
    before = text[max(0, start - BEFORE) : start] + text[start:end]
    number = len(before) - (end - start) - 1
    for kind, words, behind in _hedges(lang):
        if any(found.end() >= number for found in words.finditer(before)):
            return kind
        if behind.match(text[end : end + AFTER].lstrip(" ,(-")):
            return kind
    return "exact"


@cache
def _hedges(lang: str) -> tuple[tuple[Bound, Pattern[str], Pattern[str]], ...]:
    words = read(f"{lang}/hedges", Hedges)
    return (
        ("least", pattern(words.least), pattern(words.least_behind)),
        ("most", pattern(words.most), pattern(words.most_behind)),
        ("over", pattern(words.over), pattern(())),
        ("under", pattern(words.under), pattern(())),
        ("about", pattern(words.about), pattern(())),
    )


def normal(value: float, unit: str) -> tuple[float, str]:
    """A value in the unit that others are compared in: days, and money by the year.

    >>> normal(2, "weeks"), normal(100, "USD/month"), normal(7, "percent")
    ((14.0, 'days'), (1200.0, 'USD/year'), (7, 'percent'))
    """
    if unit in TIMES:
        return value * TIMES[unit], "days"
    what, _, per = unit.partition("/")
    if per in RATES:
        return value * RATES[per][1], f"{what}/{RATES[per][0]}"
    return value, unit


@lru_cache(VALUES)
def spread(value: float, unit: str, bound: Bound) -> Range:
    """What a told value can stand for, in the unit of `normal`.

    That follows from its last digit that is no zero, and from its hedge.
    """
    step = _step(value)
    most = abs(value) * (ABOUT if bound == "about" else EXACT)
    if unit == "percent" and bound not in ("about", "under"):
        near = min(step, 1) / 2
    else:
        near = min(step / 2, most)
    low, high = {
        "least": (value - near, inf),
        "most": (-inf, value + near),
        "over": (value, value + step),
        "under": (value - step, value + near),
    }.get(bound, (value - near, value + near))
    return Range(normal(low, unit)[0], normal(high, unit)[0])


def _step(value: float) -> float:
    """One unit of the last digit that is no zero: 10000 of 160000, 0.01 of 78.33."""
    if not value:
        return 1.0
    digits = f"{abs(value):.6g}"
    exact = float(digits)
    for power in range(floor(log10(exact)), -7, -1):
        if abs(exact / 10.0**power - round(exact / 10.0**power)) < 1e-6:
            return float(10.0**power)
    return 1e-6


def grown(early: float, late: float, first: str | None, last: str | None, free: bool) -> bool:
    """Whether a count can have risen from one day to a later one; `free` where it may soar."""
    if not first or not last or not early < late:
        return False
    days = (date.fromisoformat(last) - date.fromisoformat(first)).days
    return days > 0 and (free or late <= early * (1 + YEARLY * days / 365))
