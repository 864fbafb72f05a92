"""Lemmas, made only of the documents where a component asks for them: few articles need any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

LEMMATIZER = "lemmatizer"


@Language.factory("lemmas", default_config={"topic": ""})
def make_lemmas(nlp: Language, name: str, topic: str) -> Lemmas:
    known = LEMMATIZER in nlp.component_names
    return Lemmas(nlp.get_pipe(LEMMATIZER) if known else None)


def postpone(nlp: Language) -> None:
    """Leaves the lemmatizer out of the pipeline, but in reach of `lemmas`."""
    if nlp.has_pipe(LEMMATIZER):
        nlp.disable_pipe(LEMMATIZER)


@dataclass(frozen=True)
class Lemmas:
    """Leaves the lemmatizer of the pipeline with a Doc; `lemmatised` calls it."""

    lemmatizer: Any

    def __call__(self, doc: Doc) -> Doc:
        if self.lemmatizer is not None:
            doc.user_data[LEMMATIZER] = self.lemmatizer
        return doc


def lemmatised(doc: Doc) -> Doc:
    """The same Doc with the lemmas of its tokens, where its pipeline has a lemmatizer."""
    lemmatizer = doc.user_data.pop(LEMMATIZER, None)
    return doc if lemmatizer is None else lemmatizer(doc)
