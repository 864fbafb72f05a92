from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlite_utils import Database

from storage import analyses, changes
from storage.records import Analysis, Tally
from stories import run
from stories.part import Part
from topics import Topic


def nothing(part: str, done: Tally, total: int) -> None:
    pass


def recorder(seen: list[list[int]], name: str = "p", after: tuple[str, ...] = ("analyse",)) -> Part:
    def work(db: Database, topic: Topic, articles: Sequence[int]) -> Tally:
        seen.append(list(articles))
        changes.touch(db, name, articles)
        return Tally({"seen": len(articles)})

    return Part(name, "1", after, work)


def test_what_is_done_is_not_done_again(db: Database, topic: Topic, archive: Sequence[int]) -> None:
    seen: list[list[int]] = []
    first = recorder(seen)
    assert run.work_off(db, topic, nothing, [first]).counts == {"seen": 3}
    runs = db.table("runs").count
    assert run.work_off(db, topic, nothing, [first]).counts == {}
    assert (seen, db.table("runs").count) == ([list(archive)], runs)
    run.work_off(db, topic, nothing, [replace(first, version="2")])
    assert seen == [list(archive)] * 2


def test_a_part_hears_of_the_parts_before_it(
    db: Database, topic: Topic, archive: Sequence[int]
) -> None:
    early: list[list[int]] = []
    late: list[list[int]] = []
    parts = [recorder(early, "early"), recorder(late, "late", ("analyse", "early"))]
    run.work_off(db, topic, nothing, parts)
    assert [{*batch} for batch in late] == [{*archive}]
    with db.atomic():
        changes.touch(db, "early", [archive[1]])
    run.work_off(db, topic, nothing, parts)
    assert (len(early), late[1:]) == (1, [[archive[1]]])


def test_a_batch_that_breaks_leaves_nothing_and_comes_again(
    db: Database, topic: Topic, archive: Sequence[int]
) -> None:
    def breaks(db: Database, topic: Topic, articles: Sequence[int]) -> Tally:
        changes.touch(db, "half", articles)
        raise RuntimeError("broken")

    part = Part("p", "1", ("analyse",), breaks)
    with pytest.raises(RuntimeError):
        run.work_off(db, topic, nothing, [part])
    assert changes.left(db, 0, ["half"]) == 0
    seen: list[list[int]] = []
    run.work_off(db, topic, nothing, [recorder(seen)])
    assert seen == [list(archive)]


def test_analysing_again_brings_an_article_back(
    db: Database, topic: Topic, archive: Sequence[int]
) -> None:
    seen: list[list[int]] = []
    run.work_off(db, topic, nothing, [recorder(seen)])
    [(lang,)] = db.execute("SELECT lang FROM articles WHERE id = ?", [archive[0]])
    analyses.save(db, [Analysis(str(archive[0]), lang, "v2", relevant=True)])
    run.work_off(db, topic, nothing, [recorder(seen)])
    assert seen[1:] == [[archive[0]]]


def test_each_part_comes_after_those_it_hears_of() -> None:
    names = [part.name for part in run.PARTS]
    order = ["analyse", "copies", "clusters", "cascade", "claims", "edits", "statements",
             "positions", "voices", "lags"]  # fmt: skip
    assert names == [name for name in order if name in names]
    for part in run.PARTS:
        assert all(order.index(before) < order.index(part.name) for before in part.after)
