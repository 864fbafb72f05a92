"""Lemmas are there for who asks, and nobody pays for those that nobody asks for."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from nlp.languages import WEIGHTS, build, shipped
from nlp.lemmas import LEMMATIZER, lemmatised, word_forms
from storage.search import plain

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


@pytest.mark.parametrize(
    ("lang", "text", "pairs"),
    [
        ("en", "The keepers praised old lamps.", {("keepers", "keeper"), ("praised", "praise")}),
        ("fr", "Les grèves coûtent cher.", {("greves", "greve"), ("coutent", "couter")}),
        ("fr", "J’ai un studio, ils ont des salles.", {("salles", "salle")}),
    ],
)
def test_inflected_words_and_their_lemmas(
    lang: str, text: str, pairs: set[tuple[str, str]]
) -> None:
    found = word_forms(build(lang, TOPIC)(text))
    assert pairs <= set(found)
    assert all(form != lemma for form, lemma in found)
    assert not {"les", "the", "old", "ai", "ont"} & {form for form, _ in found}


@pytest.mark.parametrize("asked", [True, False])
def test_single_words_have_the_lemma_that_the_whole_document_gives(asked: bool) -> None:
    nlp = build("fr", TOPIC)
    doc = nlp("Les gardiennes ont vendu les belles lampes. Elle vendait des lampes anciennes.")
    if asked:
        lemmatised(doc)
    found = set(word_forms(doc))
    whole = {(plain(t.text), plain(t.lemma_)) for t in lemmatised(doc)}
    assert found <= whole
    assert {form for form, _ in found} >= {"gardiennes", "belles", "lampes", "anciennes"}


def test_no_lemmas_without_a_pipeline() -> None:
    assert word_forms(Doc(Vocab(), ["Plumes"])) == ()


def test_forms_do_not_depend_on_what_was_read_before() -> None:
    nlp = build("en", TOPIC)
    text = "The keepers were leaving; their leaves fell."
    alone = word_forms(nlp(text))
    for before in ("Leaves fell from the trees.", "Nobody leaves the lamps.", "A falling keeper."):
        word_forms(nlp(before))
    assert word_forms(nlp(text)) == alone
    assert {token.lemma_ for token in nlp(text)} == {""}
