"""Lemmas, made only of the words that are asked about: few documents need all of theirs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.pipeline import EditTreeLemmatizer
from spacy.pipeline.tok2vec import Tok2VecListener
from spacy.symbols import ADJ, NOUN, VERB  # type: ignore[import-not-found]
from spacy.tokens import Doc, Token

from storage.search import plain

LEMMATIZER, DONE = "lemmatizer", "lemmatised"
CONTENT = frozenset((ADJ, NOUN, VERB))
WordForm = tuple[str, str]  # a form and its lemma, as the search index has words


@Language.factory("lemmas", default_config={"topic": ""})
def make_lemmas(nlp: Language, name: str, topic: str) -> Lemmas:
    known = LEMMATIZER in nlp.component_names
    return Lemmas(nlp.get_pipe(LEMMATIZER) if known else None)


def postpone(nlp: Language) -> None:
    """Leaves the lemmatizer out of the pipeline, but in reach of `lemmas`."""
    if nlp.has_pipe(LEMMATIZER):
        nlp.disable_pipe(LEMMATIZER)


class Lemmas:
    """Leaves itself with a Doc, for `lemmatised` and `word_forms` to ask."""

    def __init__(self, lemmatizer: Any) -> None:
        self.lemmatizer = lemmatizer

    def __call__(self, doc: Doc) -> Doc:
        if self.lemmatizer is not None:
            doc.user_data[LEMMATIZER] = self
        return doc

    def forms(self, doc: Doc) -> Iterator[WordForm]:
        """Inflected content words; of one that stands in several places, the last one's lemma.

        Without stop words: French "ai" would make "AI" mean every form of "avoir".
        """
        read = doc.to_array(["LOWER", "POS", "IS_ALPHA", "IS_STOP"]).tolist()
        words = {
            (word, pos): n
            for n, (word, pos, alpha, stop) in enumerate(read)
            if alpha and not stop and pos in CONTENT
        }
        tokens = [doc[place] for place in words.values()]
        for token, lemma in zip(tokens, self._lemmas(doc, tokens), strict=True):
            form, lemma = plain(token.lower_), plain(lemma)
            if lemma.isalpha() and lemma != form:
                yield form, lemma

    def _lemmas(self, doc: Doc, tokens: Sequence[Token]) -> Iterator[str]:
        if not tokens:
            return
        if DONE in doc.user_data or not self._by_word:
            lemmatised(doc)
            yield from (token.lemma_ for token in tokens)
            return
        rows = doc.tensor[[token.i for token in tokens]]
        [scores] = self.lemmatizer.model.layers[1].predict([rows])
        likeliest = scores.argmax(axis=1).tolist()
        for token, row, best in zip(tokens, scores, likeliest, strict=True):
            lemma = self._changed(token.text, best)
            yield self._likeliest(token.text, row) if lemma is None else lemma

    @property
    def _by_word(self) -> bool:
        """Whether single words can be asked of the layer behind the one that reads the text."""
        if not isinstance(self.lemmatizer, EditTreeLemmatizer):
            return False
        layers = self.lemmatizer.model.layers
        return len(layers) == 2 and isinstance(layers[0], Tok2VecListener)

    def _likeliest(self, word: str, scores: Any) -> str:
        """As the lemmatizer chooses: the likeliest change that the word allows, else the word."""
        some = np.argpartition(scores, -self.lemmatizer.top_k)[-self.lemmatizer.top_k :]
        for place in sorted(some, key=scores.__getitem__, reverse=True):
            if (lemma := self._changed(word, place)) is not None:
                return lemma
        return word

    def _changed(self, word: str, place: int) -> str | None:
        """The word after one of the changes; none where it does not allow that."""
        lemma: str | None = self.lemmatizer.trees.apply(self.lemmatizer.labels[place], word)
        return lemma


def lemmatised(doc: Doc) -> Doc:
    """The same Doc with the lemmas of its tokens, where its pipeline has a lemmatizer."""
    lemmas = doc.user_data.get(LEMMATIZER)
    if lemmas is None or DONE in doc.user_data:
        return doc
    doc.user_data[DONE] = True
    done: Doc = lemmas.lemmatizer(doc)
    return done


def word_forms(doc: Doc) -> tuple[WordForm, ...]:
    """The distinct inflected words of a Doc, each with its lemma; none without a lemmatizer.

    Both are as the search index has words: lower case, no accents. A word that is its own lemma is
    left out.
    """
    lemmas: Lemmas | None = doc.user_data.get(LEMMATIZER)
    return tuple(sorted(set(lemmas.forms(doc)))) if lemmas else ()
