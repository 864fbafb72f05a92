from __future__ import annotations

from dataclasses import replace

import pytest
from sqlite_utils import Database

from storage import analyses, articles
from storage.records import (
    Analysis,
    Article,
    Credit,
    Entity,
    Fetch,
    Figure,
    Mention,
    Quote,
    Reason,
    Stance,
)
from storage.store import run

TEXT = "Crumb pays 150 dollars an hour. Night work is a disgrace, said Ada Crust to The Loaf."


def span(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


ANALYSIS = Analysis(
    id="1",
    lang="en",
    version="v1",
    relevant=True,
    relevance=0.9,
    reasons=(Reason("ovens-named", 4.0, *span("hour")),),
    entities=(
        Entity("crumb", "Crumb & Co", "ORG", listed=True),
        Entity("ada-crust", "Ada Crust", "PERSON"),
        Entity("the-loaf", "The Loaf", "OUTLET"),
    ),
    mentions=(
        Mention(*span("Crumb"), "crumb", "alias", "gazetteer"),
        Mention(*span("Ada Crust"), "ada-crust", "name", "names", 0.8),
    ),
    quotes=(Quote(*span("Night work is a disgrace"), "ada-crust", "indirect", "said", "incise"),),
    stances=(
        Stance(*span("disgrace"), "ada-crust", "night-work", "against", 32, 84, "noun", 0.7),
        Stance(*span("pays"), "author", "crumb", "favor", 0, 31, "verb", 0.6),
    ),
    credits=(Credit(*span("said Ada Crust to The Loaf"), "the-loaf", "told"),),
    figures=(Figure(*span("150 dollars an hour"), 150, "USD/hour", "money"),),
)


@pytest.fixture
def stored(db: Database) -> Database:
    pages = [
        Fetch(
            url=f"https://loaf.example/{n}",
            source_id="the-loaf",
            found_by="feed",
            verdict="fetched",
            fetched_at="2023-03-04T06:00:00+00:00",
            article=Article(
                url=f"https://loaf.example/{n}",
                lang="en",
                title=f"Article {n}",
                text=TEXT,
                published="2023-03-04",
            ),
        )
        for n in range(3)
    ]
    with run(db, "crawl") as number:
        articles.save(db, number, pages)
    return db


def days(db: Database, table: str) -> list[tuple[object, ...]]:
    return db.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3").fetchall()


def test_findings_are_kept_with_their_place_and_counted(stored: Database) -> None:
    analyses.save(stored, [ANALYSIS, replace(ANALYSIS, id="2")])
    [(start, end)] = stored.execute('SELECT "start", "end" FROM figures WHERE article_id = 1')
    assert TEXT[start:end] == "150 dollars an hour"
    assert days(stored, "entity_days") == [
        ("ada-crust", "2023-03-04", "en", 2, 2, 2, 0, 0, 0, 2),
        ("crumb", "2023-03-04", "en", 2, 2, 0, 2, 0, 0, 2),
    ]
    assert days(stored, "issue_days") == [
        ("night-work", "2023-03-04", "en", 2, 0, 2, 0, 2, 0, 2, 0)
    ]
    [(holder, name)] = stored.execute(
        "SELECT holder_id, holder FROM stances WHERE target_issue = 'night-work' AND article_id = 2"
    )
    assert (holder, name) == ("ada-crust", "Ada Crust")


def test_analysing_again_replaces_and_counts_anew(stored: Database) -> None:
    analyses.save(stored, [ANALYSIS])
    analyses.save(stored, [replace(ANALYSIS, version="v2", mentions=(), quotes=(), stances=())])
    assert days(stored, "entity_days") == days(stored, "issue_days") == []
    assert stored.table("figures").count == 1


def test_articles_off_the_topic_are_not_counted(stored: Database) -> None:
    analyses.save(stored, [ANALYSIS])
    analyses.save(stored, [replace(ANALYSIS, relevant=False)])
    assert stored.table("mentions").count == 2
    assert days(stored, "entity_days") == []


def test_a_failure_keeps_what_was_known(stored: Database) -> None:
    analyses.save(stored, [ANALYSIS])
    analyses.save(stored, [Analysis(id="1", lang="en", version="v2", error="quotes: too deep")])
    assert stored.table("mentions").count == 2
    [(version, error)] = stored.execute(
        "SELECT analysis_version, analysis_error FROM articles WHERE id = 1"
    )
    assert (version, error) == ("v2", "quotes: too deep")


def test_only_what_a_version_has_not_seen_is_pending(stored: Database) -> None:
    analyses.save(stored, [ANALYSIS])
    assert [[d.id for d in batch] for batch in analyses.pending(stored, "v1", 1)] == [["2"], ["3"]]
    assert analyses.backlog(stored, "v1") == 2
    assert analyses.backlog(stored, "v2") == 3


def test_forms_of_words_are_kept_once(stored: Database) -> None:
    forms = (("ovens", "oven"), ("pays", "pay"))
    analyses.save(stored, [replace(ANALYSIS, word_forms=forms)])
    analyses.save(stored, [replace(ANALYSIS, version="v2", word_forms=(("pays", "pay"),))])
    kept = stored.execute("SELECT lang, form, lemma FROM word_forms ORDER BY form").fetchall()
    assert kept == [("en", "ovens", "oven"), ("en", "pays", "pay")]
