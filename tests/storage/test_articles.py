from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlite_utils import Database

from storage import articles
from storage.records import Article, Fetch
from storage.search import expression
from storage.store import run

PAGE = Article(
    url="https://loaf.example/ovens",
    lang="en",
    title="Ovens go cold",
    text="The ovens went cold on Monday.\nThe œuvre of a baker is bread.",
    authors=("Ada Crust",),
    published="2023-03-04T05:06:00+01:00",
    published_from="json-ld",
    published_confidence=0.9,
    extractor="test 1",
)
FETCH = Fetch(
    url=PAGE.url,
    source_id="the-loaf",
    found_by="feed",
    verdict="fetched",
    fetched_at="2023-03-04T06:00:00+00:00",
    status=200,
    modified="m1",
    article=PAGE,
)


def visit(db: Database, **changes: Any) -> dict[str, int]:
    with run(db, "crawl") as number:
        return articles.save(db, number, [replace(FETCH, **changes)]).counts


def found(db: Database, typed: str) -> list[int]:
    sql = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?"
    return [row[0] for row in db.execute(sql, [expression(typed)])]


def test_a_new_article_is_stored_with_its_text_and_can_be_found(db: Database) -> None:
    assert visit(db) == {"fetched": 1}
    [row] = db.query("SELECT * FROM articles")
    assert (row["day"], row["words"], row["revision"]) == ("2023-03-04", 13, 1)
    assert row["authors"] == '["Ada Crust"]'
    assert found(db, "oeuvre") == found(db, "ŒUVRE") == found(db, '"went cold"') == [row["id"]]


def test_the_same_page_again_is_unchanged(db: Database) -> None:
    visit(db)
    assert visit(db, modified="m2") == {"unchanged": 1}
    assert db.table("revisions").count == 1
    [row] = db.query("SELECT verdict, modified, visits FROM addresses")
    assert row == {"verdict": "unchanged", "modified": "m2", "visits": 2}


def test_a_changed_page_is_a_revision_and_is_to_be_analysed_again(db: Database) -> None:
    visit(db)
    db.execute("UPDATE articles SET analysis_version = 'v1'")
    edited = replace(PAGE, text="The furnaces went cold on Tuesday.", published=None)
    assert visit(db, article=edited) == {"fetched": 1}
    [row] = db.query("SELECT revision, published, analysis_version FROM articles")
    assert row == {"revision": 2, "published": PAGE.published, "analysis_version": ""}
    texts = [text for (text,) in db.execute("SELECT text FROM texts ORDER BY revision")]
    assert texts == [PAGE.text, edited.text]
    assert found(db, "furnaces") == [1] and found(db, "Monday") == []


@pytest.mark.parametrize("text", [PAGE.text, "Another wording of the mobile page."])
def test_another_address_of_the_same_article_is_a_duplicate(db: Database, text: str) -> None:
    visit(db)
    page = replace(PAGE, text=text)
    assert visit(db, url="https://m.loaf.example/ovens", article=page) == {"duplicate": 1}
    assert db.table("articles").count == db.table("revisions").count == 1


def test_the_canonical_address_after_another_is_a_duplicate_and_then_its_own(db: Database) -> None:
    visit(db, url="https://m.loaf.example/ovens")
    assert visit(db) == {"duplicate": 1}
    assert visit(db) == {"unchanged": 1}
    assert visit(db, article=replace(PAGE, text="Changed.")) == {"fetched": 1}


def test_the_address_that_an_article_came_by_is_its_own(db: Database) -> None:
    visit(db, url="https://loaf.example/ovens?from=feed")
    edited = replace(PAGE, text="Changed.")
    assert visit(db, url="https://loaf.example/ovens?from=feed", article=edited) == {"fetched": 1}


@pytest.mark.parametrize(
    ("verdict", "status", "settled"),
    [
        ("http_error", 503, False),
        ("http_error", 404, True),
        ("http_error", 410, True),
        ("failed", None, False),
        ("robots", None, False),
        ("too_short", 200, True),
    ],
)
def test_what_failed_is_asked_for_again_but_not_what_is_gone(
    db: Database, verdict: str, status: int | None, settled: bool
) -> None:
    assert visit(db, verdict=verdict, status=status, article=None) == {verdict: 1}
    [(again,)] = db.execute("SELECT next_visit FROM addresses")
    assert (again is None) is settled


def test_a_batch_is_stored_whole_or_not_at_all(db: Database) -> None:
    strange = replace(FETCH, url="https://loaf.example/2", source_id="nobody", article=None)
    with pytest.raises(Exception, match="FOREIGN KEY"), run(db, "crawl") as number:
        articles.save(db, number, [FETCH, strange])
    assert db.table("articles").count == 0
    [row] = db.query("SELECT outcome, detail FROM runs")
    assert row["outcome"] == "failed" and "FOREIGN KEY" in row["detail"]


def test_an_excerpt_ends_between_two_words() -> None:
    assert articles.excerpt("short") == "short"
    assert articles.excerpt("one two three", 9) == "one two …"
