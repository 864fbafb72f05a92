"""A period is split into whole years, whole months and days, each day once."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from datasette_config.periods import Period, after
from datasette_config.spans import Cover, cover, in_months, widened


def period(first: str, last: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last))


def days_of(parts: Cover) -> list[str]:
    found = list(parts.days)
    for part in (*parts.years, *parts.months):
        start = date.fromisoformat(f"{part}-01-01"[:10])
        end = date(start.year + 1, 1, 1) if len(part) == 4 else after(start, "month")
        found += [str(start + timedelta(n)) for n in range((end - start).days)]
    return found


@pytest.mark.parametrize(
    ("first", "last", "parts"),
    [
        ("2023-07-14", "2023-07-14", (0, 0, 1)),
        ("2023-01-01", "2023-12-31", (1, 0, 0)),
        ("2023-01-01", "2023-12-30", (0, 11, 30)),
        ("2023-01-02", "2023-12-31", (0, 11, 30)),
        ("2024-02-01", "2024-02-29", (0, 1, 0)),
        ("2023-02-01", "2023-02-27", (0, 0, 27)),
        ("2019-12-31", "2024-02-01", (4, 1, 2)),
        ("2015-03-07", "2025-11-22", (9, 19, 47)),
    ],
)
def test_each_day_is_in_one_part(first: str, last: str, parts: tuple[int, int, int]) -> None:
    whole = period(first, last)
    found = cover(whole)
    assert (len(found.years), len(found.months), len(found.days)) == parts
    every = [str(whole.first + timedelta(n)) for n in range((whole.last - whole.first).days + 1)]
    assert Counter(days_of(found)) == Counter(every)


def test_whole_months_around_a_period() -> None:
    assert in_months(period("2024-02-10", "2024-12-31")) == period("2024-02-01", "2024-12-31")


@pytest.mark.parametrize(
    ("first", "last", "wide"),
    [
        ("2023-07-14", "2025-10-01", ("2023-01-01", "2025-12-31")),
        ("2023-07-15", "2025-10-01", ("2023-07-15", "2025-12-31")),
        ("2023-07-14", "2025-09-30", ("2023-01-01", "2025-09-30")),
    ],
)
def test_a_period_is_widened_where_nothing_lies_beyond(
    first: str, last: str, wide: tuple[str, str]
) -> None:
    assert widened(period(first, last), "2023-07-14", "2025-10-01") == period(*wide)
