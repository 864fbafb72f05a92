"""Read a date in the forms that the web writes it, as ISO 8601; never one in the future."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path

EARLIEST = 1990
# A page can be ahead of a clock that is a little slow: its day is kept, its time is not
SLACK = timedelta(hours=1)
EASTERN = timedelta(hours=2)  # in Paris it is tomorrow already
_ISO = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)(?:[T\s]+(\d\d?):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*([ap]m)?\s*"
    r"(Z|UTC|GMT|[+-]\d\d:?\d\d)?)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?(Z|[+-]\d\d:?\d\d)?)?$")
_EPOCH = re.compile(r"\d{10}(\d{3})?$")


def moment(text: str, now: datetime) -> str | None:
    """A day, or a moment with its zone; `None` where it is no date of the past since 1990.

    A time of day without a zone says too little to be kept: only its day is.

    >>> moment("Fri, 14 Jul 2023 09:30:00 +0200", datetime(2024, 1, 1, tzinfo=UTC))
    '2023-07-14T09:30:00+02:00'
    """
    found = _parse(text.strip())
    if found is None or found.year < EARLIEST:
        return None
    if isinstance(found, datetime) and found.tzinfo:
        if found <= now:
            return found.isoformat(timespec="seconds")
        if found > now + SLACK:
            return None
    day = found.date() if isinstance(found, datetime) else found
    return day.isoformat() if day <= (now + EASTERN).date() else None


def later(one: str, other: str) -> bool:
    """Whether the first of two dates, in whatever form, is the later one, or unlike and unreadable.

    >>> later("2023-07-14T10:00:00Z", "2023-07-14T11:00:00+02:00")
    True
    """
    first, second = _parse(one.strip()), _parse(other.strip())
    if first is None or second is None:
        return one != other
    return _instant(first) > _instant(second)


def instant(text: str) -> datetime:
    """A date as `moment` writes it, as a point in time; a day counts from its start in UTC."""
    return _instant(_parse(text) or date.min)


def written_day(text: str) -> str:
    """The first day in a text that has the name of its month, or nothing.

    >>> written_day("Publié le vendredi 14 juillet 2023 à 9h")
    '2023-07-14'
    """
    found = _in_words(text)
    return found.isoformat()[:10] if found else ""


def _instant(found: date) -> datetime:
    if not isinstance(found, datetime):
        found = datetime(found.year, found.month, found.day)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _parse(text: str) -> date | None:
    """A datetime where a time of day is given, else a date."""
    if match := _ISO.match(text):
        return _from_parts(match.groups())
    if match := _COMPACT.match(text):
        year, month, day, hour, minute, second, zone = match.groups()
        return _from_parts((year, month, day, hour, minute, second, None, zone))
    if _EPOCH.match(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return _in_words(text)


def _in_words(text: str) -> date | None:
    """A day with the name of its month, in French or English; a time of day is passed over."""
    for match in _words().finditer(text):
        before, month, after, year = match.groups()
        if before or after:
            return _from_parts((year, _months()[month.lower()], before or after, *[None] * 5))
    return None


@cache
def _months() -> dict[str, str]:
    file = Path(__file__).with_name("months.toml")
    tables = tomllib.loads(file.read_text(encoding="utf-8")).values()
    return {
        name.lower(): str(number)
        for months in tables
        for number, names in enumerate(months, 1)
        for name in names
    }


@cache
def _words() -> re.Pattern[str]:
    names = "|".join(sorted(_months(), key=len, reverse=True))
    return re.compile(
        rf"(?<!\w)(?:(\d\d?)(?:er|st|nd|rd|th)?\s+)?({names})\.?"
        r"(?:\s+(\d\d?)(?:st|nd|rd|th)?)?,?\s+(\d{4})(?!\d)",
        re.IGNORECASE,
    )


def _from_parts(parts: tuple[str | None, ...]) -> date | None:
    year, month, day, hour, minute, second, half, zone = parts
    try:
        found = date(int(year or 0), int(month or 0), int(day or 0))
        if hour is None or minute is None:
            return found
        hours = int(hour) % 12 + (12 if half.lower() == "pm" else 0) if half else int(hour)
        time = f"{hours:02}:{minute}:{second or '00'}{_offset(zone)}"
        return datetime.fromisoformat(f"{found.isoformat()}T{time}")
    except ValueError:
        return None


def _offset(zone: str | None) -> str:
    if not zone:
        return ""
    if zone.upper() in ("Z", "UTC", "GMT"):
        return "+00:00"
    return f"{zone[:3]}:{zone[-2:]}"
