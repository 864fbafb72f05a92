"""Relevance: rules by sentence, passage and title, what takes away, and the reasons given."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.tokens import Doc

Reader = Callable[..., Doc]

FILLER = "The sea is calm. " * 5


@pytest.mark.parametrize(
    ("lang", "title", "text", "relevant"),
    [
        ("en", "", "The keepers fear AI.", True),
        ("en", "", "The keepers fear ai.", False),
        ("en", "", "THE KEEPERS FEAR AUTOMATION.", True),
        ("en", "", f"The keepers wait. {FILLER} Some praise AI.", False),
        ("en", "", "The keepers wait. They fear AI.", False),
        ("en", "Keepers against AI", "They wait.", True),
        ("en", "Keepers", f"They wait. {FILLER} Some praise AI.", False),
        ("en", "", "A goal keeper is replaced by AI.", False),
        ("en", "", "A keeper met Lumen.", True),
        ("fr", "", "Les gardiens craignent l'IA.", True),
        ("fr", "", "Les gardiens disent : j'ai peur.", False),
        ("fr", "", "Un gardien de but craint l'IA.", False),
        ("fr", "", "", False),
    ],
)
def test_relevance(lang: str, title: str, text: str, relevant: bool, read: Reader) -> None:
    assert (read(lang, text, title)._.relevance > 0.5) is relevant


def test_each_reason_has_its_rule_and_its_place(read: Reader) -> None:
    text = "It rained. The keepers fear AI."
    reasons = {reason.rule: reason for reason in read("en", text)._.reasons}
    assert set(reasons) == {"together", "near"}
    shown = reasons["together"]
    assert text[shown.start : shown.end] == "keepers fear AI"
    assert shown.weight == 5.0


def test_a_rule_can_ask_for_several_sentences(read: Reader) -> None:
    once = read("en", "A keeper came and a keeper left with a keeper.")
    often = read("en", "A keeper came. A keeper left. A keeper slept.")
    assert [reason.rule for reason in once._.reasons] == []
    assert [reason.rule for reason in often._.reasons] == ["often"]


def test_a_rule_can_take_away_unless_something_is_there(read: Reader) -> None:
    alone = read("en", "What a match.")
    both = read("en", "What a match of AI.")
    assert [reason.rule for reason in alone._.reasons] == ["sport-alone"]
    assert alone._.relevance < both._.relevance
