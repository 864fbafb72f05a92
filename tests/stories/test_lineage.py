from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from sqlite_utils import Database

from storage import changes
from storage.outcomes import Copy
from storage.told import copies
from stories import lineage, run
from topics import Topic

Says = Callable[..., int]
Row = tuple[object, ...]
WORDS = (
    "We will sell the boat before we dismiss a single sailor, and everybody in the harbour knows it"
)
FRENCH = (
    "Nous vendrons le bateau avant de licencier un seul marin, et tout le monde au port le sait"
)
TOLD = """
    SELECT a.source_id, q.role, o.source_id, q.rule, q.statement_id
    FROM statement_quotes q JOIN articles a ON a.id = q.article_id
    LEFT JOIN articles o ON o.id = q.of_id ORDER BY q.day, a.id, q."start"
"""


def work(db: Database, topic: Topic) -> list[Row]:
    run.work_off(db, topic, lambda part, done, total: None, [lineage.PART])
    return db.execute(TOLD).fetchall()


def everything(db: Database) -> list[list[Row]]:
    tables = {"statements": "id", "statement_quotes": "article_id", "statement_keys": "key"}
    return [db.execute(f"SELECT * FROM {t} ORDER BY {by}").fetchall() for t, by in tables.items()]


@pytest.fixture
def says(tell: Callable[..., int], told: Callable[..., object]) -> Says:
    """An article of one outlet that quotes somebody."""

    def _says(
        source: str, day: int, words: str, speaker: str = "ada-crust", lang: str = "en", **more: str
    ) -> int:
        after = more.get("after", "said")
        text = f'A line to begin with, from {source}. "{words}", {after} somebody.'
        one = told(text, day=f"2023-03-{day:02}", source=source, lang=lang, quotes={words: speaker})
        return tell(one, url=more.get("url", ""), seen_at=more.get("seen_at", ""))

    return _says


def roles(rows: Sequence[Row]) -> list[tuple[object, object, object]]:
    return [(row[0], row[1], row[2]) for row in rows]


def test_the_same_statement_in_two_languages(db: Database, topic: Topic, says: Says) -> None:
    says("the-loaf", 1, WORDS)
    says("the-oven", 2, WORDS.upper())
    says("la-miche", 3, FRENCH, lang="fr")
    says("le-four", 4, FRENCH, lang="fr")
    says("the-crust", 5, "We will sell the boat before we dismiss a single sailor")
    says("the-crumb", 6, WORDS.replace("sailor", "captain"))
    assert roles(found := work(db, topic)) == [
        ("the-loaf", "original", None),
        ("the-oven", "same", "the-loaf"),
        ("la-miche", "translation", "the-loaf"),
        ("le-four", "same", "la-miche"),
        ("the-crust", "truncation", "the-loaf"),
        ("the-crumb", "alteration", "the-loaf"),
    ]
    assert len({row[-1] for row in found}) == 1
    assert db.execute(
        "SELECT speaker_id, first_day, last_day, articles, origins, languages, first_article "
        "FROM statements"
    ).fetchall() == [("ada-crust", "2023-03-01", "2023-03-06", 6, 6, "en fr", 1)]


def test_it_does_not_matter_which_comes_first(db: Database, topic: Topic, says: Says) -> None:
    plan = [
        ("le-four", 4, FRENCH, "fr"), ("the-crust", 5, WORDS[:55], "en"),
        ("la-miche", 3, FRENCH, "fr"), ("the-oven", 2, WORDS, "en"), ("the-loaf", 1, WORDS, "en"),
    ]  # fmt: skip
    for source, day, words, lang in plan:
        says(source, day, words, lang=lang)
        found = work(db, topic)
    assert roles(found) == [
        ("the-loaf", "original", None),
        ("the-oven", "same", "the-loaf"),
        ("la-miche", "translation", "the-loaf"),
        ("le-four", "same", "la-miche"),
        ("the-crust", "truncation", "the-loaf"),
    ]
    assert db.table("statements").count == 1


def test_a_longer_quotation_joins_what_was_apart(db: Database, topic: Topic, says: Says) -> None:
    says("the-loaf", 1, "We will sell the boat before we dismiss a single sailor")
    says("the-oven", 1, "and everybody in the harbour knows it by now")
    assert len({row[-1] for row in work(db, topic)}) == 2
    says("the-crust", 2, f"{WORDS} by now")
    assert roles(work(db, topic)) == [
        ("the-loaf", "truncation", "the-crust"),
        ("the-oven", "truncation", "the-crust"),
        ("the-crust", "original", None),
    ]
    assert db.execute("SELECT first_article FROM statements").fetchall() == [(1,)]


