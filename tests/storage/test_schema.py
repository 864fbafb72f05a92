"""A database of an earlier version keeps what it holds when it is brought up to date."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage.schema import migrate, migrations

FETCHES = """
    1|source|listed|200|2023-07-01|feed
    2|feed|fetched|200|2023-07-01|a|1
    3|feed|http_error|404|2023-07-01|gone
    4|feed|http_error|503|2023-07-01|busy
    5|section|unchanged|200|2023-07-02|a|1
    6|feed|failed||2023-07-02|dead
    7|feed|fetched|200|2023-07-03|a|1
    8|source|http_error|503|2023-07-03|map.xml
"""


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Database]:
    """A file of the first version with two revisions of one article and what else was asked for."""
    db = Database(sqlite3.connect(tmp_path / "old.db"))
    migrations.apply(db, stop_before="m002")
    db.execute("INSERT INTO sources VALUES ('loaf', 'The Loaf', 'GB', 'en', 'newspaper', 'x')")
    db.execute("INSERT INTO runs VALUES (1, 'crawl', '2023-07-01', NULL, NULL, '')")
    db.execute(
        "INSERT INTO articles (id, url, source_id, lang, title, access, excerpt, words, revision,"
        " first_seen) VALUES (1, 'a', 'loaf', 'en', 'Ovens', 'open', 'x', 2, 2, '2023-07-01')"
    )
    for line in FETCHES.split():
        number, found_by, verdict, status, day, url, *article = line.split("|")
        row = {"id": number, "run_id": 1, "source_id": "loaf", "url": url, "found_by": found_by,
               "verdict": verdict, "status": status or None, "fetched_at": day,
               "modified": f"m{number}", "article_id": article[0] if article else None}  # fmt: skip
        db.table("fetches").insert(row)
    yield db
    db.close()


def test_addresses_and_ways_come_from_the_log_of_requests(old: Database) -> None:
    migrate(old)
    rows = old.execute(
        "SELECT url, verdict, found_at, checked_at, visits, next_visit IS NOT NULL, modified,"
        " article_id FROM addresses ORDER BY url"
    ).fetchall()
    assert rows == [
        ("a", "fetched", "2023-07-01", "2023-07-03", 3, 0, "m7", 1),
        ("busy", "http_error", "2023-07-01", "2023-07-01", 1, 1, "m4", None),
        ("dead", "failed", "2023-07-02", "2023-07-02", 1, 1, "m6", None),
        ("gone", "http_error", "2023-07-01", "2023-07-01", 1, 0, "m3", None),
    ]
    ways = old.execute("SELECT url, found_by, found_at FROM ways ORDER BY 1, 2").fetchall()
    assert ways == [
        ("a", "feed", "2023-07-01"), ("a", "section", "2023-07-02"),
        ("busy", "feed", "2023-07-01"), ("dead", "feed", "2023-07-02"),
        ("gone", "feed", "2023-07-01"),
    ]  # fmt: skip


def test_each_request_that_brought_a_revision_says_which(old: Database) -> None:
    migrate(old)
    found = old.execute("SELECT id, revision FROM fetches WHERE revision IS NOT NULL ORDER BY id")
    assert found.fetchall() == [(2, 1), (7, 2)]
    assert old.table("fetches").count == 8 and old.table("articles").count == 1


def test_nothing_of_a_migration_that_fails_is_left(old: Database) -> None:
    old.execute("CREATE TABLE verdicts (id INTEGER)")  # in the way of a view of the second version
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        migrate(old)
    assert "addresses" not in old.table_names()
    assert old.table("fetches").count == 8
