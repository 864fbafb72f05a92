from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from sqlite_utils import Database

from storage import analyses, changes, coverage
from storage.outcomes import Story, StoryArticle
from storage.records import Analysis
from storage.told import clusters
from stories import copies, origins, outlets, run
from stories.moments import stamp
from topics import Topic

Tell = Callable[..., int]
LONG = (
    "Nobody had counted the flour sacks of the old harbour since the flood, until a clerk with a "
    "torch did so in one night and found nine too many behind the ferry office. The owner says "
    "that they are his, and so does his cousin, and the harbour master has put a chain around them "
    "while a judge decides which of the two has ever paid for a sack of flour in his life."
)


@pytest.fixture
def follow(db: Database, topic: Topic) -> Callable[..., list[tuple[Any, ...]]]:
    """Put articles in one story and follow it; gives its edges."""

    def _follow(articles: Iterable[int]) -> list[tuple[Any, ...]]:
        covered = coverage.articles(db, articles)
        with db.atomic():
            clusters.save(
                db,
                [Story(1, first_article=covered[0].id, articles=len(covered))],
                [
                    StoryArticle(
                        a.id,
                        1,
                        "independent",
                        1,
                        a.lang,
                        a.day,
                        source_id=a.source_id,
                        moment=stamp(a),
                    )
                    for a in covered
                ],
            )
            clusters.save(db, clusters.told(db, [1]), [])
            changes.touch(db, "clusters", articles)
        run.work_off(db, topic, lambda part, done, total: None, [copies.PART, origins.PART])
        return db.execute(
            "SELECT article_id, from_id, from_outlet, kind, credited FROM cascade ORDER BY id"
        ).fetchall()

    return _follow


def roles(db: Database) -> dict[int, str]:
    return dict(db.execute("SELECT article_id, role FROM story_articles").fetchall())


def roots(db: Database) -> list[tuple[Any, ...]]:
    sql = "SELECT article_id, outlet_id, day, followers, rule FROM roots ORDER BY id"
    return db.execute(sql).fetchall()


def test_a_credit_and_a_link_lead_to_the_first(
    db: Database, follow: Callable[..., Any], archive: list[int]
) -> None:
    first, second, _ = archive
    found = follow([first, second])
    assert found == [(second, first, None, "credit", 1), (second, first, None, "link", 1)]
    assert roles(db) == {first: "origin", second: "follower"}
    assert roots(db) == [(first, None, "2023-03-04", 1, "article")]
    assert db.execute("SELECT origins FROM stories").fetchone() == (1,)
    start, end = db.execute('SELECT "start", "end" FROM cascade').fetchone()
    text = coverage.articles(db, [second])[0].text
    assert text[start:end] == "The Loaf"
    again = follow([first, second])
    assert (again, roles(db)[first]) == (found, "origin")


@pytest.mark.parametrize(
    ("words", "links", "day", "rule"),
    [
        ("a révélé mardi The Evening Crumb", (), "2023-03-07", "words"),
        ("a révélé le 2 mars The Evening Crumb", (), "2023-03-02", "words"),
        ("a révélé un jour The Evening Crumb", (), None, "none"),
        (
            "a révélé un jour The Evening Crumb",
            ("https://evening-crumb.example/2023/03/06/flour",),
            "2023-03-06",
            "address",
        ),
    ],
)
def test_an_outlet_that_is_not_stored_can_be_the_root(
    db: Database, follow: Callable[..., Any], tell: Tell, told: Any,
    words: str, links: tuple[str, ...], day: str | None, rule: str,
) -> None:  # fmt: skip
    db.table("sources").insert(
        {"id": "evening-crumb", "name": "The Evening Crumb", "country": "GB", "lang": "en",
         "kind": "newspaper", "home": "https://evening-crumb.example/"}
    )  # fmt: skip
    article = tell(
        told(f"Le boulanger était payé 150 dollars, {words}. Il se taisait.", lang="fr",
             day="2023-03-09", source="la-miche", credits={"The Evening Crumb": "evening-crumb"},
             links=links)
    )  # fmt: skip
    found = follow([article])
    assert found[0] == (article, None, "evening-crumb", "credit", 1)
    assert roots(db) == [(None, "evening-crumb", day, 1, rule)]
    assert roles(db) == {article: "follower"}
    assert db.execute("SELECT origins FROM stories").fetchone() == (1,)


