"""The proof of a database from its archive, and its rebuilding from nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

import topics
from crawler.addresses import Hints
from crawler.evidence import Evidence, Exchange, Notes, folder
from crawler.keeper import Keeper
from crawler.page import Page, read
from crawler.verify import Verified, verify
from storage.archive import end_of
from storage.records import Fetch
from storage.store import opened, run, save_topic
from topics.model import Window

WINDOW = Window(start=date(2023, 1, 1))
HTML = (("Content-Type", "text/html; charset=utf-8"),)
HINTS = Hints(title="Mill", published="2023-07-14T08:00:00Z")


@pytest.fixture
def db(tmp_path: Path, topic: topics.Topic) -> Any:
    """Three articles, of which one was edited and one is dated by its feed alone."""
    path = tmp_path / "strike.db"
    with opened(path) as store:
        save_topic(store, topic)
        with run(store, "crawl") as number:
            archive = Evidence(path, "Brouhaha/9", lambda file: end_of(store, file))
            keeper = Keeper(store, number, lambda tally: None, archive)
            for minute, (name, place) in enumerate(
                [
                    ("a", "Millbrook"),
                    ("b", "Riverside"),
                    ("c", "Newtown"),
                    ("a", "Millbrook edited"),
                ]
            ):
                take(keeper, f"https://loaf.example/{name}", place, minute)
            keeper.flush()
            archive.close()
    return path


def take(keeper: Keeper, url: str, place: str, minute: int) -> None:
    """What a crawl does with an answer."""
    moment = f"2023-08-01T10:{minute:02}:00+00:00"
    body = article(place, dated=place != "Newtown")
    page = Page(url, body, HTML[0][1], "feed", HINTS)
    reading = read(page, WINDOW, datetime.fromisoformat(moment))
    row = Fetch(url, "the-loaf", "feed", reading.verdict, moment, 200,
                sha256=sha256(body).hexdigest(), article=reading.article)  # fmt: skip
    notes = Notes(url, "the-loaf", "feed", moment, "", HINTS)
    keeper.add(row, Exchange(url, (), "200 OK", HTML, body, notes))


def article(place: str, dated: bool) -> bytes:
    day = '<meta property="article:published_time" content="2023-07-15T10:00:00Z">' if dated else ""
    text = (
        f"The bakers of {place} met again on Thursday evening to speak about the machines that the "
        "owners want to buy, and about the people who would no longer be needed at night. Nobody "
        f"expects an answer about {place} before the end of the month."
    )
    return (
        f'<!doctype html><html lang="en"><head><title>{place}</title>{day}</head><body>'
        f"<h1>{place}</h1><article><p>{text}</p></article></body></html>"
    ).encode()


def check(path: Path) -> Verified:
    return verify(path, 1, lambda tally, total: None)


def warc(path: Path) -> Path:
    [file] = folder(path).iterdir()
    return file


def test_all_that_is_stored_is_proved(db: Path) -> None:
    found = check(db)
    assert found.differences == ()
    assert found.tally.counts == {"records": 4, "revisions": 4}


def sql(statement: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        with opened(path) as store, store.atomic():
            store.execute(statement)

    return change


def flip(path: Path) -> None:
    """Damage one byte in the second article's record."""
    with opened(path) as store:
        [(offset, length)] = store.execute(
            "SELECT warc_offset, warc_length FROM fetches WHERE id = 2"
        )
    content = bytearray(warc(path).read_bytes())
    content[offset + length // 2] ^= 255
    warc(path).write_bytes(content)


def torn(path: Path) -> None:
    """The second record begins with what is no record: its bytes are read as they are."""
    with opened(path) as store:
        [(offset,)] = store.execute("SELECT warc_offset FROM fetches WHERE id = 2")
    content = bytearray(warc(path).read_bytes())
    content[offset] ^= 255
    warc(path).write_bytes(content)


def cut(path: Path) -> None:
    content = warc(path).read_bytes()
    warc(path).write_bytes(content[:-100])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (sql("UPDATE texts SET text = 'Bread.' WHERE article_id = 2"),
         ["article 2, revision 1 (https://loaf.example/b): text: not what is stored"]),
        (sql("UPDATE revisions SET title = 'Bread' WHERE article_id = 1 AND revision = 1"),
         ["article 1, revision 1 (https://loaf.example/a): title: 'Bread' is stored"]),
        (sql("UPDATE articles SET published = '2023-07-01' WHERE id = 3"),
         ["article 3, revision 1 (https://loaf.example/c): publication: '2023-07-01'"]),
        (sql("UPDATE articles SET authors = '[\"Nobody\"]' WHERE id = 1"),
         ["article 1, revision 2 (https://loaf.example/a): authors: '[\"Nobody\"]'"]),
        (sql("UPDATE fetches SET sha256 = 'ab' WHERE id = 3"), ["the body's SHA-256 is not"]),
        (sql("UPDATE fetches SET warc_offset = warc_offset + 1 WHERE id = 1"),
         ["no record, request 1 (https://loaf.example/a) names one"]),
        (sql("UPDATE fetches SET warc_file = '' WHERE id = 4"),
         ["article 1, revision 2 (https://loaf.example/a): no record shows it"]),
        (lambda path: warc(path).unlink(), ["4 requests name it, and it is not in"]),
        (flip, ["damaged after byte", "request 2 (https://loaf.example/b) names one"]),
        (torn, ["damaged after byte", "request 2 (https://loaf.example/b) names one"]),
        (cut, ["request 4 (https://loaf.example/a)"]),
    ],
    ids=["text", "title", "date", "authors", "digest", "offset", "no-record", "no-file", "damage",
         "torn", "cut"],
)  # fmt: skip
def test_each_difference_is_told(db: Path, change: Callable[[Path], None], told: list[str]) -> None:
    change(db)
    found = check(db).differences
    assert all(any(words in line for line in found) for words in told), found
    assert len(found) <= 4 and all(line.isprintable() for line in found), found


