"""Days into weeks or months, and the days that an address asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal

Step = Literal["week", "month"]
LONGEST_BY_WEEK = 130  # weeks; beyond, bars by week are thinner than two pixels of a wide screen


@dataclass(frozen=True)
class Period:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def step(self) -> Step:
        """How finely a chart of this period is drawn."""
        return "week" if (self.last - self.first).days <= LONGEST_BY_WEEK * 7 else "month"

    def starts(self, step: Step | None = None) -> tuple[date, ...]:
        """The first day of each week or month that the period touches."""
        return tuple(self._starts(step or self.step))

    def _starts(self, step: Step) -> Iterator[date]:
        start = start_of(self.first, step)
        while start <= self.last:
            yield start
            start = after(start, step)


@dataclass(frozen=True)
class Bucket:
    """One bar: how many of each series in the days from `start` to `end`, both included."""

    start: date
    end: date
    values: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.values)


def start_of(day: date, step: Step) -> date:
    """The Monday of its week, or the first of its month."""
    return day - timedelta(day.weekday()) if step == "week" else day.replace(day=1)


def after(start: date, step: Step) -> date:
    """The start of the next week or month."""
    if step == "week":
        return start + timedelta(7)
    return (start.replace(day=1) + timedelta(32)).replace(day=1)


def within(bar: Bucket, period: Period) -> Bucket:
    """A bar without the days that its period leaves out, as they are not counted in it.

    >>> bar = Bucket(date(2024, 1, 1), date(2024, 1, 7), (3,))
    >>> within(bar, Period(date(2024, 1, 3), date(2024, 12, 31))).start
    datetime.date(2024, 1, 3)
    """
    return replace(bar, start=max(bar.start, period.first), end=min(bar.end, period.last))


def buckets(
    rows: Iterable[Mapping[str, Any]],
    period: Period,
    series: Sequence[str],
    key: str,
    step: Step | None = None,
) -> list[Bucket]:
    """Add up rows (`day`, the series in column `key`, `n`) by the weeks or months of a period.

    Without a `step`, as finely as the period is drawn.

    >>> rows = [{"day": "2023-07-14", "lang": "fr", "n": 2}]
    >>> period = Period(date(2023, 7, 10), date(2023, 7, 16))
    >>> buckets(rows, period, ("en", "fr"), "lang")[0].values
    (0, 2)
    """
    step = step or period.step
    sums = {start: dict.fromkeys(series, 0) for start in period.starts(step)}
    for row in rows:
        start = start_of(date.fromisoformat(row["day"]), step)
        if start in sums and row[key] in series:
            sums[start][row[key]] += row["n"] or 0
    return [
        Bucket(start, after(start, step) - timedelta(1), tuple(found.values()))
        for start, found in sums.items()
    ]


def asked(
    args: Mapping[str, str], first: str | None, last: str | None
) -> tuple[Period | None, tuple[str, ...]]:
    """The period of an address (`from`, `to`) within what there is, and the keys not understood.

    None where nothing is dated, or the two are the wrong way round.
    """
    wrong = tuple(key for key in ("from", "to") if args.get(key) and not _day(args[key]))
    start = _day(args.get("from") or "") or _day(first or "")
    end = _day(args.get("to") or "") or _day(last or "")
    if not start or not end:
        return None, wrong
    return (Period(start, end), wrong) if start <= end else (None, (*wrong, "from", "to"))


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return day if 1800 <= day.year <= 2200 else None
