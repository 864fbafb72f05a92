from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

import pytest
from sqlite_utils import Database

from storage.outcomes import Copy, CopyRole
from storage.records import Polarity
from storage.told import copies
from storage.told.contested import SIDES, Said
from stories import contested, positions, run
from topics import Topic

Tell = Callable[..., int]
MONTH = ("night-work", "2023-03")


def counts(topic: Topic, *said: tuple[str, str, int, Polarity]) -> dict[str, tuple[int, int, int]]:
    """By language, from who says what in which language and article."""
    office = {MONTH[1]: contested.offices(topic, MONTH[1])}
    total: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for article in dict.fromkeys(n for _, _, n, _ in said):
        some = [Said(who, *MONTH, lang, side, 0.8, "original")
                for who, lang, n, side in said if n == article]  # fmt: skip
        for (*_, holder, key), weights in contested.weights(some, office).items():
            total[holder, key].update(dict(zip(SIDES, weights, strict=True)))
    found: dict[str, Counter[str | None]] = defaultdict(Counter)
    for (_, lang), sums in total.items():
        found[lang][contested.side((sums["favor"], sums["against"], sums["ambivalent"]))] += 1
    return {lang: (n["favor"], n["against"], n["ambivalent"]) for lang, n in found.items()}


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ((5, 0, 0), (5, 1, 0)),  # all agree
        ((9, 1, 0), (5, 5, 0)),  # balance
        ((1, 1, 0), (10, 10, 0)),  # volume
        ((2, 2, 6), (2, 2, 0)),  # those who hesitate
    ],
)
def test_the_index_grows_with_balance_and_volume(
    less: tuple[int, int, int], more: tuple[int, int, int]
) -> None:
    assert contested.index(*less) < contested.index(*more) < 1
    assert contested.index(less[1], less[0], less[2]) == contested.index(*less)
    assert contested.index(0, 0, 0) == 0


def test_holders_count_once_whatever_is_repeated(topic: Topic) -> None:
    loud: Sequence[tuple[str, str, int, Polarity]] = [("a", "en", n, "favor") for n in range(9)]
    assert counts(topic, *loud, ("b", "en", 9, "against")) == {
        "en": (1, 1, 0), "any": (1, 1, 0),
    }  # fmt: skip


def test_a_holder_is_on_the_side_with_more_weight(topic: Topic) -> None:
    said: list[tuple[str, str, int, Polarity]] = [
        ("a", "en", 1, "favor"), ("a", "en", 1, "favor"), ("a", "en", 2, "against"),
        ("a", "fr", 3, "against"),
    ]  # fmt: skip
    assert counts(topic, *said) == {"fr": (0, 1, 0), "en": (0, 0, 1), "any": (0, 1, 0)}


def test_who_speaks_for_an_organisation_counts_as_it(topic: Topic) -> None:
    union = topic.entities["bakers-union"]
    office = {"of": "bakers-union", "title": {"fr": "présidente", "en": "president"}}
    model = type(union).model_validate
    chair = model({"id": "ada-crust", "type": "PERSON", "name": "Ada Crust",
                   "offices": [{**office, "since": "2023-02-01"}]})  # fmt: skip
    former = model({"id": "bo-rye", "type": "PERSON", "name": "Bo Rye",
                    "offices": [{**office, "until": "2023-02-01"}]})  # fmt: skip
    topic.entities.update({"ada-crust": chair, "bo-rye": former})
    said: list[tuple[str, str, int, Polarity]] = [
        (who, "en", n, "against") for n, who in enumerate(("ada-crust", "bo-rye", "bakers-union"))
    ]
    assert counts(topic, *said)["any"] == (0, 2, 0)


def test_copies_are_left_out_and_translations_count_in_their_language(
    db: Database, topic: Topic, tell: Tell, told: Callable[..., object]
) -> None:
    def one(holder: str, lang: str, polarity: Polarity) -> int:
        stances = {"Night work": (holder, "night-work", polarity)}
        return tell(told(f"Night work: {holder}.", lang=lang, stances=stances))

    said: list[tuple[str, Polarity]] = [("en", "favor"), ("en", "against"), ("en", "against"),
                                        ("fr", "favor"), ("fr", "against")]  # fmt: skip
    first, *rest, french, again = (one("a", *each) for each in said)
    of = {rest[0]: first, rest[1]: first, french: first, again: french}
    roles: dict[int, CopyRole] = {french: "translation", first: "original"}
    with db.atomic():
        copies.save(db, [first, *of], [
            Copy(n, first, of.get(n, n), roles.get(n, "copy"), 1, 1, 1, 1, "by-hand")
            for n in (first, *of)
        ])  # fmt: skip
    run.work_off(db, topic, lambda part, done, total: None, [positions.PART])
    found = db.execute("SELECT lang, polarity, favor > 0, against FROM contested_holders")
    assert found.fetchall() == [
        ("any", "favor", 1, 0),
        ("en", "favor", 1, 0),
        ("fr", "favor", 1, 0),
    ]


def test_the_month_follows_the_articles(
    db: Database, topic: Topic, tell: Tell, told: Callable[..., object]
) -> None:
    for holder, lang, polarity in [
        ("a", "en", "favor"),
        ("b", "en", "against"),
        ("a", "fr", "favor"),
    ]:
        stances = {"Night work": (holder, "night-work", polarity)}
        tell(told(f"Night work: {holder}, {lang}.", lang=lang, stances=stances))
    run.work_off(db, topic, lambda part, done, total: None, [positions.PART])
    found = db.execute('SELECT period, lang, favor, against, "index" FROM contested').fetchall()
    assert found == [
        ("2023-03", "any", 1, 1, contested.index(1, 1, 0)),
        ("2023-03", "en", 1, 1, contested.index(1, 1, 0)),
        ("2023-03", "fr", 1, 0, 0.0),
    ]
