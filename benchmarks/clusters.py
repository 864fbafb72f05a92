"""How well articles about the same event are put together, across both languages.

python -m benchmarks.clusters FOLDER [--output FILE]

FOLDER holds the documents that people marked, as for benchmarks.analysis: `group` names those that
are about the same event. Our own reading of the same documents, across both languages, stands in
`clusters.toml`; that of the sample press in `demo/stories.toml`.
"""

from __future__ import annotations

import argparse
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict
from sqlite_utils import Database

import topics
from benchmarks.bcubed import bcubed
from benchmarks.gold import Gold, MissingGoldError, load
from benchmarks.report import machine, table
from demo import stories as press_stories
from demo.press import load as load_press
from nlp import pipeline
from storage import analyses, articles, store
from storage.records import Analysis, Article, Document, Fetch
from stories import clusters, copies, run

TOPIC = "actors-strike-ai"
PARTS = (copies.PART, clusters.PART)
FEW = 10  # articles that come in at a time
SEEN = "2026-09-01T00:00:00+00:00"
Clusters = Mapping[str, object]


class OurReading(BaseModel):
    """`clusters.toml`: documents by event."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    events: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Collection:
    """Documents with what was found in them, and the classes that they are to be put in."""

    documents: tuple[Document, ...]
    analyses: Mapping[str, Analysis]
    wanted: Mapping[str, Mapping[str, str]]  # by name: the class of each document that has one


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    try:
        _, gold = load(options.folder)
    except MissingGoldError as error:
        parser.error(str(error))
    report = "\n\n".join(_report([_marked(gold), _press()]))
    print(report)
    if options.output:
        options.output.write_text(report + "\n", encoding="utf-8")


def _marked(gold: Sequence[Gold]) -> Collection:
    rows = [row for one in gold for row in one.documents]
    documents = [
        Document(row["id"], row["text"], row.get("title") or "", row["lang"],
                 _day(row.get("published") or ""), row["url"])
        for row in rows
    ]  # fmt: skip
    raw = Path(__file__).with_name("clusters.toml").read_text(encoding="utf-8")
    events = OurReading.model_validate(tomllib.loads(raw)).events
    known = {row["id"] for row in rows}
    return _collection(documents, {
        "groups": {row["id"]: row["group"] for row in rows if row.get("group")},
        "events, both languages":
            {doc: event for event, docs in events.items() for doc in docs if doc in known},
    })  # fmt: skip


def _day(published: str) -> str:
    """A day; where only the month is known, none."""
    return published if len(published) == len("2023-10-19") else ""


def _press() -> Collection:
    documents = [
        Document(one.id, "\n".join(one.paragraphs), one.title, one.lang,
                 one.published.isoformat(), f"https://{one.outlet}.example/{one.id}")
        for one in load_press().articles if one.lang in ("fr", "en")
    ]  # fmt: skip
    return _collection(documents, {"sample press": press_stories.load().events()})


def _collection(
    documents: Sequence[Document], wanted: Mapping[str, Mapping[str, str]]
) -> Collection:
    found = {one.id: one for one in pipeline.analyse(documents, TOPIC, processes=1)}
    return Collection(tuple(documents), found, wanted)


def _report(collections: Sequence[Collection]) -> Iterator[str]:
    yield "# Stories: articles about the same event"
    yield machine()
    yield (
        "B-cubed precision and recall of the documents that have a class, among all others of "
        "their collection, and F1 with the interval that holds 95 % of the resamples of the "
        "documents. All are held to be on the topic, so that groups off it count too; one of which "
        "only the month is known has no day. The groups are those of the marked documents: in "
        "English near-identical texts, in French the same event. The events are our own reading "
        "of the same documents, both languages together. Weights and bounds were chosen on these "
        "two; of the sample press, its home pages and the bounds for small archives were learned. "
        f"As they came: {FEW} at a time by day into an empty archive, each batch kept."
    )
    head = ("", "classes", "documents", "P", "R", "F1", "95 %")
    for one in collections:
        methods = {
            "ours, all at once": _ours(one, len(one.documents)),
            "ours, as they came": _ours(one, FEW),
            "same day and most named entity": _same_day(one),
            "each alone": {doc.id: doc.id for doc in one.documents},
        }
        for name, wanted in one.wanted.items():
            yield f"## {name[0].upper()}{name[1:]}"
            yield table(head, [_row(label, its, wanted) for label, its in methods.items()])


def _row(name: str, found: Clusters, wanted: Mapping[str, str]) -> tuple[str, ...]:
    scored = bcubed(found, wanted)
    (precision, recall), (low, high) = scored.means(), scored.interval()
    return (
        name, str(len({*wanted.values()})), str(len(wanted)), f"{precision:.2f}", f"{recall:.2f}",
        f"{scored.f1():.3f}", f"{low:.2f} – {high:.2f}",
    )  # fmt: skip


def _same_day(one: Collection) -> Clusters:
    """By day and by the entity that is named most."""
    found = {}
    for doc in one.documents:
        named = Counter(mention.entity for mention in one.analyses[doc.id].mentions)
        first = min(named, key=lambda entity: (-named[entity], entity), default=doc.id)
        found[doc.id] = (doc.published[:10] or doc.id, first)
    return found


def _ours(one: Collection, size: int) -> Clusters:
    """The stories of a database that gets so many articles at a time."""
    order = sorted(one.documents, key=lambda doc: (doc.published or "9", doc.id))
    topic = topics.load(TOPIC)
    with tempfile.TemporaryDirectory() as folder, store.opened(Path(folder) / "a.db") as db:
        store.save_topic(db, topic)
        numbers: dict[str, int] = {}
        for start in range(0, len(order), size):
            batch = order[start : start + size]
            numbers |= _store(db, batch, one.analyses)
            run.work_off(db, topic, lambda part, done, total: None, PARTS)
        placed = dict(db.execute("SELECT article_id, story_id FROM story_articles").fetchall())
    return {doc: placed[number] for doc, number in numbers.items()}


def _store(
    db: Database, batch: Sequence[Document], found: Mapping[str, Analysis]
) -> dict[str, int]:
    with store.run(db, "crawl") as number:
        articles.save(db, number, [_fetch(db, doc) for doc in batch])
    marks = ",".join("?" * len(batch))
    sql = f"SELECT url, id FROM articles WHERE url IN ({marks})"  # noqa: S608
    by_url = dict(db.execute(sql, [doc.url for doc in batch]).fetchall())
    numbers = {doc.id: by_url[doc.url] for doc in batch}
    analyses.save(db, [replace(found[doc.id], id=str(numbers[doc.id]), relevant=True)
                       for doc in batch])  # fmt: skip
    return numbers


def _fetch(db: Database, doc: Document) -> Fetch:
    source = store.unlisted_source(db, urlsplit(doc.url).hostname or "")
    page = Article(doc.url, doc.lang, doc.title, doc.text, published=doc.published or None)
    return Fetch(doc.url, source, "feed", "fetched", SEEN, article=page)


if __name__ == "__main__":
    main()
