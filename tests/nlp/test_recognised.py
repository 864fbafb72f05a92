"""Names of the trained recogniser beside those of the rules, and the topic's names before it."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc, Span

from nlp import ruler  # noqa: F401 - registers the component
from nlp.nameparts import parts
from nlp.names import Name
from nlp.reading import read_text
from nlp.recognised import Seen, joined, seen
from nlp.tokens import keep, tokens

TEXT = "Ada Plume of Lumen Light met keepers in Brest."
READING, PARTS = read_text(TEXT, ()), parts("en")


def recognised(*ents: tuple[int, int, str]) -> Doc:
    doc = spacy.blank("en")(TEXT)
    doc.ents = [Span(doc, start, end, label) for start, end, label in ents]
    return doc


def test_what_is_recognised_is_told_in_the_words_of_a_reading() -> None:
    doc = recognised((0, 2, "PER"), (3, 5, "ORG"), (8, 9, "LOC"))
    found = seen(doc, read_text(TEXT, ()))
    assert found == [Seen(0, 2, "PER"), Seen(3, 5, "ORG"), Seen(8, 9, "LOC")]


def test_the_topics_own_names_are_left_to_its_list() -> None:
    doc = spacy.blank("en")(TEXT)
    doc.ents = [Span(doc, 3, 5, "ORG", span_id="lumen")]
    assert seen(doc, read_text(TEXT, ())) == []


def test_a_name_that_only_the_recogniser_sees_is_added() -> None:
    [found] = joined([], [Seen(0, 2, "PER")], READING, PARTS)
    assert (found.first, found.last, found.type, found.rule) == (0, 2, "PERSON", "model")


@pytest.mark.parametrize("label", ["LOC", "MISC"])
def test_places_and_others_are_no_names_of_ours(label: str) -> None:
    assert list(joined([], [Seen(0, 2, label)], READING, PARTS)) == []


def test_what_a_rule_knows_stays() -> None:
    name = Name(0, 2, "PERSON", "title")
    assert list(joined([name], [Seen(0, 2, "ORG")], READING, PARTS)) == [name]


def test_a_single_word_that_opens_a_sentence_is_left_to_the_rules() -> None:
    assert list(joined([], [Seen(0, 1, "ORG")], READING, PARTS)) == []


@pytest.mark.parametrize("text", ["The British Senate sat.", "They met in Tromwick."])
def test_ordinary_words_and_what_may_be_a_place_are_left_to_the_rules(text: str) -> None:
    reading = read_text(text, ())
    last = len(reading.words) - (1 if text.startswith("The") else 0)
    first = 1 if text.startswith("The") else last - 1
    assert list(joined([], [Seen(first, last, "ORG")], reading, PARTS)) == []


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_ruler_marks_the_topics_names_with_their_ids(lang: str, keepers: str) -> None:
    nlp = tokens(spacy.blank(lang))
    keep(nlp, [])
    nlp.add_pipe("ruler", config={"topic": keepers})
    found = {(ent.text, ent.label_, ent.ent_id_) for ent in nlp("Lumen, Lumen.").ents}
    assert found == {("Lumen", "ORG", "lumen")}
