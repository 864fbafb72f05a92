"""When an article appeared, as one moment by which articles are ordered."""

from __future__ import annotations

from datetime import UTC, datetime, time

from storage.coverage import Covered

NOON = time(12, tzinfo=UTC)  # of an article of which only the day is known


def moment(article: Covered) -> datetime:
    """When an article was published, or first seen where it does not say."""
    told = article.published or article.first_seen
    found = datetime.fromisoformat(told)
    if len(told) <= len("2023-10-19"):
        return datetime.combine(found, NOON)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def stamp(article: Covered) -> str:
    """The moment in UTC, as a text that sorts."""
    return moment(article).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def order(article: Covered) -> tuple[datetime, int]:
    """A key by which the earlier article comes first; two of one moment as they were stored."""
    return moment(article), article.id


def hours(earlier: Covered, later: Covered) -> float:
    """The time between two articles."""
    return round((moment(later) - moment(earlier)).total_seconds() / 3600, 2)


def apart(earlier: str, later: str) -> float:
    """The hours between two stamps."""
    passed = datetime.fromisoformat(later) - datetime.fromisoformat(earlier)
    return round(passed.total_seconds() / 3600, 2)
