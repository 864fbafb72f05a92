"""Sources gone quiet are told by their own habit, from what their lists named and published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlite_utils import Database

from storage import addresses, articles, habits, lists
from storage.records import Article, Discovery, Fetch, FoundBy, Listed, Verdict
from storage.store import run, save_topic
from topics import Topic
from topics.model import Health

FIRST, END = date(2024, 1, 1), date(2024, 6, 30)
BURSTS = [30 * month + day for month in range(6) for day in range(4)]
RESTS = [38 * month + day for month in range(5) for day in range(12)]


def on(day: int) -> str:
    return f"{FIRST + timedelta(day)}T06:00:00+00:00"


def name(db: Database, source: str, days: Iterable[int], found_by: FoundBy = "feed") -> None:
    """Have lists name a new address on each of these days."""
    addresses.discover(
        db,
        [
            Discovery(f"https://{source}.example/{found_by}{day}", source, found_by, "", on(day))
            for day in days
        ],
    )


def read(db: Database, source: str, day: str, verdict: Verdict = "listed") -> None:
    """Have the feed of a source read, or fail."""
    url = f"https://{source}.example/feed"
    listed = Listed("feed", children=() if verdict == "listed" else None)
    fetch = Fetch(url, source, "source", verdict, day, listed=listed)
    lists.settle(db, fetch, listed)
    db.conn.commit()


def publish(db: Database, source: str, days: Iterable[int]) -> None:
    """Hold an article of each of these days, all read today."""
    with run(db, "crawl") as number:
        fetches = [
            Fetch(url, source, "warc", "fetched", f"{END}T06:00:00+00:00",
                  article=Article(url, "en", "Ovens", f"Ovens {day}", published=on(day)[:10]))
            for day in days
            if (url := f"https://{source}.example/article{day}")
        ]  # fmt: skip
        articles.save(db, number, fetches)


@pytest.mark.parametrize(
    ("days", "silent"),
    [
        (range(150), 32),  # daily, and nothing for a month
        (range(176), None),  # six days are not long
        (range(0, 160, 7), None),  # 27 days, where it names something every week
        (range(0, 120, 7), 62),
        (BURSTS, None),  # a month between its bursts is usual
        (RESTS, None),  # so are rests of four weeks
        ([*RESTS[:12], *range(100, 160)], 22),  # one rest is no habit
        (range(0, 40, 10), None),  # four distances: never was regular
        (range(200), None),  # days to come are mistakes of a clock
    ],
)  # fmt: skip
def test_quiet_is_told_by_the_own_habit(
    db: Database, days: Iterable[int], silent: int | None
) -> None:
    name(db, "the-loaf", days)
    read(db, "the-loaf", f"{END}T08:00:00+00:00")
    found = habits.conditions(db)
    assert [(c.state, c.sign, c.silent) for c in found] == (
        [("quiet", "named", silent)] if silent else []
    )


def test_a_feed_is_dead_although_archives_go_on_finding_articles(db: Database) -> None:
    name(db, "the-loaf", range(100))
    name(db, "the-loaf", range(100, 181), "gdelt")
    read(db, "the-loaf", f"{END}T08:00:00+00:00")
    publish(db, "the-loaf", range(181))
    [found] = habits.conditions(db)
    assert (found.source_id, found.name) == ("the-loaf", "The Loaf")
    assert (found.sign, found.last_day, found.silent, found.usual) == ("named", "2024-04-09", 82, 1)


def test_articles_no_longer_come_although_lists_name_new_ones(db: Database) -> None:
    name(db, "the-loaf", range(182))
    read(db, "the-loaf", f"{END}T08:00:00+00:00")
    publish(db, "the-loaf", range(0, 100, 2))
    [found] = habits.conditions(db)
    assert (found.sign, found.last_day, found.usual) == ("published", "2024-04-08", 2)


def test_of_two_silences_that_of_the_lists_is_told(db: Database) -> None:
    name(db, "the-loaf", range(100))
    read(db, "the-loaf", f"{END}T08:00:00+00:00")
    publish(db, "the-loaf", range(50))
    assert [(c.sign, c.silent) for c in habits.conditions(db)] == [("named", 82)]


def test_nobody_is_quiet_while_nobody_looks(db: Database) -> None:
    name(db, "the-loaf", range(100))
    read(db, "the-loaf", on(100))
    assert habits.conditions(db) == []


def test_what_ended_years_ago_was_never_followed(db: Database) -> None:
    publish(db, "the-loaf", range(100))
    read(db, "the-loaf", "2026-06-30T08:00:00+00:00")
    assert habits.conditions(db) == []


def test_after_the_end_of_the_window_no_article_is_missed(db: Database) -> None:
    name(db, "the-loaf", range(182))
    read(db, "the-loaf", f"{END}T08:00:00+00:00")
    publish(db, "the-loaf", range(0, 100, 2))
    db.execute("UPDATE topics SET window_end = '2024-04-10'")
    assert habits.conditions(db) == []


def test_a_source_whose_lists_fail_is_failing_and_not_quiet(db: Database) -> None:
    name(db, "the-loaf", range(100))
    read(db, "the-loaf", on(150))
    read(db, "the-loaf", "2024-05-31T05:00:00+00:00", "http_error")
    assert [c.state for c in habits.conditions(db)] == ["quiet"]  # for less than a day
    read(db, "the-loaf", "2024-05-31T07:00:00+00:00", "failed")
    [found] = habits.conditions(db)
    assert (found.state, found.last_day, found.silent) == ("failing", "2024-05-30", 1)


def test_a_source_that_never_answered_fails(db: Database) -> None:
    read(db, "the-loaf", on(1), "http_error")
    [found] = habits.conditions(db)
    assert (found.state, found.last_day, found.usual) == ("failing", "", None)


@pytest.mark.parametrize("ended", [False, True])
def test_of_a_paused_source_nothing_is_expected(db: Database, ended: bool) -> None:
    name(db, "the-loaf", range(100))
    read(db, "the-loaf", on(150))
    until = "2024-06-01" if ended else None
    db.table("pauses").insert(
        {"source_id": "the-loaf", "made_by": "operator", "reason": "", "since": "", "until": until}
    )
    assert [c.state for c in habits.conditions(db)] == (["quiet"] if ended else [])


def test_limits_are_those_of_the_topic(db: Database, topic: Topic) -> None:
    name(db, "the-loaf", range(150))
    read(db, "the-loaf", f"{END}T08:00:00+00:00")
    assert len(habits.conditions(db)) == 1
    patient = topic.settings.model_copy(update={"health": Health(quiet_days=60)})
    save_topic(db, replace(topic, settings=patient))
    assert habits.conditions(db) == []


def test_days_of_finding_say_what_a_fresh_count_says(db: Database) -> None:
    name(db, "the-loaf", [1, 2, 3])
    kinds: tuple[FoundBy, ...] = ("feed", "sitemap", "gdelt")
    for found_by in kinds:
        ways = [Discovery("https://the-loaf.example/feed1", "the-loaf", found_by, "x", on(2))]
        addresses.discover(db, ways * 2)
    name(db, "the-loaf", [3], "gdelt")
    rows = db.execute("SELECT substr(day, 9), addresses, listed FROM found_days ORDER BY 1")
    assert rows.fetchall() == [("02", 1, 1), ("03", 1, 3), ("04", 2, 1)]
