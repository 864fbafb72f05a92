"""What a crawl needs: a database to crawl into, and the sources of presses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crawler.crawl import CrawlJob, CrawlReport, crawl
from storage.store import opened
from tests.press import Server
from topics.model import Source


@dataclass
class Crawled:
    """A database to crawl into, again and again."""

    db: Path
    topic: str

    def crawl(self, *sources: Source, **more: Any) -> CrawlReport:
        job = CrawlJob(self.db, self.topic, sources, processes=1, **more)
        return crawl(job, lambda tally: None)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with opened(self.db) as db:
            return list(db.execute(sql).fetchall())

    def write(self, sql: str) -> None:
        """Have time pass, or whatever else a test cannot wait for."""
        with opened(self.db) as db, db.atomic():
            db.execute(sql)

    def verdicts(self) -> dict[str, tuple[str, str]]:
        """Verdict and detail by address, as each was last asked for."""
        rows = self.rows("SELECT url, verdict, detail FROM fetches ORDER BY id")
        return {url: (verdict, detail) for url, verdict, detail in rows}


@pytest.fixture
def crawled(tmp_path: Path, topic_folder: Path) -> Crawled:
    return Crawled(tmp_path / "c.db", str(topic_folder))


@pytest.fixture
def outlet() -> Callable[..., Source]:
    """Makes the source of a press."""

    def make(press: Server, **more: Any) -> Source:
        name = press.url.rpartition("/")[2].replace(".", "-").replace(":", "-")
        told = {"delay": 0, "allow_private": True, "feeds": [f"{press.url}/feed"], **more}
        return Source(id=name, name=name, country="GB", language="en", kind="newspaper",
                      home=press.url, **told)  # fmt: skip

    return make
