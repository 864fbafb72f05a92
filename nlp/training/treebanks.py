"""Sentences of treebanks in CoNLL-U: read, compared, turned into spaCy's documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from spacy.tokens import Doc
from spacy.training.converters.conllu_to_docs import conllu_to_docs

SENTENCES = 10  # in a document, so that the parser meets sentence ends
MERGED = {"fr": True, "en": False}  # "du" is one token of spaCy's, "don't" two
Tokens = tuple[str, ...]
FORM, LEMMA, UPOS, HEAD, DEPREL, MISC = 1, 2, 3, 6, 7, 9


@dataclass(frozen=True)
class Token:
    """A token of the text: one syntactic word, or the words from `first` to `last` merged."""

    form: str
    space: bool
    first: int
    last: int


@dataclass(frozen=True)
class Sentence:
    """A sentence as its block of CoNLL-U."""

    block: str

    @cached_property
    def id(self) -> str:
        """Its `sent_id`; empty where the treebank gives none."""
        marks = (line for line in self.block.splitlines() if line.startswith("# sent_id = "))
        return next(marks, "# sent_id = ").removeprefix("# sent_id = ").strip()

    @cached_property
    def words(self) -> tuple[tuple[str, ...], ...]:
        """The ten columns of each syntactic word."""
        rows = (tuple(line.split("\t")) for line in self.block.splitlines())
        return tuple(row for row in rows if len(row) == 10 and row[0].isdigit())

    def forms(self, merged: bool) -> Tokens:
        """The forms of its tokens."""
        return tuple(token.form for token in self.tokens(merged))

    def tokens(self, merged: bool) -> list[Token]:
        """Its tokens; `merged` keeps "du" in one where the words are "de" and "le"."""
        found: list[Token] = []
        end, spaced = 0, False  # of the multiword token that is being read
        for row in (line.split("\t") for line in self.block.splitlines()):
            if len(row) != 10 or "." in row[0]:
                continue
            space = "SpaceAfter=No" not in row[MISC]
            first, _, last = row[0].partition("-")
            if last:
                end, spaced = int(last), space
                if merged:
                    found.append(Token(row[FORM], space, int(first) - 1, end - 1))
            elif int(first) > end:
                found.append(Token(row[FORM], space, int(first) - 1, int(first) - 1))
            elif not merged:
                here = spaced and int(first) == end
                found.append(Token(row[FORM], here, int(first) - 1, int(first) - 1))
        return found


def read(path: Path) -> list[Sentence]:
    """The sentences of a file, in order.

    :raises OSError: it cannot be read.
    """
    blocks = path.read_text(encoding="utf-8").strip().split("\n\n")
    return [Sentence(block) for block in blocks if block.strip()]


def without(
    sentences: Iterable[Sentence], kept_out: frozenset[Tokens], lang: str
) -> list[Sentence]:
    """The sentences whose tokens, from three on, are not those of a sentence that is kept out."""
    forms = ((sentence, sentence.forms(MERGED[lang])) for sentence in sentences)
    return [s for s, tokens in forms if len(tokens) < 3 or tokens not in kept_out]


def documents(sentences: Iterable[Sentence], lang: str, size: int = SENTENCES) -> Iterator[Doc]:
    """spaCy documents of `size` sentences with tags, morphology, lemmas and dependencies."""
    text = "".join(f"{sentence.block}\n\n" for sentence in sentences)
    found: Iterator[Doc] = conllu_to_docs(  # type: ignore[no-untyped-call]
        text, n_sents=size, merge_subtokens=MERGED[lang], no_print=True
    )
    return found
