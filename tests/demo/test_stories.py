from __future__ import annotations

from datetime import date

import pytest

from demo import expected, stories
from demo.press import load

STORIES = stories.load()
ARTICLES = {article.id: article for article in load().articles}


def test_every_article_is_listed_once_and_on_the_topic() -> None:
    listed = [*STORIES.alone, *(name for event in STORIES.story for name in event.articles)]
    told = expected.load().articles
    assert len(listed) == len({*listed}) and {*listed} <= ARTICLES.keys()
    assert not {*listed} & {*told.not_relevant, *told.not_stored}


def test_most_stories_are_told_in_both_languages() -> None:
    langs = [{ARTICLES[name].lang for name in event.articles} for event in STORIES.story]
    assert langs.count({"fr", "en"}) > len(langs) / 2


@pytest.mark.parametrize("crossing", STORIES.crossing, ids=lambda crossing: crossing.entity)
def test_days_between_the_first_articles(crossing: stories.Crossing) -> None:
    def day(name: str) -> date:
        return ARTICLES[name].published.date()

    if crossing.en and crossing.fr:
        assert (day(crossing.fr) - day(crossing.en)).days == crossing.days
    else:
        assert crossing.days is None and (crossing.en or crossing.fr)
