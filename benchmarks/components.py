"""Where the time of an analysis goes: words a CPU second of each component of the pipelines."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator

from spacy.language import Language
from spacy.tokens import Doc

from benchmarks.report import table
from benchmarks.spoken import articles
from nlp import pipeline
from nlp.languages import build
from nlp.lexicon import LANGUAGES
from storage.records import Document
from topics import names

Times = dict[str, float]  # CPU seconds by component


def report(number: int, words: int) -> Iterator[str]:
    """Words a CPU second and microseconds a word, by component and language."""
    topic = names()[0]
    documents = [Document(a["id"], a["text"], lang=a["lang"])
                 for a in articles(number, words, random.Random(1))]  # fmt: skip  # noqa: S311
    spent = {}
    for lang in LANGUAGES:
        ours = [document for document in documents if document.lang == lang]
        nlp = build(lang, topic)
        _spent(nlp, ours[: pipeline.BATCH])  # so that all is loaded
        spent[lang] = (words * len(ours), _spent(nlp, ours))
    yield (
        f"One process, {number} articles of {words} words; each component in turn over batches of "
        f"{pipeline.BATCH}. Thousands of words a CPU second, and microseconds a word:"
    )
    parts = dict.fromkeys(part for _, times in spent.values() for part in times)
    rows = [(part, *_cells([(n, times.get(part, 0)) for n, times in spent.values()]))
            for part in parts]  # fmt: skip
    rows.append(("all", *_cells([(n, sum(times.values())) for n, times in spent.values()])))
    head = [cell for lang in spent for cell in (f"{lang}: thousand words/s", f"{lang}: µs/word")]
    yield table(("component", *head), rows)


def _cells(found: Iterable[tuple[int, float]]) -> Iterator[str]:
    for words, seconds in found:
        yield f"{words / seconds / 1000:,.0f}" if seconds else "–"
        yield f"{1e6 * seconds / words:.1f}"


def _spent(nlp: Language, documents: list[Document]) -> Times:
    spent: Times = defaultdict(float)
    for start in range(0, len(documents), pipeline.BATCH):
        with nlp.memory_zone():
            _batch(nlp, documents[start : start + pipeline.BATCH], spent)
    return dict(spent)


def _batch(nlp: Language, documents: list[Document], spent: Times) -> None:
    began = time.process_time()
    docs: list[Doc] = list(pipeline.docs_of(documents, nlp))
    spent["tokenizer"] += time.process_time() - began
    for name, component in nlp.pipeline:
        began = time.process_time()
        docs = list(component.pipe(docs) if hasattr(component, "pipe") else map(component, docs))
        spent[name] += time.process_time() - began
