"""Lemmas are there for who asks, and nobody pays for those that nobody asks for."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from nlp.languages import WEIGHTS, build, shipped
from nlp.lemmas import LEMMATIZER, lemmatised

TOPIC = "actors-strike-ai"


@pytest.mark.parametrize(
    ("lang", "text"),
    [("en", "The keepers praised the lamps."), ("fr", "Les gardiens ont vendu les lampes.")],
)
def test_lemmas_on_demand(lang: str, text: str) -> None:
    nlp = build(lang, TOPIC)
    doc = nlp(text)
    assert LEMMATIZER not in nlp.pipe_names
    assert {token.lemma_ for token in doc} == {""}
    wanted = [token.lemma_ for token in shipped(WEIGHTS / lang)(text)]
    assert [token.lemma_ for token in lemmatised(doc)] == wanted
    assert wanted[1] in ("keeper", "gardien")


def test_a_document_of_no_pipeline() -> None:
    doc = Doc(Vocab(), ["Plume"])
    assert lemmatised(doc) is doc
