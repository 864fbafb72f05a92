"""Listed letters: the words of French match as they did."""

from __future__ import annotations

import re

import pytest
from spacy.lang.fr import French

from nlp.training.letters import shortened

PATTERN = French.Defaults.token_match.__self__.pattern  # type: ignore[union-attr]
WORDS = """
    états-unis ÉTATS-UNIS anti-inflammatoire demi‑frère franco-américaine après-guerre
    Saint-Denis-l'Oubliée Villeneuve-sur-l’Œuvre dit-il peut-elle Jean-Luc anti-4x demi-_
    semi-ouvert mi-temps vice-présidente Ivry-sur-Seine micro-trottoir porte-2 non aujourd'hui
    """


@pytest.mark.parametrize("word", WORDS.split())
def test_words_match_as_they_did(word: str) -> None:
    assert bool(re.match(shortened(PATTERN), word)) == bool(re.match(PATTERN, word))


def test_some_match_and_some_do_not() -> None:
    assert {bool(re.match(PATTERN, word)) for word in WORDS.split()} == {True, False}
    assert len(shortened(PATTERN)) < len(PATTERN) / 50


def test_a_pattern_without_lists_stays() -> None:
    assert shortened(r"^anti-[xy\d]+$") == r"^anti-[xy\d]+$"
