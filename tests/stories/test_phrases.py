from __future__ import annotations

import pytest

from stories.phrases import Phrases, PhrasesError, lexicon, pattern, read


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Signed, SIGNING, a design", ["Signed", "SIGNING"]),
        ("d’accord and d'accord", ["d’accord", "d'accord"]),
        ("at  least or at most, at leastwise", ["at  least", "at most"]),
        ("Élu, elu", ["Élu"]),
    ],
)
def test_words_are_found_whole_and_in_whatever_case(text: str, found: list[str]) -> None:
    words = pattern(["sign*", "d'accord", "at least", "at most", "élu"])
    assert words.findall(text) == found


def test_no_words_are_found_nowhere() -> None:
    assert pattern([]).search("a text") is None


def test_lists_are_found_together_as_each_is_alone() -> None:
    lists = {"game": ["game", "game actor*"], "actor": ["actor*"], "tides": ["tide"]}
    text = "Game actors play a game; an actor sleeps by the tideline"
    alone = {
        (name, match.span()) for name in lists for match in pattern(lists[name]).finditer(text)
    }
    assert {(name, match.span()) for name, match in lexicon(lists).found(text)} == alone


def test_a_file_that_is_missing_is_told() -> None:
    with pytest.raises(PhrasesError, match=r"nowhere\.toml"):
        read("nowhere", Phrases)