def test_a_story_can_have_several_roots(
    db: Database, follow: Callable[..., Any], tell: Tell, told: Any
) -> None:
    one = tell(told("The ovens are cold.", source="the-loaf", day="2023-03-01"))
    two = tell(told("The union knows why.", source="the-crust", day="2023-03-02"))
    both = tell(told("Cold ovens, says The Loaf; the union knows, writes The Crust.",
                     source="la-miche", day="2023-03-03",
                     credits={"The Loaf": "the-loaf", "The Crust": "the-crust"}))  # fmt: skip
    alone = tell(told("The mayor is asleep.", source="la-croute", day="2023-03-04"))
    follow([one, two, both, alone])
    assert roles(db) == {one: "origin", two: "origin", both: "follower", alone: "independent"}
    assert [row[0] for row in roots(db)] == [one, two]
    assert db.execute("SELECT origins FROM stories").fetchone() == (3,)


@pytest.mark.parametrize(
    ("opening", "credited"), [("", 0), ("(The Loaf) ", 1), ("As The Loaf writes: ", 1)]
)
def test_copying_without_credit_is_marked(
    db: Database, follow: Callable[..., Any], tell: Tell, told: Any, opening: str, credited: int
) -> None:
    first = tell(told(LONG, day="2023-03-01"))
    second = tell(told(opening + LONG, source="the-crust", day="2023-03-02"))
    assert follow([first, second]) == [(second, first, None, "copy", credited)]
    assert roles(db) == {first: "origin", second: "copy"}
    uncredited = db.execute("SELECT article_id, from_id FROM uncredited").fetchall()
    assert uncredited == ([] if credited else [(second, first)])


def test_a_story_that_comes_back_is_recognised(
    db: Database, follow: Callable[..., Any], tell: Tell, told: Any
) -> None:
    days = ("2023-03-01", "2023-03-05", "2023-09-01", "2023-09-02")
    numbers = [tell(told(f"Flour, part {n}.", day=day)) for n, day in enumerate(days)]
    follow(numbers)
    rows = db.execute("SELECT article_id, previous_id, days, articles FROM resurfacings").fetchall()
    assert rows == [(numbers[2], numbers[1], 180, 2)]


def test_the_same_figures_soon_after_are_a_weak_sign(
    db: Database, follow: Callable[..., Any], tell: Tell, told: Any
) -> None:
    figures = {"150 dollars": (150, "USD", ""), "9 sacks": (9, "sacks", "")}
    first = tell(told("It cost 150 dollars for 9 sacks.", day="2023-03-01", figures=figures))
    second = tell(told("9 sacks, and 150 dollars!", day="2023-03-02", source="la-miche",
                       figures=figures))  # fmt: skip
    assert follow([first, second]) == [(second, first, None, "time", 0)]
    assert roles(db) == {first: "independent", second: "independent"}


def test_who_is_off_the_topic_gives_nothing(
    db: Database, topic: Topic, follow: Callable[..., Any], archive: list[int]
) -> None:
    first, second, _ = archive
    follow([first, second])
    with db.atomic():
        clusters.take_out(db, [second])
        analyses.save(db, [Analysis(str(second), "fr", "v2", relevant=False)])
        changes.touch(db, "clusters", [second])
    assert follow([first]) == []
    assert (roles(db), roots(db)) == ({first: "independent"}, [])


def test_addresses_and_names_lead_to_their_outlet(db: Database, topic: Topic) -> None:
    known = outlets.read(db, topic)
    assert known.own("loaf", "the-loaf") and known.own("tl", "the-loaf")
    assert not known.own("tl", "the-crust")
    assert known.source("loaf") == known.source("x", "The Loaf") == "the-loaf"
    assert known.at("https://www.loaf.example/a/b") == "the-loaf"
    assert known.at("https://loaf.example/") is None
    assert known.at("https://other.example/a") is None


