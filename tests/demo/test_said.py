from __future__ import annotations

import pytest

from demo import said
from demo.press import load

ARTICLES = {article.id: article for article in load().articles}
SAID = said.load()


def plain(text: str) -> str:
    return " ".join(text.replace("’", "'").split())


@pytest.mark.parametrize("statement", SAID.statement, ids=lambda one: one.what)
def test_the_articles_have_the_words(statement: said.Statement) -> None:
    for one in statement.quotation:
        text = plain(ARTICLES[one.article].text)
        assert plain(one.words) in text and plain(statement.speaker) in text, one.article
    first = ARTICLES[statement.first].published
    assert all(ARTICLES[one.article].published >= first for one in statement.quotation)
    assert {one.of for one in statement.quotation if one.of} <= {
        one.article for one in statement.quotation
    }


@pytest.mark.parametrize("turn", SAID.turn, ids=lambda turn: turn.holder)
def test_who_turned_is_named_where_it_shows(turn: said.Turn) -> None:
    assert turn.was != turn.now
    assert turn.holder in plain(ARTICLES[turn.article].text)
