"""How well names, quotes, positions, credits and figures are found, beside simple methods.

python -m benchmarks.analysis FOLDER [--peers PYTHON] [--output FILE] [--examples N]

FOLDER holds `score/score_analysis.py` and, for fr and en, `gold/LANG/dev.jsonl` and
`gold/LANG/dev_entities.jsonl`; the dev parts of NewsMTSC are measured where they stand in
`training/sentiment`. PYTHON is an interpreter that has vaderSentiment and vaderSentiment_fr;
without it VADER is left out. Examples are printed, and not written to FILE, since they show what
others wrote.
"""

from __future__ import annotations

import argparse
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import topics
from benchmarks import anchors, targeted
from benchmarks.calibration import Judged, bands
from benchmarks.compared import Compared
from benchmarks.gold import Gold, MissingGoldError, Row, load
from benchmarks.mistakes import Mistake
from benchmarks.report import machine, table
from benchmarks.tally import RESAMPLES, Tally, interval, score, tally
from nlp import exchange, pipeline
from storage.records import Analysis, Document

TOPIC = "actors-strike-ai"
TITLES = {"fr": "French", "en": "English"}
RANKED = "relevance, average precision"
QUOTES, STANCES = ("quotes", "quotes+who", "quoted text"), ("stances", "stances+who", "evidence")
TOLD = 15  # kinds of mistakes in positions
WIDTH = 200  # characters of an example


@dataclass(frozen=True)
class Measured:
    """All that is reported of one language."""

    gold: Gold
    ours: Tally
    simple: Mapping[str, Tally]  # by the name of the method
    compared: Sequence[Compared]
    broken: Sequence[str]

    def mistakes(self) -> Iterator[tuple[str, Mistake]]:
        for one in self.compared:
            for row, found in one.mistakes().items():
                yield from ((row, mistake) for mistake in found)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--peers", metavar="PYTHON")
    parser.add_argument("--output", type=Path)
    parser.add_argument("--examples", type=int, default=2, help="of each kind of mistake")
    options = parser.parse_args()
    if options.peers and not shutil.which(options.peers):
        parser.error(f"no interpreter at {options.peers}: benchmarks/README.md says how to make it")
    try:
        scorer, gold = load(options.folder)
    except MissingGoldError as error:
        parser.error(str(error))
    measured = [_measure(scorer, one, options.peers) for one in gold]
    sections = (*_report(scorer, measured), *targeted.report(options.folder, options.peers))
    report = "\n\n".join(sections)
    print(report)
    if options.output:
        options.output.write_text(report + "\n", encoding="utf-8")
    for one in measured:
        print(*_examples(one, options.examples), sep="\n")


def _measure(scorer: ModuleType, gold: Gold, peers: str | None) -> Measured:
    documents = [_document(row) for row in gold.documents]
    analyses = {found.id: found for found in pipeline.analyse(documents, TOPIC, processes=1)}
    ours = {id_: exchange.line_of(analysis) for id_, analysis in analyses.items()}
    verbs = anchors.read().reporting[gold.lang]
    quotes = {doc["id"]: anchors.reporting_verbs(doc, verbs) for doc in gold.documents}
    simple = {"reporting verbs": tally(scorer, gold, quotes)}
    if peers:
        found = anchors.vader(gold, topics.load(TOPIC), peers)
        simple["VADER"] = tally(scorer, gold, found)
    return Measured(
        gold,
        tally(scorer, gold, ours),
        simple,
        _compared(scorer, gold, analyses),
        [f"{one.id}: {one.error}" for one in analyses.values() if one.error],
    )


def _document(row: Row) -> Document:
    title, published, url = (str(row.get(name) or "") for name in ("title", "published", "url"))
    return Document(row["id"], row["text"], title, row["lang"], published, url)


def _compared(
    scorer: ModuleType, gold: Gold, analyses: Mapping[str, Analysis]
) -> tuple[Compared, ...]:
    names = scorer.Names(gold.entities)
    relevant = (doc for doc in gold.documents if doc["relevant"])
    return tuple(Compared(doc, analyses[doc["id"]], scorer, names) for doc in relevant)


def _report(scorer: ModuleType, measured: Sequence[Measured]) -> Iterator[str]:
    yield "# What is found in articles"
    yield machine("spacy")
    yield (
        f"F1 with the interval that holds 95 % of {RESAMPLES} resamples of the documents. The "
        "second reader had not seen the rules on positions. Reporting verbs: the name nearest to "
        "such a verb in the sentence, names as in the gold. VADER: its score of ten words on each "
        "side of each name of the gold and each term of an issue; the holder is always the author."
    )
    for one in measured:
        relevant = sum(doc["relevant"] for doc in one.gold.documents)
        yield (
            f"## {TITLES[one.gold.lang]}\n\n{len(one.gold.documents)} documents, {relevant} on the "
            f"topic. All rows but relevance are of these."
        )
        if one.broken:
            yield "\n".join(["Could not be analysed:", "", *(f"- {line}" for line in one.broken)])
        yield _scores(scorer, one)
        yield from _kinds(one)
        yield from _calibrated(one)


