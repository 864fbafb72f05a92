"""The articles whose analysis is timed."""

from __future__ import annotations

import random

from benchmarks.spoken import articles


def test_articles_have_600_words_in_both_languages_in_turn() -> None:
    made = list(articles(5, 600, random.Random(1)))
    assert [article["lang"] for article in made] == ["fr", "en", "fr", "en", "fr"]
    assert {len(article["text"].split()) for article in made} == {600}
    assert len({article["id"] for article in made}) == 5
