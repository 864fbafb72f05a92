"""What a researcher may add: the entities named most that the topic does not list."""

from __future__ import annotations

import pytest
from sqlite_utils import Database

from storage import analyses, articles
from storage.records import Analysis, Article, Entity, Fetch, Mention
from storage.store import run
from storage.unlisted import Unlisted, unlisted

MILLER, MILL = Entity("ada-crust", "Ada Crust", "PERSON"), Entity("the-mill", "The Mill", "ORG")
CRUMB = Entity("crumb", "Crumb & Co", "ORG", listed=True)
TEXTS = (
    "Crumb sold bread. Ada Crust bought some; Crust ate it. The Mill slept.",
    "Ada\nCrust and ADA CRUST, the miller, met Crumb in a café. Crumb paid.",
    "The Mill The Mill The Mill The Mill The Mill The Mill The Mill",
)
SPELT = {"Crumb": CRUMB, "Ada Crust": MILLER, "Ada\nCrust": MILLER, "ADA CRUST": MILLER,
         "Crust ate": MILLER, "The Mill": MILL}  # fmt: skip


def mentions(text: str) -> tuple[Mention, ...]:
    spans = [
        (start, start + len(spelling.removesuffix(" ate")), entity.id)
        for spelling, entity in SPELT.items()
        for start in range(len(text))
        if text.startswith(spelling, start)
    ]
    nominal = text.find("the miller")
    found = [Mention(start, end, entity, "name", "names") for start, end, entity in sorted(spans)]
    if nominal >= 0:
        found.append(Mention(nominal, nominal + 10, "ada-crust", "nominal", "weak"))
    return tuple(found)


@pytest.fixture
def analysed(db: Database) -> Database:
    """Two relevant articles and one that is not."""
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
                text=text,
                published="2023-03-04",
            ),
        )
        for n, text in enumerate(TEXTS)
    ]
    with run(db, "crawl") as number:
        articles.save(db, number, pages)
    for batch in analyses.pending(db, "v1"):
        analyses.save(
            db,
            [
                Analysis(
                    id=document.id,
                    lang="en",
                    version="v1",
                    relevant=not document.text.startswith("The Mill"),
                    relevance=0.9,
                    entities=(MILLER, MILL, CRUMB),
                    mentions=mentions(document.text),
                )
                for document in batch
            ],
        )
    return db


def test_those_in_most_relevant_articles_come_first(analysed: Database) -> None:
    assert unlisted(analysed, 10) == [
        Unlisted("ada-crust", "Ada Crust", "PERSON", 2, 5, ("Ada Crust", "ADA CRUST", "Crust")),
        Unlisted("the-mill", "The Mill", "ORG", 1, 1, ("The Mill",)),
    ]
    assert [entity.id for entity in unlisted(analysed, 1)] == ["ada-crust"]


def test_without_texts_there_are_no_spellings(analysed: Database) -> None:
    analysed.execute("DELETE FROM texts")
    assert [entity.spellings for entity in unlisted(analysed, 10)] == [(), ()]


def test_an_empty_database_has_none(db: Database) -> None:
    assert unlisted(db, 10) == []
