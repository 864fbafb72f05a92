"""Which articles are pending for whom: each once a pass, and again whatever moment it is killed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlite_utils import Database

from storage import changes, store

STAGES = ("early", "middle")


@pytest.fixture
def changed(db: Database) -> Database:
    """Five articles that one stage changed, another one three of them, and a third one two."""
    store.unlisted_source(db, "loaf")
    for number in range(1, 6):
        db.execute(
            "INSERT INTO articles (id, url, source_id, lang, title, access, excerpt, words,"
            " revision, first_seen) VALUES (?, ?, 'loaf', 'en', '', 'open', '', 0, 1, '')",
            [number, str(number)],
        )
    for stage, articles in (("early", range(1, 6)), ("middle", (2, 3, 5)), ("other", (1, 4))):
        changes.touch(db, stage, articles)
    return db


def batches(db: Database, after: int, size: int) -> Sequence[tuple[tuple[int, ...], int]]:
    found = changes.pending(db, after, STAGES, size)
    return [(batch.articles, batch.upto) for batch in found]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 9])
def test_an_article_comes_once_in_the_place_of_its_first_change(
    changed: Database, size: int
) -> None:
    found = batches(changed, 0, size)
    assert [article for some, _ in found for article in some] == [1, 2, 3, 4, 5]
    assert all(len(some) <= size for some, _ in found)
    assert (changes.left(changed, 0, STAGES), changes.left(changed, found[-1][1], STAGES)) == (5, 0)
    assert found[-1][1] == 10


def test_what_was_done_before_a_stop_comes_again_only_where_it_changed_after(
    changed: Database,
) -> None:
    [(done, upto), *_] = batches(changed, 0, 3)
    assert (done, upto) == ((1, 2, 3), 3)
    assert batches(changed, upto, 9) == [((4, 5, 2, 3), 10)]
    assert batches(changed, 10, 9) == []