def test_a_cut_points_to_the_passage_that_is_left(db: Database, topic: Topic, says: Says) -> None:
    says("the-loaf", 1, WORDS)
    says("the-oven", 2, "dismiss a single sailor, and everybody in the harbour")
    work(db, topic)
    [(left,)] = db.execute(
        "SELECT substr(t.text, q.of_start + 1, q.of_end - q.of_start) FROM statement_quotes q "
        "JOIN texts t ON t.article_id = q.of_id AND t.revision = q.of_revision"
    )
    assert left == "dismiss a single sailor, and everybody in the harbour"


@pytest.mark.parametrize(
    ("words", "more"),
    [
        (WORDS, {"speaker": "bo-rye"}),
        (FRENCH, {"speaker": "bo-rye", "lang": "fr"}),
        (FRENCH, {"lang": "fr", "day": 25}),
        ("Nous voulons savoir qui a donné cet ordre au pilote du port", {"lang": "fr"}),
        ("We will sell the house and leave the town with a single dog", {}),
        ("We will not", {}),
    ],
    ids=["other speaker", "translated by another", "long after", "other words", "alike", "short"],
)
def test_what_is_not_the_same_statement(
    db: Database, topic: Topic, says: Says, words: str, more: dict[str, str | int]
) -> None:
    says("the-loaf", 1, WORDS)
    says("la-miche", **{"day": 2, "words": words, **more})
    assert [row[1] for row in work(db, topic)] == ["original", "original"]


@pytest.mark.parametrize(
    ("was", "now", "rule"),
    [("single", "lazy", "words-changed"), ("will", "will not", "negation-changed"),
     ("a single sailor", "300 sailors", "number-changed")],
)  # fmt: skip
def test_the_rule_says_what_was_altered(
    db: Database, topic: Topic, says: Says, was: str, now: str, rule: str
) -> None:
    says("the-loaf", 1, WORDS)
    says("the-oven", 2, WORDS.replace(was, now))
    assert [row[3] for row in work(db, topic)] == ["first/1", f"{rule}/1"]


def test_where_an_article_says_what_was_translated(db: Database, topic: Topic, says: Says) -> None:
    says("the-loaf", 1, WORDS, after="said in French to a reporter,")
    says("la-miche", 3, FRENCH, lang="fr")
    assert roles(work(db, topic)) == [
        ("the-loaf", "translation", "la-miche"), ("la-miche", "original", None)]  # fmt: skip


def test_what_is_gone_and_what_comes_again(db: Database, topic: Topic, says: Says) -> None:
    first = says("the-loaf", 1, WORDS, url="https://the-loaf.example/a")
    others = [says("the-oven", 2, WORDS), says("la-miche", 3, FRENCH, lang="fr")]
    work(db, topic)
    before = everything(db)
    with db.atomic():
        changes.touch(db, "copies", [first, *others])
    work(db, topic)
    assert everything(db) == before
    says("the-loaf", 1, "Nothing of the kind was ever said by us here",
         url="https://the-loaf.example/a", seen_at="2023-03-09T06:00:00+00:00")  # fmt: skip
    assert roles(work(db, topic)) == [
        ("the-loaf", "original", None), ("the-oven", "original", None),
        ("la-miche", "translation", "the-oven"),
    ]  # fmt: skip


def test_copies_are_counted_apart(db: Database, topic: Topic, says: Says) -> None:
    both = [says("the-loaf", 1, WORDS), says("the-oven", 1, WORDS)]
    work(db, topic)
    with db.atomic():
        copies.save(db, both, [
            Copy(one, both[0], both[0], "copy" if one > both[0] else "original", 1, 1, 1, 1, "-")
            for one in both
        ])  # fmt: skip
        changes.touch(db, "copies", both)
    work(db, topic)
    assert db.execute("SELECT articles, origins FROM statements").fetchall() == [(2, 1)]


def test_later_parts_hear_of_articles_whose_quotations_moved(
    db: Database, topic: Topic, says: Says
) -> None:
    second = says("the-oven", 2, WORDS)
    work(db, topic)
    mark = changes.upto(db, "statements", "1")
    first = says("the-loaf", 1, WORDS)
    work(db, topic)
    heard = [one for batch in changes.pending(db, mark, ["statements"]) for one in batch.articles]
    assert sorted(heard) == [second, first]


def test_words_that_deny_nothing_any_more_are_an_alteration_in_their_own_language(
    db: Database, topic: Topic, says: Says
) -> None:
    said = "We will never sell the boat before we have asked each sailor in the harbour"
    french = "Nous ne vendrons jamais le bateau avant d'avoir demandé à chaque marin du port"
    says("the-loaf", 1, said)
    says("la-miche", 2, french, lang="fr")
    says("le-four", 3, french.replace("ne vendrons jamais", "vendrons"), lang="fr")
    rows = work(db, topic)
    assert roles(rows)[1:] == [
        ("la-miche", "translation", "the-loaf"), ("le-four", "alteration", "la-miche"),
    ]  # fmt: skip
    assert rows[2][3] == "negation-changed/1"