def put(db: Database, story: int, articles: Iterable[int]) -> None:
    """Put articles in a story, as clusters do."""
    covered = coverage.articles(db, articles)
    with db.atomic():
        known = clusters.placed(db, articles)
        clusters.save(
            db,
            [Story(story)] if story not in clusters.stories(db, [story]) else [],
            [
                StoryArticle(
                    a.id, story, "independent", 1, a.lang, a.day, source_id=a.source_id,
                    moment=stamp(a), moved_from=known[a.id].story_id if a.id in known else None,
                )
                for a in covered
            ],
        )  # fmt: skip
        clusters.save(db, clusters.told(db, [story]), [])
        changes.touch(db, "clusters", articles)


def work(db: Database, topic: Topic) -> set[tuple[Any, ...]]:
    run.work_off(db, topic, lambda part, done, total: None, [origins.PART])
    sql = "SELECT article_id, from_id, from_outlet, kind, story_id FROM cascade"
    return set(db.execute(sql).fetchall())


def test_a_link_finds_an_article_that_comes_later_in_another_story(
    db: Database, topic: Topic, tell: Tell, told: Any
) -> None:
    link = "https://loaf.example/sacks"
    taker = tell(told("Nine sacks too many, writes The Loaf.", source="the-crust",
                      day="2023-03-05", credits={"The Loaf": "the-loaf"},
                      links=(link,)))  # fmt: skip
    put(db, 1, [taker])
    assert work(db, topic) == {
        (taker, None, "the-loaf", "credit", 1), (taker, None, "the-loaf", "link", 1),
    }  # fmt: skip
    giver = tell(told("A clerk has found nine sacks.", day="2023-03-04"), url=link)
    put(db, 2, [giver])
    assert work(db, topic) == {
        (taker, giver, None, "credit", 1), (taker, giver, None, "link", 1),
    }  # fmt: skip
    assert roles(db) == {taker: "follower", giver: "origin"}
    assert roots(db) == [(giver, None, "2023-03-04", 1, "article")]


def test_a_credit_follows_an_article_that_changes_story(
    db: Database, topic: Topic, tell: Tell, told: Any
) -> None:
    giver = tell(told("A clerk has found nine sacks.", day="2023-03-04"))
    here, there = (
        tell(told(f"{words}, writes The Loaf.", source="the-crust", day="2023-03-05",
                  credits={"The Loaf": "the-loaf"}))
        for words in ("Nine sacks too many", "A clerk with a torch")
    )  # fmt: skip
    put(db, 1, [giver, here])
    put(db, 2, [there])
    assert work(db, topic) == {
        (here, giver, None, "credit", 1), (there, None, "the-loaf", "credit", 2),
    }  # fmt: skip
    put(db, 2, [giver])
    assert work(db, topic) == {
        (here, None, "the-loaf", "credit", 1), (there, giver, None, "credit", 2),
    }  # fmt: skip
    assert {row[:2] for row in roots(db)} == {(None, "the-loaf"), (giver, None)}


def test_one_by_one_backwards_gives_what_all_at_once_gives(
    db: Database, topic: Topic, tell: Tell, told: Any
) -> None:
    """Credits, links and common figures in a story that lasts, the last article first."""
    figures = {"150 dollars": (150, "USD", ""), "9 sacks": (9, "sacks", "")}
    outlets = ("the-loaf", "the-crust", "la-miche", "the-daily-roll")
    numbers = [
        tell(told(
            f"Part {n}: 150 dollars for 9 sacks" + (", writes The Loaf." if n % 3 == 2 else "."),
            day=f"2023-0{3 + 3 * (n // 6)}-{n + 1:02}", source=outlets[n % 4],
            figures=figures if n % 2 else {},
            credits={"The Loaf": "the-loaf"} if n % 3 == 2 else {},
            links=("https://the-crust.example/2",) if n % 5 == 4 else (),
        ))
        for n in range(12)
    ]  # fmt: skip
    tables = ("resurfacings", "story_outlets")
    for number in reversed(numbers):
        put(db, 1, [number])
        work(db, topic)
    gradual = [work(db, topic), roles(db), {*roots(db)},
               *(db.execute(f"SELECT * FROM {table}").fetchall() for table in tables)]  # fmt: skip
    with db.atomic():
        changes.touch(db, "clusters", numbers)
    assert (len(gradual[0]), len(gradual[2]), len(gradual[3])) == (6, 2, 1)
    assert gradual == [
        work(db, topic), roles(db), {*roots(db)},
        *(db.execute(f"SELECT * FROM {table}").fetchall() for table in tables),
    ]  # fmt: skip
