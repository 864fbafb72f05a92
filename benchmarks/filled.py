"""Databases filled with articles and their findings at once, without crawl and analysis."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlite_utils import Database

from storage import analyses, articles, store
from storage.records import Analysis, Article, Credit, Entity, Fetch, Figure, Mention, Quote, Stance
from topics import Topic

BATCH = 500


@dataclass(frozen=True, slots=True)
class Made:
    """An article and what is said to be found in it."""

    text: str
    title: str
    lang: str
    source: str
    published: str
    entities: tuple[Entity, ...] = ()
    mentions: tuple[Mention, ...] = ()
    quotes: tuple[Quote, ...] = ()
    stances: tuple[Stance, ...] = ()
    credits: tuple[Credit, ...] = ()
    figures: tuple[Figure, ...] = ()
    links: tuple[str, ...] = field(default=())


@contextmanager
def opened(topic: Topic) -> Iterator[Database]:
    """An empty database of a topic, in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder, store.opened(Path(folder) / "a.db") as db:
        store.save_topic(db, topic)
        db.execute("PRAGMA synchronous = OFF")
        yield db


def fill(db: Database, made: Iterable[Made]) -> list[int]:
    """Store articles as if crawled and analysed; their numbers."""
    numbers: list[int] = []
    batch: list[Made] = []
    for one in made:
        batch.append(one)
        if len(batch) == BATCH:
            numbers += _store(db, batch)
            batch = []
    return numbers + _store(db, batch)


def _store(db: Database, made: list[Made]) -> list[int]:
    first = db.execute("SELECT COALESCE(MAX(id), 0) + 1 FROM articles").fetchone()[0]
    for source in {one.source for one in made}:
        store.unlisted_source(db, source)
    with store.run(db, "crawl") as run:
        articles.save(db, run, [_fetch(one, first + n) for n, one in enumerate(made)])
    numbers = list(range(first, first + len(made)))
    analyses.save(db, [_analysis(one, n) for one, n in zip(made, numbers, strict=True)])
    return numbers


def _fetch(one: Made, number: int) -> Fetch:
    url = f"https://{one.source}.example/{number}"
    page = Article(url, one.lang, one.title, one.text, published=one.published)
    return Fetch(url, one.source, "feed", "fetched", "2024-01-01T00:00:00+00:00", article=page)


def _analysis(one: Made, number: int) -> Analysis:
    return Analysis(
        str(number), one.lang, "made", 1, True, 0.9, entities=one.entities, mentions=one.mentions,
        quotes=one.quotes, stances=one.stances, credits=one.credits, figures=one.figures,
    )  # fmt: skip
