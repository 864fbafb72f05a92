"""The articles and outlets of the sample press."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest
from pydantic import ValidationError

from demo.expected import load as load_expected
from demo.press import Article, Newsstand, load

ARTICLES = load().articles
FULL = [
    article
    for article in ARTICLES
    if not article.paywall and load_expected().articles.not_stored.get(article.id) != "too_short"
]
CURLY = {"le-fanal", "rive-du-fleuve", "callsheet-weekly", "thameside-post"}


def text(article: Article) -> str:
    return "\n".join(part for part in (article.title, article.lead, article.text) if part)


def test_enough_of_both_languages() -> None:
    count = Counter(article.lang for article in ARTICLES)
    assert len(ARTICLES) >= 40
    assert abs(count["fr"] - count["en"]) <= 6


def test_spread_over_the_second_half_of_2023_and_later() -> None:
    months = {article.published.strftime("%Y-%m") for article in ARTICLES}
    assert {f"2023-{month:02}" for month in (7, 9, 10, 11, 12)} <= months
    assert max(article.published.date() for article in ARTICLES) > date(2025, 1, 1)


@pytest.mark.parametrize("article", FULL, ids=lambda article: article.id)
def test_length(article: Article) -> None:
    assert 150 <= len(article.text.split()) <= 500


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.id)
def test_apostrophes_are_of_one_sort(article: Article) -> None:
    assert ("'" if article.outlet in CURLY else "’") not in text(article)


@pytest.mark.parametrize(
    "article", [a for a in ARTICLES if a.lang == "fr"], ids=lambda article: article.id
)
def test_french_spaces_do_not_break(article: Article) -> None:
    assert not re.search(r"« | »| [;:!?%]|\d \d{3}\b", text(article))


def test_articles_of_a_kind_differ() -> None:
    """No two articles open with the same words, the copy apart."""
    openings = Counter(article.text[:40] for article in ARTICLES)
    assert openings.most_common(1)[0][1] == 1


def test_unknown_outlet_is_a_mistake() -> None:
    stray = ARTICLES[0].model_copy(update={"outlet": "nobody"})
    with pytest.raises(ValidationError, match="no outlet 'nobody'"):
        Newsstand.model_validate(
            {"outlet": load().outlets, "articles": [stray], "months": load().months}
        )


def test_unknown_section_is_a_mistake() -> None:
    stray = ARTICLES[0].model_copy(update={"section": "Horoscope"})
    with pytest.raises(ValidationError, match="no section 'Horoscope'"):
        Newsstand.model_validate(
            {"outlet": load().outlets, "articles": [stray], "months": load().months}
        )


def test_unknown_key_is_a_mistake() -> None:
    with pytest.raises(ValidationError, match="colour"):
        Article.model_validate(ARTICLES[0].model_dump() | {"colour": "red"})
