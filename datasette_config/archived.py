"""How an article was found, what allowed to fetch it, and where its page lies in the archive."""

from __future__ import annotations

from dataclasses import dataclass

from datasette_config.pages import Page, Row

FETCHES = """
    SELECT url, found_by, verdict, status, detail, fetched_at, sha256, warc_file, warc_offset,
           warc_length, revision
    FROM fetches WHERE article_id = :id ORDER BY id DESC LIMIT 50
"""
ADDRESSES = """
    SELECT url, verdict, detail, found_at, checked_at, visits FROM addresses
    WHERE article_id = :id ORDER BY found_at LIMIT 20
"""
WAYS = """
    SELECT w.url, w.found_by, w.listing, w.found_at
    FROM addresses a JOIN ways w ON w.url = a.url
    WHERE a.article_id = :id ORDER BY w.found_at LIMIT 40
"""


@dataclass(frozen=True)
class Log:
    """What the crawler did for an article, and how it came to know its addresses."""

    fetches: list[Row]
    addresses: list[Row]
    ways: list[Row]

    def page_of(self, revision: int) -> Row | None:
        """The archived page that a revision was read from."""
        kept = [row for row in self.fetches if row["warc_file"]]
        return next((row for row in kept if row["revision"] == revision), None)


async def log(page: Page, key: int) -> Log:
    """The log of an article; the public copy has the requests only."""
    params = {"id": key}
    fetches = await page.rows(FETCHES, params)
    if page.public:
        return Log(fetches, [], [])
    return Log(fetches, await page.rows(ADDRESSES, params), await page.rows(WAYS, params))