@pytest.mark.parametrize(("part", "unknown"), [(0.5, 1), (0.75, 1), (0.95, 1), (1, 2)])
def test_what_a_kill_leaves_at_the_end_of_a_file_is_no_difference(
    db: Path, part: float, unknown: int
) -> None:
    """An answer that was written and not named yet, and part of another one, or all of it."""
    content = warc(db).read_bytes()
    with opened(db) as store:
        sql = "SELECT warc_offset, warc_length FROM fetches WHERE id = 4"
        [(last, length)] = store.execute(sql)
    again = content[last:]
    warc(db).write_bytes(content + again + again[: int(length * part)])
    found = check(db)
    assert found.differences == ()
    assert found.tally.counts == {"records": 4, "revisions": 4, "unknown": unknown}


def test_pages_are_not_read_again_where_it_must_be_quick(db: Path) -> None:
    found = verify(db, 1, lambda tally, total: None, pages=False)
    assert (found.differences, found.tally.counts) == ((), {"records": 4})
    flip(db)
    found = verify(db, 1, lambda tally, total: None, pages=False)
    assert any("damaged after byte" in line for line in found.differences)


def test_the_archive_alone_rebuilds_the_tables(db: Path, crawled: Any) -> None:
    report = crawled.crawl(warc=(str(warc(db)),))
    assert report.failures == ()
    assert report.tally.counts == {"fetched": 4}
    for statement in (
        "SELECT * FROM articles ORDER BY id",
        "SELECT * FROM revisions ORDER BY article_id, revision",
        "SELECT * FROM texts ORDER BY article_id, revision",
        "SELECT id, url, source_id, verdict, status, fetched_at, sha256, warc_file, warc_offset, "
        "article_id, revision FROM fetches ORDER BY id",
    ):
        with opened(db) as store:
            assert crawled.rows(statement) == store.execute(statement).fetchall()
