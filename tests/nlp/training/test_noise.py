"""Noise changes the words of an example and nothing of what is said about them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import spacy
from spacy.tokens import Doc, Span
from spacy.training import Example

from nlp.training import noise
from nlp.training.noise import Words

WORDS = ["«", "Ada", "Plume", "n'", "a", "rien", "dit", "à", "Lumière", "»"]
SPACES = [True, True, True, False, True, True, True, True, True, False]


def example() -> tuple[spacy.Language, Example]:
    nlp = spacy.blank("fr")
    doc = Doc(nlp.vocab, WORDS, SPACES)
    doc.set_ents([Span(doc, 1, 3, "PER"), Span(doc, 8, 9, "ORG")], missing=[doc[5:6]])
    return nlp, Example(nlp.make_doc(doc.text), doc)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (noise.capitals, "« ADA PLUME N'A RIEN DIT À LUMIÈRE »"),
        (noise.title, "« Ada Plume n'a Rien dit à Lumière »"),
        (noise.no_accents, "« Ada Plume n'a rien dit a Lumiere »"),
        (noise.straight, '" Ada Plume n\'a rien dit à Lumière "'),
    ],
)
def test_forms(form: Callable[[Words], Words], expected: str) -> None:
    nlp, before = example()
    after = noise.reworded(nlp, before, form(WORDS))
    assert after.reference.text == after.predicted.text == expected
    names = [(ent.start, ent.end, ent.label_) for ent in after.reference.ents]
    assert names == [(1, 3, "PER"), (8, 9, "ORG")]


def test_curly_marks_open_and_close() -> None:
    found = noise.curly(WORDS)
    assert (found[0], found[-1]) in {("«", "»"), ("“", "”"), ('"', '"'), ("‘", "’")}
    assert found[3] == "n’"


def test_a_name_takes_the_place_of_another() -> None:
    nlp, before = example()
    pool = {"PER": [[("Zoé", True), ("de", True), ("Lisle", True)]]}
    texts = set()
    for _ in range(30):
        after = noise.swapped(nlp, before, pool).reference
        texts.add(after.text)
        assert [ent.label_ for ent in after.ents] == ["PER", "ORG"]
        assert [t.text for t in after if not t.ent_iob_] == ["rien"]
    assert texts == {
        "« Ada Plume n'a rien dit à Lumière »",
        "« Zoé de Lisle n'a rien dit à Lumière »",
    }


def test_without_noise_an_example_passes_as_it_is() -> None:
    nlp, before = example()
    assert list(noise.create_forms(0)(nlp, before)) == [before]
