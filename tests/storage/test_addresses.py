"""One row an address, whatever finds it and however often."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlite_utils import Database

import topics
from storage import addresses, articles, lists
from storage.records import Discovery, Fetch, Listed
from storage.status import status
from storage.store import run, save_topic

FOUND = Discovery("https://loaf.example/a", "the-loaf", "feed", "https://loaf.example/feed",
                  "2023-07-14T10:00:00+00:00", hints='{"title": "A"}')  # fmt: skip
NOON = "2023-07-14T12:00:00+00:00"
SOURCES = ["the-loaf"]


def named(number: int, **more: object) -> Discovery:
    return replace(FOUND, url=f"https://loaf.example/{number}", **more)  # type: ignore[arg-type]


def test_what_is_found_is_pending_until_it_is_asked_for(db: Database) -> None:
    addresses.discover(db, [FOUND])
    assert addresses.due(db, SOURCES, NOON) == [FOUND.url]
    [here] = addresses.known(db, [FOUND.url, "https://loaf.example/never"], NOON).values()
    assert (here.verdict, here.found_by, here.due, here.hints) == (
        "pending", "feed", 1, FOUND.hints
    )  # fmt: skip
    with run(db, "crawl") as number:
        row = Fetch(FOUND.url, "the-loaf", "feed", "too_short", NOON, status=200)
        articles.save(db, number, [row])
    assert addresses.due(db, SOURCES, "2030-01-01") == []
    assert addresses.due(db, ["another"], NOON) == []


def test_another_list_adds_a_way_and_no_address(db: Database) -> None:
    addresses.discover(
        db, [FOUND, FOUND, replace(FOUND, found_by="sitemap", listing="m", due=False)]
    )
    assert db.table("addresses").count == 1
    assert [way["found_by"] for way in db.table("ways").rows] == ["feed", "sitemap"]


def test_pending_ones_come_first_and_sources_take_turns(db: Database) -> None:
    db.execute("INSERT INTO sources SELECT 'other', name, country, lang, kind, home FROM sources")
    addresses.discover(db, [named(1), named(2), named(3), named(4, source_id="other")])
    db.execute("UPDATE addresses SET verdict = 'failed' WHERE url LIKE '%/1'")
    due = addresses.due(db, [*SOURCES, "other"], NOON)
    assert [url[-1] for url in due] in (["2", "4", "3", "1"], ["4", "2", "3", "1"])


def test_a_list_and_all_it_names_are_written_in_one_piece(db: Database) -> None:
    listed = Listed("sitemap", children=(("sitemap", "https://loaf.example/2.xml"),),
                    discoveries=(FOUND, named(2, source_id="nobody")))  # fmt: skip
    fetch = Fetch("https://loaf.example/1.xml", "the-loaf", "source", "listed", NOON,
                  sha256="ab", etag='"1"', listed=listed)  # fmt: skip
    with pytest.raises(Exception, match="FOREIGN KEY"), run(db, "crawl") as number:
        articles.save(db, number, [fetch])
    for table in ("addresses", "ways", "lists", "fetches"):
        assert db.table(table).count == 0
    whole = replace(fetch, listed=replace(listed, discoveries=(FOUND,)))
    with run(db, "crawl") as number:
        articles.save(db, number, [whole])
    held = lists.version(db, fetch.url, "sitemap")
    assert held == lists.Version('"1"', "", "ab", listed.children or (), NOON)
    assert lists.version(db, "https://loaf.example/2.xml", "sitemap") == lists.Version()


def test_a_list_that_fails_keeps_the_version_that_was_read(db: Database) -> None:
    read = Fetch("https://loaf.example/feed", "the-loaf", "source", "listed", NOON,
                 sha256="ab", etag='"1"', listed=Listed("feed", children=()))  # fmt: skip
    failed = replace(read, verdict="http_error", sha256="cd", etag="", listed=Listed("feed"))
    with run(db, "crawl") as number:
        articles.save(db, number, [read, failed])
    assert lists.version(db, read.url, "feed").etag == '"1"'
    assert [row["verdict"] for row in db.table("lists").rows] == ["http_error"]


def test_another_window_has_what_was_outside_looked_at_again(
    db: Database, topic: topics.Topic
) -> None:
    addresses.discover(db, [replace(FOUND, verdict="off_window", due=False)])
    assert addresses.due(db, SOURCES, NOON) == []
    save_topic(db, topic)
    assert addresses.due(db, SOURCES, NOON) == []
    db.execute("UPDATE topics SET window_start = '2023-10-01'")
    save_topic(db, topic)
    assert addresses.due(db, SOURCES, NOON) == [FOUND.url]


def test_a_lost_address_shows_in_the_status(db: Database) -> None:
    with db.atomic():
        addresses.discover(db, [FOUND, named(2)])
    assert status(db).total.adds_up and status(db).total.addresses == 2
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("DELETE FROM addresses WHERE url = ?", [FOUND.url])
    assert not status(db).total.adds_up


def test_articles_that_were_read_wait_for_a_revisit(db: Database) -> None:
    addresses.discover(db, [named(1), named(2)])
    db.execute("UPDATE addresses SET verdict = 'fetched' WHERE url = ?", [named(1).url])
    assert addresses.due(db, SOURCES, NOON, revisits=False) == [named(2).url]
    assert addresses.due(db, SOURCES, NOON) == [named(2).url, named(1).url]
