"""Whether the sources still are where the list says: each is visited, nothing is stored."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from multiprocessing.connection import Connection
from typing import Literal

from crawler.contact import require_contact
from crawler.dates import instant
from crawler.process import STOPPING, messages
from topics.model import Source

What = Literal["robots.txt", "home", "feed", "sitemap", "section", "article"]
State = Literal["works", "stale", "rotten", "refused", "forbidden", "unreachable", "missed"]
LISTS = ("feed", "sitemap", "section")
AT_ONCE = 24  # sources; each gets one request at a time
STARTING = 30  # seconds that a child and its readers may need to be ready


@dataclass(frozen=True)
class Checked:
    """One address of a source as it was found; `newest` is ISO 8601, empty where nothing is dated.

    `stale`: no item for long; `rotten`: gone, moved to another site or not what it should be;
    `refused`: the server turned the request away, or the address is not safe to ask;
    `forbidden`: robots.txt or a reservation of rights; `unreachable`: no answer; `missed`: the
    check did not come so far.
    """

    what: What
    url: str
    state: State
    items: int = 0
    newest: str = ""
    detail: str = ""


@dataclass(frozen=True)
class SourceCheck:
    """What was found of a source; `offers` are addresses that the site names and the list lacks."""

    source: str
    well: bool
    checked: tuple[Checked, ...]
    offers: tuple[str, ...] = ()


@dataclass(frozen=True)
class CheckJob:
    """What to visit, and for how many seconds each source at most."""

    sources: tuple[Source, ...]
    timeout: float = 90.0
    processes: int = os.cpu_count() or 1


def check(job: CheckJob, progress: Callable[[SourceCheck], None]) -> tuple[SourceCheck, ...]:
    """Visit the sources; the findings in their order, and each to `progress` as it comes.

    :raises crawler.contact.ContactError: a site could not reach who runs the check.
    """
    require_contact(url for source in job.sources for url in source.addresses())
    found: dict[str, SourceCheck] = {}
    limit = ceil(len(job.sources) / AT_ONCE) * job.timeout + STARTING + STOPPING
    why = "the check died"
    with closing(messages("check", _run, job, limit)) as heard:
        try:
            for message in heard:
                found[message.source] = message
                progress(message)
        except TimeoutError:
            why = f"the check was ended after {limit:.0f} seconds"
    return tuple(found.get(s.id) or _unseen(s, why) for s in job.sources)


def _run(job: CheckJob, pipe: Connection) -> None:
    """Scrapy is imported in the child alone."""
    from crawler.visitor import main

    main(job, pipe)


def _unseen(source: Source, why: str) -> SourceCheck:
    home = Checked("home", str(source.home), "missed", detail=why)
    return SourceCheck(source.id, well=False, checked=(home,))


def row(found: SourceCheck, now: datetime) -> tuple[str, str, int, str, str]:
    """Source, lists that work, items in them, age of the newest, what is wrong."""
    lists = [one for one in found.checked if one.what in LISTS]
    good = [one for one in lists if one.state == "works"]
    newest = max((instant(one.newest) for one in lists if one.newest), default=None)
    return (
        found.source,
        f"{len(good)} of {len(lists)}",
        sum(one.items for one in good),
        age(newest, now) if newest else "",
        _wrong(found.checked),
    )


def _wrong(checked: Iterable[Checked]) -> str:
    """What is in which state: `rotten: feed, section; unreachable: home`."""
    states: dict[State, dict[What, None]] = {}
    for one in checked:
        if one.state != "works":
            states.setdefault(one.state, {})[one.what] = None
    return "; ".join(f"{state}: {', '.join(whats)}" for state, whats in states.items())


def age(moment: datetime, now: datetime) -> str:
    """How long ago, in the largest unit that fits: hours, days, years.

    >>> from datetime import UTC
    >>> age(datetime(2023, 7, 14, tzinfo=UTC), datetime(2023, 7, 17, 5, tzinfo=UTC))
    '3 days'
    """
    hours = max(0, int((now - moment).total_seconds() // 3600))
    for size, unit in ((24 * 365, "year"), (24, "day"), (1, "hour")):
        if hours >= size:
            return f"{hours // size} {unit}{'s' if hours >= 2 * size else ''}"
    return "now"


def problems(checks: Sequence[SourceCheck]) -> Iterator[str]:
    """A line for each thing that is wrong, and for each address to try instead."""
    for found in checks:
        wrong = [one for one in found.checked if one.state != "works"]
        if len(wrong) > 1 and len({(one.state, one.detail) for one in wrong}) == 1:
            count = f"{len(wrong)} of {len(found.checked)} addresses"
            yield f"{found.source}: {count} {wrong[0].state}: {wrong[0].detail}"
        else:
            for one in wrong:
                yield f"{found.source}: {one.what} {one.url}: {one.state}: {one.detail}"
        for url in found.offers:
            yield f"{found.source}: the site names {url}"
    if {one.state for found in checks for one in found.checked} == {"unreachable"}:
        yield "nothing could be reached: is this machine connected to the network?"
