"""What is measured: each takes sitemaps, stores the articles they name, and prints how many.

`python -m benchmarks.contenders NAME FOLDER SITEMAP...`
"""

from __future__ import annotations

import json
import re
import sys
from base64 import b64decode
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

AT_ONCE = 16  # requests under way


def ours(folder: Path, sitemaps: list[str]) -> int:
    """The whole crawl: robots.txt, WARC, database, verdicts."""
    from crawler.crawl import CrawlJob, crawl
    from topics.model import Source

    sources = tuple(
        Source.model_validate(
            {"id": f"farm-{number}", "name": f"Farm {number}", "country": "FR", "language": "fr",
             "kind": "newspaper", "home": f"http://{urlsplit(url).netloc}/", "sitemaps": [url],
             "delay": 0, "allow_private": True}
        )
        for number, url in enumerate(sitemaps)
    )  # fmt: skip
    job = CrawlJob(folder / "farm.db", "actors-strike-ai", sources)
    report = crawl(job, lambda tally: None)
    print(*report.failures, report.tally, sep="\n", file=sys.stderr)
    return report.tally.counts.get("fetched", 0)


def scrapy(folder: Path, sitemaps: list[str], *, fast: bool = False) -> int:
    """Scrapy with trafilatura in the item pipeline and a feed of JSON lines."""
    _scrapy(folder, sitemaps, {Trafilatura: 1}, {"FAST": fast})
    return sum(1 for _ in (folder / "items.jsonl").open())


def scrapy_fast(folder: Path, sitemaps: list[str]) -> int:
    """The same with trafilatura's fast mode."""
    return scrapy(folder, sitemaps, fast=True)


def fetch(folder: Path, sitemaps: list[str]) -> int:
    """Scrapy that does nothing with the pages."""
    _scrapy(folder, sitemaps, {}, {})
    return sum(1 for _ in (folder / "items.jsonl").open())


def extract(folder: Path, sitemaps: list[str]) -> int:
    """Our page parser on pages that are there already, in one process."""
    from crawler.page import Page, read
    from topics import load

    window = load("actors-strike-ai").settings.window
    pages = (json.loads(line) for line in (folder / "pages.jsonl").open())
    readings = (read(Page(page["url"], b64decode(page["body"])), window) for page in pages)
    return sum(reading.verdict == "fetched" for reading in readings)


def news_please(folder: Path, sitemaps: list[str]) -> int:
    """news-please's library on the addresses that the sitemaps name."""
    from newsplease import NewsPlease  # type: ignore[import-not-found]

    addresses = [url for sitemap in sitemaps for url in _listed(sitemap)]
    found = NewsPlease.from_urls(addresses, request_args={"timeout": 60}, fetch_images=False)
    articles = [article.get_serializable_dict() for article in found.values() if article]
    with (folder / "items.jsonl").open("w") as file:
        file.writelines(json.dumps(article) + "\n" for article in articles)
    return sum(bool(article["maintext"]) for article in articles)


def _listed(sitemap: str) -> list[str]:
    with urlopen(sitemap) as answer:  # noqa: S310 - of the farm
        return re.findall(r"<loc>(.*?)</loc>", answer.read().decode())


class Trafilatura:
    """An item pipeline as its documentation suggests."""

    def __init__(self, fast: bool) -> None:
        self._fast = fast

    @classmethod
    def from_crawler(cls, crawler: Any) -> Trafilatura:
        return cls(crawler.settings.getbool("FAST"))

    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        from trafilatura import bare_extraction

        found = bare_extraction(
            item.pop("body"), url=item["url"], with_metadata=True, fast=self._fast
        )
        fields = ("title", "author", "date", "text")
        return item | {field: getattr(found, field) for field in fields}


def _scrapy(
    folder: Path, sitemaps: list[str], pipelines: dict[type, int], settings: dict[str, Any]
) -> None:
    from scrapy import Request, Spider
    from scrapy.crawler import CrawlerProcess
    from scrapy.http import Response

    class Sitemaps(Spider):
        name = "sitemaps"

        async def start(self) -> AsyncIterator[Request]:
            for url in sitemaps:
                yield Request(url)

        def parse(self, response: Response) -> Iterator[Request]:
            for url in re.findall(r"<loc>(.*?)</loc>", response.body.decode()):
                yield Request(url, self.read)

        def read(self, response: Response) -> Iterator[dict[str, Any]]:
            item = {"url": response.url}
            yield item | {"body": response.body} if pipelines else item

    process = CrawlerProcess(
        {
            "ROBOTSTXT_OBEY": True,
            "LOG_LEVEL": "ERROR",
            "TELNETCONSOLE_ENABLED": False,
            "CONCURRENT_REQUESTS": AT_ONCE,
            "CONCURRENT_REQUESTS_PER_DOMAIN": AT_ONCE // 8,
            "DOWNLOAD_DELAY": 0,
            "ITEM_PIPELINES": pipelines,
            "FEEDS": {str(folder / "items.jsonl"): {"format": "jsonlines", "overwrite": True}},
            **settings,
        }
    )
    process.crawl(Sitemaps)
    process.start()


CONTENDERS = {
    **{"ours": ours, "scrapy": scrapy, "scrapy-fast": scrapy_fast, "fetch": fetch},
    **{"extract": extract, "news-please": news_please},
}

if __name__ == "__main__":
    print(CONTENDERS[sys.argv[1]](Path(sys.argv[2]), sys.argv[3:]))
