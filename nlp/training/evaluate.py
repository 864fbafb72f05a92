"""What a pipeline reaches on the test sets, and how many words it reads in a second."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training import Example

from nlp.training import sets, treebanks
from nlp.training.convert import names_of

SHOWN = ("PER", "ORG", "LOC")
ROUNDS = 3  # the quickest of them counts


def measure(nlp: Language, data: Path, lang: str) -> dict[str, dict[str, float]]:
    """The scores of a pipeline on each test set of a language.

    Texts are read as they are, tokenized by the pipeline. Rates are from 0 to 1; names are scored
    without those of type MISC.
    """
    found: dict[str, dict[str, float]] = {}
    for one in sets.load(lang):
        rows: dict[str, float] = {}
        for part in one.trees:
            if part.use == "test":
                rows |= syntax_scores(nlp, treebanks.read(data / part.path), lang)
        named = [doc for part in one.names for doc in names_of(part, data, lang, "test", nlp.vocab)]
        if named:
            rows |= name_scores(nlp, named)
        if rows:
            found[one.name] = rows
    return found


def syntax_scores(
    nlp: Language, sentences: list[treebanks.Sentence], lang: str
) -> dict[str, float]:
    """Tags, morphology, lemmas, dependencies and sentence ends, in documents of ten sentences."""
    shared = DocBin(docs=treebanks.documents(sentences, lang))
    gold = shared.get_docs(nlp.vocab)  # with the strings of the pipeline
    scores = nlp.evaluate([Example(nlp.make_doc(doc.text), doc) for doc in gold])
    rows = {
        "pos": "pos_acc",
        "morphology": "morph_acc",
        "lemma": "lemma_acc",
        "uas": "dep_uas",
        "las": "dep_las",
        "sentences": "sents_f",
    }
    return {row: round(float(scores[key]), 4) for row, key in rows.items()}


def name_scores(nlp: Language, gold: list[Doc]) -> dict[str, float]:
    """F1 of the names, exact in place and type, of each type and of all together."""
    pairs = zip(gold, nlp.pipe(doc.text for doc in gold), strict=True)
    found = [(set(_names(right)), set(_names(told))) for right, told in pairs]
    rows = {"names": _f1(found, SHOWN)}
    return rows | {label: _f1(found, (label,)) for label in SHOWN}


_Name = tuple[int, int, str]


def _names(doc: Doc) -> Iterator[_Name]:
    return ((e.start_char, e.end_char, e.label_) for e in doc.ents if e.label_ in SHOWN)


def _f1(pairs: Iterable[tuple[set[_Name], set[_Name]]], labels: tuple[str, ...]) -> float:
    right = wrong = 0
    for gold, told in pairs:
        right += sum(1 for name in gold & told if name[2] in labels)
        wrong += sum(1 for name in gold ^ told if name[2] in labels)
    return round(2 * right / max(1, 2 * right + wrong), 4)


def words_a_second(nlp: Language, texts: list[str]) -> float:
    """Words read in a second of one core's time, all components together."""
    words = sum(len(nlp.make_doc(text)) for text in texts)
    spent = []
    for _ in range(ROUNDS):
        before = time.process_time()
        for _doc in nlp.pipe(texts):
            pass
        spent.append(time.process_time() - before)
    return words / min(spent)
