"""What an answer says of an address: whether it is at its own place, how many items, how new."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.addresses import Found, UnreadableError
from crawler.check import Checked, State, What
from crawler.dates import instant, moment
from crawler.problems import verdict
from crawler.readers import UnreadablePageError
from crawler.robots import Rules
from crawler.urls import canonical, site
from topics.model import Source

FRESH = timedelta(days=30)  # an outlet's feed is expected to have something newer
RARE = timedelta(days=365)  # newsrooms write when there is something to say, and so do tags
RARE_KINDS = ("newsroom", "blog")
REFUSALS = (401, 402, 403, 407, 429, 451)
PERMANENT = (301, 308)


def patience(source: Source, what: What) -> timedelta:
    """How old the newest item of a list may be."""
    return RARE if what == "section" or source.kind in RARE_KINDS else FRESH


def allowed(url: str, rules: Rules) -> Checked:
    """What a robots.txt says before anything else is asked for."""
    if rules.problem:
        return Checked("robots.txt", url, "unreachable", detail=rules.problem)
    pause = rules.delay()
    return Checked(
        "robots.txt", url, "works", detail=f"asks for {pause:g} seconds" if pause else ""
    )


def failed(what: What, url: str, error: Exception) -> Checked:
    """What an error says of an address."""
    if isinstance(error, UnreadableError | UnreadablePageError):
        return Checked(what, url, "rotten", detail=str(error))
    outcome, status, words = verdict(error)
    return Checked(what, url, _state(outcome, status), detail=words)


def _state(outcome: str, status: int | None) -> State:
    if outcome in ("robots", "tdm"):
        return "forbidden"
    if outcome == "unsafe" or status in REFUSALS:
        return "refused"
    return "rotten" if status and status < 500 else "unreachable"


def arrived(what: What, url: str, response: Response) -> Checked:
    """Where an answer came from: `rotten` where that is another site.

    :raises HttpError: it is an error.
    """
    if response.status >= 400:
        raise HttpError(response)
    reached = canonical(response.url)
    if site(reached) != site(url):
        return Checked(what, url, "rotten", detail=f"redirected elsewhere: {reached}")
    reasons = response.meta.get("redirect_reasons", ())
    moved = reached != canonical(url) and any(reason in PERMANENT for reason in reasons)
    return Checked(what, url, "works", detail=f"moved to {reached}" if moved else "")


def judged(
    at: Checked, items: Sequence[Found], allowed: bool, old: timedelta, now: datetime
) -> Checked:
    """The health of a list that could be read: what it names, and whether that may be asked for."""
    newest = _newest(items, now)
    state, detail = at.state, at.detail
    if not items and at.what == "sitemap":
        state, detail = "stale", f"names no article of the last {old.days} days"
    elif not items:
        state, detail = "rotten", "names no article"
    elif not allowed:
        state, detail = "forbidden", "robots.txt forbids the articles that it names"
    elif newest and now - instant(newest) > old:
        state, detail = "stale", f"nothing newer than {newest[:10]}"
    return Checked(at.what, at.url, state, len(items), newest, detail)


def _newest(items: Iterable[Found], now: datetime) -> str:
    dates = (
        date
        for item in items
        for text in (item.hints.published, item.hints.modified)
        if text and (date := moment(text, now))
    )
    return max(dates, key=instant, default="")
