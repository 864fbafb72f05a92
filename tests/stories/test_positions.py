from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlite_utils import Database

from storage import changes
from storage.outcomes import Copy, Position
from storage.records import Polarity
from storage.told import copies
from stories import positions, run, turning
from topics import Topic

Tell = Callable[..., int]
HOLDER = "ada-crust"


def work(db: Database, topic: Topic) -> list[tuple[object, ...]]:
    run.work_off(db, topic, lambda part, done, total: None, [positions.PART])
    return db.execute(
        "SELECT day, polarity, favor, against, ambivalent, origins, turned_from FROM positions "
        "WHERE target_issue = 'night-work' ORDER BY holder_id, day"
    ).fetchall()


@pytest.fixture
def says(tell: Tell, told: Callable[..., object]) -> Callable[..., int]:
    """An article of one day in which a holder is for or against night work."""

    def _says(day: str, polarity: Polarity, holder: str = HOLDER, **more: str) -> int:
        stances = {"night work": (holder, "night-work", polarity)}
        text = f"On {day} {holder} spoke of night work."
        return tell(told(text, day=day, stances=stances, **more))

    return _says


def test_a_turn_takes_two_sure_runs(db: Database, topic: Topic, says: Callable[..., int]) -> None:
    plan: list[Polarity] = ["favor", "favor", "against", "favor", "ambivalent", "against"]
    for n, polarity in enumerate([*plan, "against"], 1):
        says(f"2023-03-0{n}", polarity)
    # stances of Told are sure, so that one is a run; those of the analysis are not
    turned = [(row[0], row[-1]) for row in work(db, topic) if row[-1]]
    assert turned == [
        ("2023-03-03", "favor"), ("2023-03-04", "against"), ("2023-03-06", "favor"),
    ]  # fmt: skip
    assert [row[0] for row in db.execute("SELECT day FROM turns ORDER BY day")] == [
        day for day, _ in turned
    ]


def at(day: int, polarity: Polarity, confidence: float) -> Position:
    return Position(
        HOLDER, None, "night-work", f"2023-03-{day:02}", polarity, 1, 0, 0, 1, 1, 1, 0, 1,
        confidence,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("days", "turned"),
    [
        ([("favor", 0.8), ("against", 0.8)], []),
        ([("favor", 0.8), ("favor", 0.7), ("against", 0.8)], []),
        ([("favor", 0.8), ("favor", 0.7), ("against", 0.8), ("against", 0.7)], [3]),
        ([("favor", 0.95), ("ambivalent", 0.95), ("against", 0.95)], [3]),
        ([("favor", 0.95), ("against", 0.7), ("favor", 0.8), ("against", 0.7)], []),
    ],
)
def test_what_is_not_sure_is_no_turn(days: list[tuple[Polarity, float]], turned: list[int]) -> None:
    found: turning.Turns = {}
    course = turning.Course()
    for n, one in enumerate(days, 1):
        course = course.after(at(n, *one), found)
    assert [int(day[-2:]) for day in found] == turned


def test_a_day_is_what_independent_articles_say(
    db: Database, topic: Topic, says: Callable[..., int]
) -> None:
    first = says("2023-03-01", "favor")
    says("2023-03-01", "against", source="the-crust")
    assert work(db, topic) == [("2023-03-01", "ambivalent", 1, 1, 0, 2, None)]
    third = says("2023-03-01", "favor", source="the-crumb")
    fourth = says("2023-03-02", "favor", source="the-crumb")
    says("2023-03-01", "favor", source="the-oven")
    assert work(db, topic)[0] == ("2023-03-01", "favor", 3, 1, 0, 4, None)
    with db.atomic():
        copies.save(db, [first, third, fourth], [
            Copy(one, first, first, "copy" if one != first else "original", 1, 1, 1, 1, "by-hand")
            for one in (first, third, fourth)
        ])  # fmt: skip
        changes.touch(db, "copies", [first, third, fourth])
    assert work(db, topic) == [("2023-03-01", "ambivalent", 2, 1, 0, 3, None)]


def test_what_is_no_longer_said_is_gone_and_twice_is_once(
    db: Database, topic: Topic, tell: Tell, told: Callable[..., object]
) -> None:
    stances = {"night work": (HOLDER, "night-work", "against"), "Crumb": (HOLDER, "crumb", "favor")}
    one = told("Ada Crust: night work, Crumb.", stances=stances)
    tell(one, url="https://the-loaf.example/a")
    before = work(db, topic)
    rows = db.execute("SELECT * FROM positions ORDER BY id").fetchall()
    assert (len(before), len(rows)) == (1, 2)
    with db.atomic():
        changes.touch(db, "copies", [1])
    assert work(db, topic) == before
    assert db.execute("SELECT * FROM positions ORDER BY id").fetchall() == rows
    tell(told("Ada Crust says nothing.", relevant=False), url="https://the-loaf.example/a",
         seen_at="2023-03-05T06:00:00+00:00")  # fmt: skip
    assert work(db, topic) == []
    assert [db.table(name).count for name in ("positions", "contested")] == [0, 0]


def test_the_place_is_the_words_that_show_it(
    db: Database, topic: Topic, says: Callable[..., int]
) -> None:
    article = says("2023-03-01", "favor")
    work(db, topic)
    [(where, words)] = db.execute(
        'SELECT p.article_id, substr(t.text, p."start" + 1, p."end" - p."start") FROM positions p '
        "JOIN texts t ON t.article_id = p.article_id AND t.revision = p.revision"
    )
    assert (where, words) == (article, "night work")
