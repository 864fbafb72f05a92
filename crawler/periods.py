"""Spans of time as services write them: fourteen digits, both ends included."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

SHORTEST = timedelta(hours=1)
FORM = "%Y%m%d%H%M%S"


def span(first: date, last: date) -> tuple[str, str]:
    """The first and the last second of some days.

    >>> span(date(2023, 7, 14), date(2023, 7, 14))
    ('20230714000000', '20230714235959')
    """
    return (
        datetime.combine(first, time.min).strftime(FORM),
        datetime.combine(last, time.max).strftime(FORM),
    )


def parts(first: date, last: date, today: date) -> Iterator[tuple[date, date]]:
    """The days by years, those of this year by months: always the same ones, whenever asked for.

    >>> len(list(parts(date(2021, 5, 1), date(2023, 3, 9), date(2023, 3, 9))))
    5
    """
    while first <= last:
        month = 12 if first.year < today.year else first.month
        following = date(first.year + month // 12, month % 12 + 1, 1)
        yield first, min(following - timedelta(days=1), last)
        first = following


def halves(start: str, end: str) -> list[tuple[str, str]]:
    """The two halves of a span; nothing for one of an hour or less.

    >>> halves("20230714000000", "20230714235959")
    [('20230714000000', '20230714115959'), ('20230714120000', '20230714235959')]
    """
    first, last = _time(start), _time(end)
    if last - first < SHORTEST:
        return []
    middle = first + (last - first) / 2
    middle = middle.replace(microsecond=0)
    after = middle + timedelta(seconds=1)
    return [(start, middle.strftime(FORM)), (after.strftime(FORM), end)]


def iso(stamp: str) -> str:
    """A moment of fourteen digits, with or without T and Z, as ISO 8601; nothing for others.

    >>> iso("20230714T093000Z")
    '2023-07-14T09:30:00Z'
    """
    try:
        return _time("".join(filter(str.isdigit, stamp))).isoformat().replace("+00:00", "Z")
    except ValueError:
        return ""


def with_query(url: str, values: dict[str, str]) -> str:
    """An address with these parameters in place of those of the same names."""
    parts = urlsplit(url)
    kept = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if k not in values]
    return urlunsplit(parts._replace(query=urlencode([*kept, *values.items()])))


def query(url: str) -> dict[str, str]:
    """The parameters of an address, the last of each name."""
    return dict(parse_qsl(urlsplit(url).query))


def _time(stamp: str) -> datetime:
    return datetime.strptime(stamp, FORM).replace(tzinfo=UTC)