def _scores(scorer: ModuleType, one: Measured) -> str:
    head = ("", "gold", "found", "P", "R", "F1", "95 %", "wanted", "second reader", *one.simple)
    known, index = anchors.read(), list(TITLES).index(one.gold.lang)
    rows = []
    for row in scorer.ROWS:
        counts = one.ours.rows[row]
        found = score(counts)
        low, high = interval(len(counts), lambda draw, of=counts: score(of[draw]).f1)  # type: ignore[misc]
        told = [known.wanted.get(row), known.second_reader.get(row)]
        rows.append(
            (row, str(found.wanted), str(found.found), f"{found.precision:.2f}",
             f"{found.recall:.2f}", f"{found.f1:.3f}", f"{low:.2f} – {high:.2f}",
             *(f"{pair[index]:.2f}" if pair else "–" for pair in told),
             *(_simple(row, name, its) for name, its in one.simple.items()))
        )  # fmt: skip
    return table(head, [rows[0], _ranked(scorer, one, len(head)), *rows[1:]])


def _simple(row: str, name: str, found: Tally) -> str:
    meant = QUOTES if name == "reporting verbs" else STANCES
    return f"{score(found.rows[row]).f1:.2f}" if row in meant else "–"


def _ranked(scorer: ModuleType, one: Measured, width: int) -> tuple[str, ...]:
    ranking = one.ours.ranking
    low, high = interval(
        len(ranking), lambda draw: float(scorer.average_precision([ranking[n] for n in draw]))
    )
    value = f"{scorer.average_precision(ranking):.3f}"
    made = (RANKED, *["–"] * 4, value, f"{low:.2f} – {high:.2f}")
    return (*made, *["–"] * (width - len(made)))


def _kinds(one: Measured) -> Iterator[str]:
    mistakes = list(one.mistakes())
    kinds = Counter((row, mistake.kind) for row, mistake in mistakes)
    yield "Mistakes by kind:"
    yield table(("", "number"), [(": ".join(key), str(n)) for key, n in _ordered(kinds)])
    for row in ("stances", "quotes"):
        split = Counter((m.kind, m.what) for its, m in mistakes if its == row)
        yield f"The most frequent in {row}, in full:"
        frequent = split.most_common(TOLD)
        yield table(("", "number"), [(": ".join(key), str(n)) for key, n in frequent])


def _ordered(kinds: Counter[tuple[str, str]]) -> list[tuple[tuple[str, str], int]]:
    """Rows in the order of their first mistake, kinds by number."""
    rows = list(dict.fromkeys(row for row, _ in kinds))
    return sorted(kinds.items(), key=lambda item: (rows.index(item[0][0]), -item[1]))


def _calibrated(one: Measured) -> Iterator[str]:
    stances = [judged for doc in one.compared for judged in doc.judged_stances()]
    quotes = [judged for doc in one.compared for judged in doc.judged_quotes()]
    yield "Our positions by their confidence, and the share that is right:"
    yield _bands(stances, "right", "target and polarity right")
    yield "Our quotes by their confidence, and the share that is right:"
    yield _bands(quotes, "right", "span right")


def _bands(judged: Sequence[Judged], right: str, nearly: str) -> str:
    rows = [
        (f"{band.low:.1f} – {band.high:.1f}", str(band.count), f"{band.right / band.count:.2f}",
         f"{band.nearly / band.count:.2f}")
        for band in bands(judged)
    ]  # fmt: skip
    return table(("confidence", "number", right, nearly), rows)


def _examples(one: Measured, number: int) -> Iterator[str]:
    cases: dict[tuple[str, str, str], list[str]] = {}
    for doc in one.compared:
        for row, found in doc.mistakes().items():
            for mistake in found:
                shown = f"    {doc.doc['id']} {mistake.shown}"[:WIDTH]
                cases.setdefault((row, mistake.kind, mistake.what), []).append(shown)
    for (row, kind, what), lines in sorted(cases.items()) if number else ():
        yield f"{TITLES[one.gold.lang]} {row}, {kind} ({what}), {len(lines)}:"
        yield from lines[:number]


if __name__ == "__main__":
    main()
