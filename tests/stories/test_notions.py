from __future__ import annotations

import pytest

from stories.notions import notions, read


@pytest.mark.parametrize(
    ("french", "english", "shared"),
    [
        ("Les boulangers ratifient l'accord", "Bakers ratify their deal", "ratification agreement"),
        ("Fin de la grève du pain", "Bread strike is over", "strike end"),
        ("Une loi pour protéger l'eau", "Law to protect water", "law protection water"),
    ],
)
def test_headlines_say_the_same_in_both_languages(french: str, english: str, shared: str) -> None:
    assert notions(french, "fr")[0] & notions(english, "en")[0] == set(shared.split())


def test_other_words_are_cut_to_what_related_languages_share() -> None:
    assert notions("Le Croissantier ment", "fr") == (set(), {"croiss", "ment"})
    assert notions("Croissants!", "en")[1] == {"croiss"}


def test_every_notion_has_words_of_both_languages() -> None:
    assert all(terms.fr and terms.en for terms in read().values())
