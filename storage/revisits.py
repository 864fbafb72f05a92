"""When an address is asked for again: articles for edits, failures in case they pass."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from storage.records import Verdict

# After publication. Corrections come mostly within hours, rewrites within days; after a month a
# change is so rare that asking every site for every article would be rude.
EDITS = (
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=7),
    timedelta(days=30),
)
# After one failure, two, and so on: a short outage costs one run, a dead host a few requests.
RETRIES = (
    timedelta(0),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=7),
)
ARTICLES = ("fetched", "unchanged", "paywall")
PASSING = ("failed", "http_error", "robots")
GONE = (404, 410)
RIGHTS = timedelta(days=30)  # until what a site does not allow is looked at again, and again


def next_visit(
    verdict: Verdict, status: int | None, visits: int, published: str, moment: str
) -> str | None:
    """When to ask next, ISO in UTC; `None` for what is settled.

    `visits` counts those so far, `published` is when the article was published or first seen,
    `moment` when it was just asked for.

    >>> next_visit("fetched", 200, 1, "2026-03-01T10:00:00+01:00", "2026-03-01T09:20:00+00:00")
    '2026-03-01T10:00:00+00:00'
    >>> next_visit("fetched", 200, 1, "2023-07-14", "2026-03-01T09:20:00+00:00")
    """
    now = _moment(moment)
    if verdict in ARTICLES:
        born = min(_moment(published), now)
        later = [born + age for age in EDITS if born + age > now]
        return later[0].isoformat(timespec="seconds") if later else None
    if verdict == "paused":
        return now.isoformat(timespec="seconds")
    if verdict == "tdm" or (verdict == "robots" and visits > len(RETRIES)):
        return (now + RIGHTS).isoformat(timespec="seconds")
    if verdict not in PASSING or status in GONE or visits > len(RETRIES):
        return None
    return (now + RETRIES[max(visits, 1) - 1]).isoformat(timespec="seconds")


def _moment(text: str) -> datetime:
    """A day is its midnight, what has no zone is in UTC."""
    found = datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
