"""The proper nouns of treebanks, typed by hand in `<lang>/names.tsv`, found again in the trees.

A line is a string of words with inline marks, parted by blanks: `[PER John Edwards]`,
`Fridays` (no name), `? Lune` (cannot be told: left out of training). A second column holds the
sentence that the line is for, where it differs from the others. The longest string wins.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from nlp.training.marked import MarkError, parse
from nlp.training.treebanks import FORM, UPOS, Sentence

UNKNOWN = "?"
Spans = tuple[tuple[int, int, str], ...]  # first word, word behind the last, type


@dataclass
class Types:
    """What is known of each string of words, by itself and in a sentence."""

    known: dict[tuple[tuple[str, ...], str], Spans] = field(default_factory=dict)
    longest: int = 0

    def find(self, words: tuple[str, ...], sentence: str) -> Spans | None:
        """The names in a string of words, in a sentence; None where nothing is known."""
        return self.known.get((words, sentence), self.known.get((words, "")))


def load(path: Path) -> Types:
    """The typed strings of a file.

    :raises MarkError: with file and line.
    """
    types = Types()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        marked, _, sentence = line.partition("\t")
        try:
            words, spans = _entry(marked)
        except MarkError as error:
            raise MarkError(f"{path}, line {number}: {error}") from None
        types.known[words, sentence.strip()] = spans
        types.longest = max(types.longest, len(words))
    return types


def _entry(marked: str) -> tuple[tuple[str, ...], Spans]:
    if marked.startswith(f"{UNKNOWN} "):
        words = tuple(parse(marked[2:]).text.split(" "))
        return words, ((0, len(words), UNKNOWN),)
    found = parse(marked)
    spans = tuple(
        (found.text[: name.start].count(" "), found.text[: name.end].count(" ") + 1, name.label)
        for name in found.names
    )
    return tuple(found.text.split(" ")), spans


def document(sentence: Sentence, types: Types, vocab: Vocab, merged: bool) -> Doc:
    """A sentence with its names; words whose type is not known are marked as missing."""
    tokens = sentence.tokens(merged)
    doc = Doc(vocab, [t.form for t in tokens], [t.space for t in tokens])
    token_of = {word: i for i, t in enumerate(tokens) for word in range(t.first, t.last + 1)}
    spans = [
        Span(doc, token_of[start], token_of[end - 1] + 1, label)
        for start, end, label in _names(sentence, types)
    ]
    missing = [span for span in spans if span.label_ == UNKNOWN]
    doc.set_ents([s for s in spans if s.label_ != UNKNOWN], missing=missing, default="outside")
    return doc


def _names(sentence: Sentence, types: Types) -> Iterator[tuple[int, int, str]]:
    forms, place = tuple(word[FORM] for word in sentence.words), 0
    proper = [word[UPOS] == "PROPN" for word in sentence.words]
    while place < len(forms):
        step = 1
        for length in range(min(types.longest, len(forms) - place), 0, -1):
            if not any(proper[place : place + length]):
                break
            spans = types.find(forms[place : place + length], sentence.id)
            if spans is not None:
                yield from ((place + start, place + end, label) for start, end, label in spans)
                step = length
                break
        else:
            if proper[place]:
                yield place, place + 1, UNKNOWN
        place += step
