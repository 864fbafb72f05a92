from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlite_utils import Database

from storage import analyses, changes
from storage.outcomes import Copy
from storage.records import Analysis, Tally
from storage.told import copies
from stories import run, voices
from topics import Topic


def work(db: Database, topic: Topic) -> list[tuple[object, ...]]:
    run.work_off(db, topic, lambda part, done, total: None, [voices.PART])
    return db.execute(
        "SELECT entity_id, source_id, articles, origins, quoted, quoted_origins, quotes "
        "FROM voices ORDER BY source_id DESC, entity_id"
    ).fetchall()


def test_who_is_quoted_and_who_only_talked_about(
    db: Database, topic: Topic, archive: Sequence[int]
) -> None:
    assert work(db, topic) == [
        ("ada-crust", "the-loaf", 1, 1, 1, 1, 1),
        ("crumb", "the-loaf", 1, 1, 0, 0, 0),
        ("crumb", "la-miche", 1, 1, 0, 0, 0),
    ]


def test_copies_are_counted_apart(db: Database, topic: Topic, archive: Sequence[int]) -> None:
    work(db, topic)
    first, second, _ = archive
    with db.atomic():
        copies.save(db, [first, second], [
            Copy(first, first, first, "original", 1, 1, 1, 1, "by-hand"),
            Copy(second, first, first, "translation", 0.9, 0.9, 1, 1, "by-hand"),
        ])  # fmt: skip
        changes.touch(db, "copies", [first, second])
    assert work(db, topic)[-1] == ("crumb", "la-miche", 1, 0, 0, 0, 0)
    assert db.execute("SELECT COUNT(*), SUM(counted) FROM articles_counted").fetchall() == [(2, 1)]


def test_what_an_article_no_longer_says_is_gone(
    db: Database, topic: Topic, archive: Sequence[int]
) -> None:
    work(db, topic)
    analyses.save(db, [Analysis(str(archive[0]), "en", "v2", relevant=True)])
    assert [row[1] for row in work(db, topic)] == ["la-miche"]
    assert work(db, topic) == work(db, topic)
    assert voices.work(db, topic, []) == Tally({"outlet_months": 0})


def test_adding_comes_to_the_same_as_counting_anew(
    db: Database, topic: Topic, tell: Callable[..., int], told: Callable[..., object]
) -> None:
    def one(n: int) -> int:
        return tell(told(f"Crumb again, says number {n}.", names={"Crumb": "crumb"}))

    first = one(1)
    assert work(db, topic)[-1][2] == 1
    one(2)
    with db.atomic():
        changes.touch(db, "copies", [first])  # its month is counted with the second one in it
    assert voices.work(db, topic, [first]) == Tally({"outlet_months": 1})
    assert work(db, topic)[-1][2] == 2
    one(3)
    added = work(db, topic)
    assert added[-1][2] == 3
    with db.atomic():
        changes.touch(db, "copies", [first])
    assert work(db, topic) == added
