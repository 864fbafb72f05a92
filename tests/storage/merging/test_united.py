"""Revisions of one article that two machines saw: in one order, none lost, none twice."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from storage.merging.united import Version, united


def version(digest: str, second: int, extractor: str = "one") -> Version:
    return Version(digest, f"2023-07-14T10:00:{second:02}+00:00", extractor, "", digest)


def seen(*texts: str) -> list[Version]:
    """`a1` is the text a, seen at the first second."""
    return [version(text[0], int(text[1:])) for text in texts]


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        (["a1"], ["a2"], ["a1"]),
        (["a2"], ["a1"], ["a1"]),
        (["a1", "b3"], ["a2", "c4"], ["a1", "b3", "c4"]),
        (["a1", "c4"], ["b2"], ["a1", "b2", "c4"]),
        (["a1", "b2"], ["b3", "a4"], ["a1", "b2", "a4"]),
        (["a1", "b5"], ["b3"], ["a1", "b3"]),
        ([], ["a1", "b1"], ["a1", "b1"]),
        (["b1", "a1"], ["b1", "a1"], ["b1", "a1"]),
    ],
)
def test_versions_stand_in_the_order_of_their_time(
    mine: list[str], theirs: list[str], both: list[str]
) -> None:
    assert list(united(seen(*mine), seen(*theirs)).versions) == seen(*both)


def test_moments_are_compared_whatever_their_zone() -> None:
    here = [Version("a", "2023-07-14T12:00:00+02:00", "", "", "")]
    there = [Version("b", "2023-07-14T10:30:00Z", "", "", "")]
    assert united(here, there).versions == (*here, *there)


@pytest.mark.parametrize("seed", range(200))
def test_any_two_histories_are_brought_together(seed: int) -> None:
    made = random.Random(seed)
    mine, theirs = (_history(made) for _ in range(2))
    both = united(mine, theirs)
    kept = both.versions
    assert kept == united(theirs, mine).versions
    assert all(one.digest != next_.digest for one, next_ in pairwise(kept))
    for side, numbers in ((mine, both.mine), (theirs, both.theirs)):
        assert [kept[n - 1].digest for n in numbers] == [v.digest for v in side]
        assert list(numbers) == sorted(numbers)
        assert united(kept, side).versions == kept


def _history(made: random.Random) -> list[Version]:
    moments = sorted(made.choices(range(12), k=made.randrange(1, 6)))
    found: list[Version] = []
    for moment in moments:
        text = version(made.choice("abc"), moment, made.choice(["one", "two"]))
        if not found or found[-1].digest != text.digest:
            found.append(text)
    return found
