"""Words of the press, as the tokenizer parts them."""

from __future__ import annotations

import pytest
import spacy

from nlp.tokens import keep, tokens


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("fr", "Levallois-Perret accueille", ["Levallois-Perret", "accueille"]),
        ("fr", "répond-t-il ici", ["répond", "-t-il", "ici"]),
        ("fr", "dit-elle", ["dit", "-elle"]),
        ("fr", "l’« accord »", ["l’", "«", "accord", "»"]),
        ("fr", 'd\'"oubli"', ["d'", '"', "oubli", '"']),
        ("fr", "Aujourd’hui, quelqu'un", ["Aujourd’hui", ",", "quelqu'un"]),
        ("fr", "l'accord 1990-1991", ["l'", "accord", "1990-1991"]),
        ("en", "the keepers' state-of-the-art",
         ["the", "keepers", "'", "state", "-", "of", "-", "the", "-", "art"]),
        ("en", "they don’t", ["they", "do", "n’t"]),
        ("en", "at 5 o’clock", ["at", "5", "o’clock"]),
    ],
)  # fmt: skip
def test_tokens(lang: str, text: str, expected: list[str]) -> None:
    assert [token.text for token in tokens(spacy.blank(lang))(text)] == expected


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("text", ["KEEP-LUMEN signs", "(KEEP-LUMEN)", "KEEP-LUMEN, again"])
def test_a_name_of_the_topic_stays_whole(lang: str, text: str) -> None:
    nlp = tokens(spacy.blank(lang))
    keep(nlp, ["KEEP-LUMEN", "Lumen Light", ""])
    assert "KEEP-LUMEN" in [token.text for token in nlp(text)]


def test_the_rules_are_kept_with_a_pipeline(tmp_path: pytest.TempPathFactory) -> None:
    tokens(spacy.blank("fr")).to_disk(str(tmp_path))
    again = spacy.load(str(tmp_path))
    assert [t.text for t in again("Levallois-Perret")] == ["Levallois-Perret"]
