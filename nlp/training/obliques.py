"""Subtypes for the obliques of a treebank that has none, from those of others.

French treebanks tell obliques that a verb asks for (`obl:arg`), free ones (`obl:mod`) and agents
(`obl:agent`); PUD has `obl` alone. Each gets the subtype that the same verb with the same
preposition has most often elsewhere.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from nlp.training.treebanks import DEPREL, HEAD, LEMMA, Sentence

FREE = "obl:mod"


class _Oblique(NamedTuple):
    word: str  # its number in the sentence
    label: str
    preposition: str
    verb: str
    passive: bool


Counts = dict[tuple[str, ...], Counter[str]]


def learn(sentences: Iterable[Sentence]) -> Counts:
    """How often each subtype stands with a preposition and a verb, and with the preposition."""
    counts: Counts = defaultdict(Counter)
    for sentence in sentences:
        for oblique in _obliques(sentence):
            for key in _keys(oblique):
                counts[key][oblique.label] += 1
    return counts


def subtyped(sentence: Sentence, counts: Counts) -> Sentence:
    """The sentence with a subtype on each plain `obl`."""
    labels = {o.word: _label(o, counts) for o in _obliques(sentence) if o.label == "obl"}
    return Sentence("\n".join(_row(line, labels) for line in sentence.block.splitlines()))


def _label(oblique: _Oblique, counts: Counts) -> str:
    known = (counts[key] for key in _keys(oblique) if key in counts)
    return next((found.most_common(1)[0][0] for found in known), FREE)


def _keys(oblique: _Oblique) -> tuple[tuple[str, ...], tuple[str, ...]]:
    voice = "passive" if oblique.passive else "active"
    return (oblique.preposition, voice, oblique.verb), (oblique.preposition, voice)


def _obliques(sentence: Sentence) -> Iterator[_Oblique]:
    words = {word[0]: word for word in sentence.words}
    for number, word in words.items():
        if not word[DEPREL].startswith("obl"):
            continue
        cases = (w[LEMMA] for w in sentence.words if w[HEAD] == number and w[DEPREL] == "case")
        siblings = {w[DEPREL] for w in sentence.words if w[HEAD] == word[HEAD]}
        verb = words[word[HEAD]][LEMMA] if word[HEAD] in words else ""
        passive = bool(siblings & {"aux:pass", "nsubj:pass"})
        yield _Oblique(number, word[DEPREL], next(cases, ""), verb, passive)


def _row(line: str, labels: dict[str, str]) -> str:
    columns = line.split("\t")
    if len(columns) == 10 and columns[0] in labels:
        columns[DEPREL] = labels[columns[0]]
    return "\t".join(columns)
