"""The services that know of articles: where each is, and how often it may be asked."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, HttpUrl, StringConstraints, ValidationError

from topics import TopicError
from topics.mistakes import lines
from topics.model import Table

OURS = Path(__file__).with_name("services.toml")
Delay = Annotated[float, Field(ge=0, le=600, description="seconds between two requests")]
Pattern = Annotated[str, StringConstraints(pattern=r"^https?://.*\{year\}.*\{month\}")]


class Gdelt(Table):
    """GDELT's DOC 2.0 API."""

    api: HttpUrl
    delay: Delay


class Wayback(Table):
    """A web archive: its CDX server, and the prefix of its captures."""

    index: HttpUrl
    captures: HttpUrl
    delay: Delay


class CommonCrawl(Table):
    """Common Crawl's news: the list of a month's WARC files, and what its lines are relative to."""

    list: Pattern
    files: HttpUrl
    delay: Delay


class Services(Table):
    """`services.toml`."""

    gdelt: Gdelt
    wayback: Wayback
    common_crawl: CommonCrawl = Field(alias="common-crawl")

    def delays(self) -> dict[str, float]:
        """The hosts that are asked, with the delay of each; the longest where several share one."""
        asked = (
            (self.gdelt.api, self.gdelt.delay),
            (self.wayback.index, self.wayback.delay),
            (self.wayback.captures, self.wayback.delay),
        )
        delays: dict[str, float] = {}
        for url, delay in asked:
            host = url.host or ""
            delays[host] = max(delay, delays.get(host, 0.0))
        return delays


def load(other: Path | None = None) -> Services:
    """The services, with what another file says of them in place of ours.

    :raises topics.TopicError: a file cannot be read, or holds mistakes; all are told at once.
    """
    content = _content(OURS)
    for name, table in (_content(other) if other else {}).items():
        ours = content.get(name)
        whole = isinstance(table, dict) and isinstance(ours, dict)
        content[name] = {**ours, **table} if whole else table  # type: ignore[dict-item]
    try:
        return Services.model_validate(content)
    except ValidationError as error:
        name = (other or OURS).name
        raise TopicError([f"{name}: {line}" for line in lines(error, content, Services)]) from None


def _content(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise TopicError([f"{path.name}: cannot be read: {error.strerror}"]) from None
    except ValueError as error:  # no UTF-8, or no TOML
        raise TopicError([f"{path.name}: is not TOML: {error}"]) from None
