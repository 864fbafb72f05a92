"""The ways that somebody chose, checked before a crawl begins."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from crawler.routes import Routes
from crawler.services import load
from crawler.spiders import urls as plain
from storage.errors import WrongUseError


def chosen_ways(
    *,
    gdelt: bool,
    wayback: bool,
    months: tuple[datetime, ...],
    urls: Path | None,
    first: datetime | None,
    last: datetime | None,
    services: Path | None,
    listed_only: bool,
) -> tuple[Routes, tuple[str, ...]]:
    """The ways to go, and a line for each bad line of the list of addresses.

    :raises WrongUseError: the days are in the wrong order, or no address is in the list.
    :raises topics.TopicError: the file of services holds mistakes.
    """
    if first and last and first > last:
        raise WrongUseError(f"--from {first:%Y-%m-%d} is after --to {last:%Y-%m-%d}")
    listed = plain.read(urls) if urls else plain.UrlList((), ())
    routes = Routes(
        gdelt=gdelt,
        wayback=wayback,
        common_crawl=tuple(f"{month:%Y-%m}" for month in months),
        urls=listed.addresses,
        first=first.date() if first else None,
        last=last.date() if last else None,
        listed_only=listed_only,
        services=load(services),
    )
    return routes, listed.mistakes
