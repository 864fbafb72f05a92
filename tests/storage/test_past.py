"""Findings of earlier revisions stand apart; foreign keys and triggers leave nothing dangling."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage import analyses, articles, coverage, past
from storage.outcomes import Claim, ClaimFigure, Story, StoryArticle
from storage.records import Analysis, Article, Entity, Fetch, Figure, Link, Mention
from storage.schema import migrate, migrations
from storage.store import run
from storage.told import claims, clusters

URL = "https://loaf.example/1"


def page(text: str) -> Fetch:
    made = Article(URL, "en", "Ovens", text, published="2023-03-04",
                   links=(Link("https://miche.example/a", 0, 5),))  # fmt: skip
    return Fetch(URL, "the-loaf", "feed", "fetched", "2023-03-04T06:00:00+00:00", article=made)


def found(revision: int, value: float, version: str = "v1") -> Analysis:
    return Analysis(
        "1", "en", version, revision, True, 0.9, entities=(Entity("crumb", "Crumb & Co", "ORG"),),
        mentions=(Mention(0, 5, "crumb", "alias", "r"),),
        figures=(Figure(11, 14, value, "USD/hour", "r"),),
    )  # fmt: skip


@pytest.fixture
def edited(db: Database) -> Database:
    with run(db, "crawl") as number:
        articles.save(db, number, [page("Crumb pays 150 dollars an hour.")])
        analyses.save(db, [found(1, 150)])
        articles.save(db, number, [page("Crumb pays 180 dollars an hour.")])
    return db


def test_earlier_revisions_are_analysed_too_and_counted_nowhere(edited: Database) -> None:
    assert analyses.backlog(edited, "v1") == 2
    [batch] = analyses.pending(edited, "v1")
    assert [(d.revision, d.text[11:14]) for d in batch] == [(1, "150"), (2, "180")]
    analyses.save(edited, [found(1, 150), found(2, 180)])
    assert analyses.backlog(edited, "v1") == 0 and analyses.backlog(edited, "v2") == 2
    assert edited.execute("SELECT value FROM figures").fetchall() == [(180.0,)]
    assert edited.execute("SELECT articles, mentions FROM entity_days").fetchall() == [(1, 1)]
    values = {
        key: [f.value for f in listed if f.kind == "figure"]
        for key, listed in coverage.by_revision(edited, [1]).items()
    }
    assert values == {(1, 1): [150.0], (1, 2): [180.0]}
    assert [f.value for f in coverage.findings(edited, [1])[1]] == [None, 180.0]
    assert [r.analysed for r in coverage.revisions(edited, [1])[1]] == [True, True]


def test_a_failure_in_an_earlier_revision_keeps_what_was_known(edited: Database) -> None:
    analyses.save(edited, [found(1, 150), found(2, 180)])
    analyses.save(edited, [Analysis("1", "en", "v2", 1, error="too deep")])
    assert edited.table("past_findings").count == 2
    assert not coverage.revisions(edited, [1])[1][0].analysed
    past.save(edited, [found(1, 151, "v3")])
    assert edited.execute("SELECT value FROM past_findings WHERE unit <> ''").fetchall() == [
        (151.0,)
    ]


def test_links_are_kept_by_revision(edited: Database) -> None:
    rows = edited.execute("SELECT revision, host, start, end FROM links ORDER BY 1").fetchall()
    assert rows == [(1, "miche.example", 0, 5), (2, "miche.example", 0, 5)]


def test_what_loses_its_last_article_is_gone(edited: Database) -> None:
    clusters.save(edited, [Story(1), Story(2)], [StoryArticle(1, 1, "origin", 1, "en")])
    clusters.save(edited, [], [StoryArticle(1, 2, "origin", 1, "en", moved_from=1)])
    assert list(clusters.stories(edited, [1, 2])) == [2]
    claim = Claim(1, "pay", "USD/hour", "r", 0.9, story_id=2)
    figure = ClaimFigure(1, 1, 11, 14, 1, 150, "USD/hour", "exact", "the-loaf", 0.9, "en")
    claims.save(edited, [1], [claim], [], [figure])
    claims.save(edited, [1], [claim], [], [figure])
    assert claims.figures(edited, [1]) == [figure]
    clusters.take_out(edited, [1])
    assert clusters.stories(edited, [2]) == {} and claims.claims(edited, [1])[1].story_id is None
    claims.save(edited, [1], [], [], [])
    assert claims.claims(edited, [1]) == {}


def test_a_database_of_the_second_version_has_its_articles_followed(tmp_path: Path) -> None:
    db = Database(sqlite3.connect(tmp_path / "old.db"))
    migrations.apply(db, stop_before="m003")
    db.execute("INSERT INTO sources VALUES ('loaf', 'The Loaf', 'GB', 'en', 'newspaper', 'x')")
    for number, version in ((1, "v1"), (2, "")):
        db.execute(
            "INSERT INTO articles (id, url, source_id, lang, title, access, excerpt, words, "
            "revision, first_seen, analysis_version) "
            "VALUES (?, ?, 'loaf', 'en', 't', 'open', 'x', 2, 1, '2023-07-01', ?)",
            [number, f"u{number}", version],
        )
        db.execute("INSERT INTO revisions VALUES (?, 1, 't', 'x', 'x', 'x')", [number])
    migrate(db)
    assert db.execute("SELECT article_id, made_by FROM changes").fetchall() == [(1, "analyse")]
    assert analyses.backlog(db, "v1") == 1
    db.close()
