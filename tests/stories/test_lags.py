from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlite_utils import Database

from storage import analyses, changes, rows
from storage.outcomes import (
    Claim,
    ClaimFigure,
    Statement,
    StatementQuote,
)
from storage.records import Analysis
from stories import clusters, lags, run
from topics import Topic

Tell = Callable[..., int]
Told = Callable[..., Any]
Row = tuple[Any, ...]
SEEN = "2023-03-09T06:00:00+00:00"


def work(db: Database, topic: Topic) -> dict[tuple[str, str], Row]:
    run.work_off(db, topic, lambda part, done, total: None, [clusters.PART, lags.PART])
    found = db.execute("SELECT * FROM lags").fetchall()
    return {(row[0], row[1]): row[2:] for row in found}


def test_what_crossed_and_what_never_did(
    db: Database, topic: Topic, archive: Sequence[int]
) -> None:
    first, second, _ = archive
    found = work(db, topic)
    assert found["entity", "crumb"] == (first, "2023-03-04", second, "2023-03-09", 1, 1, 5)
    never = db.execute("SELECT kind, key FROM lags WHERE days IS NULL AND kind = 'entity'")
    assert never.fetchall() == []


def test_one_language_alone_has_no_lag(db: Database, topic: Topic, tell: Tell, told: Told) -> None:
    names = {"Crumb": "crumb", "Ada Crust": "ada-crust"}
    only = tell(told("Ada Crust a quitté Crumb.", lang="fr", source="la-miche", names=names))
    assert work(db, topic)["entity", "ada-crust"] == (None, None, only, "2023-03-04", 0, 1, None)


def test_french_may_come_first_and_the_earliest_of_a_day_counts(
    db: Database, topic: Topic, tell: Tell, told: Told
) -> None:
    names = {"Crumb": "crumb"}
    late = tell(told("Crumb shuts.", day="2023-03-08T18:00:00+00:00", names=names), seen_at=SEEN)
    early = tell(
        told("Crumb closes.", day="2023-03-08T07:00:00+00:00", names=names, source="a"),
        seen_at=SEEN,
    )
    french = tell(told("Crumb ferme.", day="2023-03-06", lang="fr", source="b", names=names))
    undated = tell(told("Crumb.", day=None, names=names, source="c"))
    assert work(db, topic)["entity", "crumb"] == (
        early, "2023-03-08", french, "2023-03-06", 2, 1, -2,
    )  # fmt: skip
    assert late != early != undated


def test_figures_quotations_and_stories_cross_too(
    db: Database, topic: Topic, archive: Sequence[int]
) -> None:
    first, second, _ = archive
    with db.atomic():
        rows.write(db, "claims", [Claim(7, "pay", "USD/hour", "by-hand", 1)])
        rows.write(db, "claim_figures", [
            ClaimFigure(first, 1, 0, 5, 7, 150, "USD/hour", "exact", "the-loaf", 1, "en",
                        day="2023-03-04"),
            ClaimFigure(second, 1, 0, 5, 7, 150, "USD/hour", "exact", "la-miche", 1, "fr",
                        day="2023-03-09"),
        ])  # fmt: skip
        rows.write(db, "statements", [Statement(3, "Ada Crust")])
        rows.write(db, "statement_quotes", [
            StatementQuote(first, 1, 29, 53, 3, "original", 1, "by-hand", 1, "en",
                           day="2023-03-04"),
        ])  # fmt: skip
        changes.touch(db, "claims", [first, second])
        changes.touch(db, "statements", [first])
    found = work(db, topic)
    assert found["figure", "7"] == (first, "2023-03-04", second, "2023-03-09", 1, 1, 5)
    assert found["quote", "3"] == (first, "2023-03-04", None, None, 1, 0, None)
    stories = [row for (kind, _), row in found.items() if kind == "story"]
    assert {article for row in stories for article in (row[0], row[2])} >= {first, second}


def test_the_same_again_and_what_is_gone(
    db: Database, topic: Topic, archive: Sequence[int]
) -> None:
    found = work(db, topic)
    with db.atomic():
        lags.work(db, topic, archive)
    assert work(db, topic) == found
    analyses.save(db, [Analysis(str(archive[0]), "en", "v2")])
    assert work(db, topic)["entity", "crumb"] == (None, None, archive[1], "2023-03-09", 0, 1, None)
    assert ("entity", "ada-crust") not in work(db, topic)


def test_a_name_that_a_revision_drops_is_counted_no_more(
    db: Database, topic: Topic, tell: Tell, told: Told
) -> None:
    names = {"Crumb": "crumb"}
    tell(told("Crumb shuts.", day="2023-03-01", names=names, source="a"))
    url, text = "https://wire.example/1", "Crumb shuts at last."
    before = told(text, names=names)
    second = tell(before, url=url)
    assert work(db, topic)["entity", "crumb"][4] == 2
    tell(told("A baker shuts."), url=url, seen_at="2023-03-05T06:00:00+00:00")
    analyses.save(db, [before.analysis(second, 1, "v1")])
    assert work(db, topic)["entity", "crumb"][4] == 1
