"""Documents with names, from each of the forms that the data has them in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span, Token
from spacy.vocab import Vocab

from nlp.training.marked import Marked


def from_json(path: Path, vocab: Vocab) -> Iterator[tuple[str, Doc]]:
    """The id and the document of each sentence of a file: tokens, spaces and names a line.

    :raises ValueError: a line is not of that form.
    """
    with path.open(encoding="utf-8") as file:
        for line in file:
            content = json.loads(line)
            doc = Doc(vocab, content["tokens"], content["spaces"])
            doc.set_ents([Span(doc, start, end, label) for start, end, label in content["ents"]])
            yield content["id"], doc


def from_marked(marked: Iterable[Marked], nlp: Language) -> Iterator[Doc]:
    """A document for each marked text; a token that a name begins or ends in is cut there."""
    for one in marked:
        cuts = {place for name in one.names for place in (name.start, name.end)}
        pieces = [piece for token in nlp.make_doc(one.text) for piece in _cut(token, cuts)]
        doc = Doc(nlp.vocab, [word for word, _ in pieces], [space for _, space in pieces])
        spans = (doc.char_span(name.start, name.end, name.label) for name in one.names)
        doc.set_ents([span for span in spans if span is not None])
        yield doc


def _cut(token: Token, cuts: set[int]) -> Iterator[tuple[str, bool]]:
    inside = [cut - token.idx for cut in cuts if token.idx < cut < token.idx + len(token)]
    places = [0, *sorted(inside), len(token)]
    for start, end in pairwise(places):
        yield token.text[start:end], end == len(token) and bool(token.whitespace_)


def pool(docs: Iterable[Doc]) -> dict[str, list[list[tuple[str, bool]]]]:
    """The distinct names of documents by type, as words with whether a blank follows."""
    found: dict[str, set[tuple[tuple[str, bool], ...]]] = {}
    for doc in docs:
        for ent in doc.ents:
            words = tuple((token.text, bool(token.whitespace_)) for token in ent)
            found.setdefault(ent.label_, set()).add(words)
    return {label: [list(name) for name in sorted(found[label])] for label in sorted(found)}
