"""A period as whole years, whole months and single days, so that roll-ups of each can be summed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from datasette_config.periods import Period, after


@dataclass(frozen=True)
class Cover:
    """The same days, each in one part only: `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, in their order."""

    years: tuple[str, ...]
    months: tuple[str, ...]
    days: tuple[str, ...]

    @property
    def params(self) -> Mapping[str, str]:
        """The parts as JSON lists, for `json_each` in a query, and the first and last year.

        Whole years follow each other; where there is none, the last is before the first.
        """
        ends = self.years or ("9999", "0000")
        return {
            "first_year": ends[0],
            "last_year": ends[-1],
            "years": json.dumps(self.years),
            "months": json.dumps(self.months),
            "days": json.dumps(self.days),
        }


def cover(period: Period) -> Cover:
    """Split a period into the fewest parts.

    >>> cover(Period(date(2022, 12, 31), date(2024, 2, 1)))
    Cover(years=('2023',), months=('2024-01',), days=('2022-12-31', '2024-02-01'))
    """
    years, months, days = [], [], []
    day = period.first
    while day <= period.last:
        next_year, next_month = date(day.year + 1, 1, 1), after(day, "month")
        if (day.month, day.day) == (1, 1) and next_year - timedelta(1) <= period.last:
            years.append(f"{day:%Y}")
            day = next_year
        elif day.day == 1 and next_month - timedelta(1) <= period.last:
            months.append(f"{day:%Y-%m}")
            day = next_month
        else:
            days.append(day.isoformat())
            day += timedelta(1)
    return Cover(tuple(years), tuple(months), tuple(days))


def in_months(period: Period) -> Period:
    """The period from the start of its first month to the end of its last.

    >>> str(in_months(Period(date(2024, 2, 3), date(2024, 2, 5))).last)
    '2024-02-29'
    """
    return Period(period.first.replace(day=1), after(period.last, "month") - timedelta(1))


def widened(period: Period, first: str, last: str) -> Period:
    """The period out to whole years where nothing lies beyond it: fewer parts say the same.

    `first` and `last` are the days of the oldest and the newest article.
    """
    start = period.first.replace(month=1, day=1) if str(period.first) <= first else period.first
    end = period.last.replace(month=12, day=31) if str(period.last) >= last else period.last
    return Period(start, end)