def test_a_translation_tells_that_it_denies_otherwise(
    db: Database, topic: Topic, says: Says
) -> None:
    says(
        "the-loaf", 1, "We will never sell the boat before we have asked each sailor in the harbour"
    )
    says("la-miche", 2, "Nous vendrons le bateau avant d'avoir demandé à chaque marin du port",
         lang="fr")  # fmt: skip
    rows = work(db, topic)
    assert rows[1][1:4] == ("translation", "the-loaf", "translation-negation-changed/1")


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("We saw three hundred sailors in front of the gates of the harbour", "number-changed/1"),
        ("We saw 30 sailors in front of all gates of the harbour", "words-changed/1"),
        ("We never saw thirty sailors in front of the gates of the harbour", "negation-changed/1"),
    ],
)
def test_what_is_changed_is_told_by_numbers_and_denials(
    db: Database, topic: Topic, says: Says, words: str, rule: str
) -> None:
    said = "We saw thirty sailors in front of the gates of the harbour"
    says("the-loaf", 1, said)
    says("the-oven", 2, words)
    assert work(db, topic)[1][1::2][:2] == ("alteration", rule)


SAID = [
    (WORDS, "en"), (FRENCH, "fr"), (WORDS[:55], "en"), (WORDS.replace("single", "lazy"), "en"),
    (FRENCH[:60], "fr"), (FRENCH.replace("licencier", "renvoyer"), "fr"),
    (f"{WORDS} by now", "en"), ("Nobody in this harbour has ever paid a fine for that", "en"),
    (WORDS[20:], "en"), (f"{FRENCH} très bien", "fr"),
]  # fmt: skip


QUOTED = """
    SELECT article_id, "start", role, of_id, of_start, of_end, rule, similarity, confidence,
        statement_id
    FROM statement_quotes ORDER BY 1, 2
"""
COUNTED = """
    SELECT speaker_id, first_article, first_day, last_day, articles, origins, languages
    FROM statements ORDER BY first_article, articles
"""


def test_one_by_one_as_in_one_pass(db: Database, topic: Topic, says: Says) -> None:
    def made() -> tuple[list[Row], list[Row]]:
        numbers: dict[object, int] = {}
        rows = db.execute(QUOTED).fetchall()
        quoted = [(*row[:-1], numbers.setdefault(row[-1], len(numbers))) for row in rows]
        return quoted, db.execute(COUNTED).fetchall()

    for n in range(28):
        words, lang = SAID[n * 7 % len(SAID)]
        says(f"paper-{n % 5}", 1 + n // 3, words, lang=lang)
        work(db, topic)
    one_by_one = made()
    for table in ("statements", "statement_quotes", "statement_keys", "parts"):
        db.execute(f"DELETE FROM {table}")
    work(db, topic)
    assert made() == one_by_one
    assert db.execute("SELECT MAX(articles) FROM statements").fetchone()[0] > 20


def test_a_repetition_that_goes_is_not_counted_any_more(
    db: Database, topic: Topic, says: Says
) -> None:
    says("the-loaf", 1, WORDS)
    says("the-oven", 2, WORDS, url="https://the-oven.example/a")
    work(db, topic)
    says("the-oven", 2, "Nothing of the kind was ever said by us here",
         url="https://the-oven.example/a", seen_at="2023-03-09T06:00:00+00:00")  # fmt: skip
    work(db, topic)
    counts = db.execute("SELECT articles, last_day FROM statements ORDER BY first_day").fetchall()
    assert counts == [(1, "2023-03-01"), (1, "2023-03-02")]


def test_one_denial_of_two_left_out_is_an_alteration(
    db: Database, topic: Topic, says: Says
) -> None:
    said = "We will never sail at night without the consent of each sailor in the harbour"
    says("the-loaf", 1, said)
    says("the-oven", 2, said.replace("never ", ""))
    assert work(db, topic)[1][1::2][:2] == ("alteration", "negation-changed/1")


def test_a_denial_in_another_place_is_still_there(db: Database, topic: Topic, says: Says) -> None:
    said = "We will never sail at night without the consent of each sailor in the harbour"
    says("the-loaf", 1, said)
    says("the-oven", 2, "Never will we sail at night without the consent of each sailor in harbour")
    assert work(db, topic)[1][1::2][:2] == ("alteration", "words-changed/1")
