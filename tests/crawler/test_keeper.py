"""Batches of fetches, and a disk that is full."""

from __future__ import annotations

from dataclasses import replace

from sqlite_utils import Database

from crawler.keeper import BATCH, Keeper
from storage.records import Article, Fetch, Tally
from storage.store import run


def fetch(number: int, verdict: str = "fetched", size: int = 50) -> Fetch:
    url = f"https://loaf.example/{number}"
    article = (
        Article(url, "en", f"Title {number}", "word " * size) if verdict == "fetched" else None
    )
    return Fetch(url, "the-loaf", "feed", verdict, "2023-07-14T10:00:00+00:00",  # type: ignore[arg-type]
                 detail="HTTP 404 Not Found", article=article)  # fmt: skip


def test_a_full_batch_is_written_and_told(db: Database) -> None:
    told: list[Tally] = []
    with run(db, "crawl") as number:
        keeper = Keeper(db, number, told.append)
        for count in range(BATCH - 1):
            keeper.add(fetch(count))
        assert not told
        keeper.add(fetch(BATCH, "http_error"))
    assert told == [Tally({"fetched": BATCH - 1, "http_error": 1})]
    assert not keeper.failures


def test_only_what_somebody_should_see_to_is_a_failure(db: Database) -> None:
    with run(db, "crawl") as number:
        keeper = Keeper(db, number, lambda tally: None)
        keeper.add(fetch(1, "failed"))
        keeper.add(fetch(2, "robots"))
        keeper.add(replace(fetch(3, "http_error"), found_by="source"))
        keeper.flush()
    assert keeper.failures == [
        f"the-loaf: https://loaf.example/{number}: HTTP 404 Not Found" for number in (1, 3)
    ]


def test_a_full_disk_is_told_and_loses_nothing_stored(db: Database) -> None:
    with run(db, "crawl") as number:
        keeper = Keeper(db, number, lambda tally: None)
        keeper.add(fetch(1))
        keeper.flush()
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {pages + 2}")
        for count in range(2, 12):
            keeper.add(fetch(count, size=20_000))
        keeper.flush()
        keeper.flush()
        db.execute("PRAGMA max_page_count = 1000000")
    assert "full" in keeper.error
    assert keeper.tally == Tally({"fetched": 1})
    assert [row["title"] for row in db.table("articles").rows] == ["Title 1"]
