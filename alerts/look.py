"""What a rule looks at: the days since it last looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

LONGEST = 31  # days that are looked at one by one after a long rest


@dataclass(frozen=True, slots=True)
class Look:
    """What happened before `first` is no news; `since` is the last day that was looked at."""

    first: date
    since: date | None
    today: date

    def days(self) -> list[date]:
        """The days not yet looked at, and today."""
        span = (self.today - self.since).days if self.since else 1
        return [self.today - timedelta(n) for n in reversed(range(min(max(span, 1), LONGEST)))]


def look(today: date, since: date | None, days: int) -> Look:
    """A look at `days` days, and as many before the last one: what came late is not lost."""
    return Look(min(today, since or today) - timedelta(days), since, today)


def back(day: date, days: int) -> tuple[str, str]:
    """The first and the last of so many days up to one.

    >>> back(date(2023, 3, 9), 7)
    ('2023-03-03', '2023-03-09')
    """
    return str(day - timedelta(days - 1)), str(day)
