from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from stories import wording
from stories.bilingual import Language, load
from stories.translated import likeness
from stories.wording import Wording

PAIRS = tomllib.loads(Path(__file__).with_name("translations.toml").read_text(encoding="utf-8"))


def read(name: str) -> list[tuple[Wording, Wording]]:
    return [(wording.read("fr", p["fr"]), wording.read("en", p["en"])) for p in PAIRS[name]]


@pytest.mark.parametrize(("name", "least"), [("tuned", 0.75), ("held_out", 0.75)])
def test_translations_are_found(name: str, least: float) -> None:
    found = [likeness(fr, en) is not None for fr, en in read(name)]
    assert sum(found) / len(found) >= least


@pytest.mark.parametrize("name", ["tuned", "held_out"])
def test_no_two_statements_are_taken_for_one(name: str) -> None:
    every = read(name)
    taken = [
        (fr.words, en.words)
        for n, (fr, _) in enumerate(every)
        for m, (_, en) in enumerate(every)
        if n != m and likeness(fr, en)
    ]
    assert not taken


def test_numbers_and_names_weigh_more_than_words() -> None:
    fr = wording.read("fr", "La ville a perdu 1 200 emplois", names=["roncheval"])
    same = wording.read("en", "The town lost 1,200 jobs", names=["roncheval"])
    other = wording.read("en", "The town lost 4,500 jobs", names=["brackenridge"])
    assert (likeness(fr, same) or 0) > 0.9
    assert likeness(fr, other) is None


def test_a_denial_on_one_side_tells_against_it() -> None:
    fr = wording.read("fr", "Nous ne vendrons pas le bateau de notre père")
    yes, no = (
        likeness(fr, wording.read("en", f"We will {word}sell the boat of our father"))
        for word in ("", "not ")
    )
    assert (yes or 0) < (no or 0)


def test_translations_share_a_key() -> None:
    for fr, en in read("held_out"):
        if likeness(fr, en):
            assert {*wording.features(fr)} & {*wording.features(en)}


@pytest.mark.parametrize(
    ("lang", "text", "words"),
    [
        ("en", "We won’t pay 16,000 dollars.", ("we", "won", "t", "pay", "16000", "dollars")),
        ("fr", "L’œuvre à 16 000,50 €", ("l", "oeuvre", "a", "16000.50")),
    ],
)
def test_words_are_plain(lang: Language, text: str, words: tuple[str, ...]) -> None:
    read = wording.read(lang, text, start=7)
    assert read.words == words
    assert read.places[0][0] == 7


def test_the_word_list_knows_both_sides_of_each_pair() -> None:
    lists = load()
    assert lists.meaning("fr", "bateaux") & lists.meaning("en", "boats")
    assert not lists.meaning("fr", "crabe")
    assert all(fr and en for fr, en in lists.words.items())
