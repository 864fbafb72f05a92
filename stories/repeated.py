"""Whether two quotations in one language are the same words: whole, cut short or altered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from functools import lru_cache
from typing import Literal

from stories.bilingual import Language, load
from stories.wording import Wording

Words = tuple[str, ...]
Kind = Literal["same", "truncation", "extension", "alteration"]
SHORTEST = 4  # words: fewer can be anybody's
RUN = 3  # words in a row that altered words must have in common
RUNS = 3  # pieces that a cut quotation may be in
PAIRS = 8192  # comparisons kept: what many repeat is compared again and again
ALTERED = 0.7  # share of the words of both that altered words must have in common


@dataclass(frozen=True, slots=True)
class Repeated:
    """How a quotation repeats another; `first` and `last` are words of the other."""

    kind: Kind
    similarity: float  # share of the words of both that they have in common
    rule: str
    first: int
    last: int


def compare(one: Wording, other: Wording) -> Repeated | None:
    """What `one` is to `other`; None where they are not the same words.

    The rule says what was done to them: `cut` at an end or `cut-within`, `longer`,
    `number-changed`, `negation-changed` or `words-changed`.
    """
    return _compared(one.lang, one.words, other.words)


@lru_cache(PAIRS)
def _compared(lang: Language, ours: Words, theirs: Words) -> Repeated | None:
    if min(len(ours), len(theirs)) < SHORTEST:
        return None
    if ours == theirs:
        return Repeated("same", 1, "same-words", 0, len(theirs) - 1)
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    runs = [block for block in matcher.get_matching_blocks() if block.size]
    common = sum(block.size for block in runs)
    if not runs:
        return None
    place = runs[0].b, runs[-1].b + runs[-1].size - 1
    share = round(2 * common / (len(ours) + len(theirs)), 4)
    mine, yours = _inside(runs)
    altered = _altered(lang, (ours[mine], theirs[yours]), (ours, theirs))
    whole = common == min(len(ours), len(theirs)) and altered == "words-changed"
    if whole and _pieces([block.size for block in runs]):
        if common == len(theirs):
            return Repeated("extension", share, "longer", *place)
        rule = "cut" if len(runs) == 1 else "cut-within"
        return Repeated("truncation", share, rule, *place)
    if share >= ALTERED and max(block.size for block in runs) >= RUN:
        return Repeated("alteration", share, altered, 0, len(theirs) - 1)
    return None


def _pieces(sizes: Sequence[int]) -> bool:
    return len(sizes) <= RUNS and (len(sizes) == 1 or min(sizes) > 1)


def _inside(runs: Sequence[Match]) -> tuple[slice, slice]:
    """The words of either side from the first that they have in common to the last."""
    first, last = runs[0], runs[-1]
    return slice(first.a, last.a + last.size), slice(first.b, last.b + last.size)


def _altered(lang: Language, shared: tuple[Words, Words], whole: tuple[Words, Words]) -> str:
    """A denial that only stands in another place is not gone."""
    lists = load()
    numbers = lists.numbers.fr if lang == "fr" else lists.numbers.en
    denials = lists.negation.fr if lang == "fr" else lists.negation.en
    if _told(shared[0], numbers) != _told(shared[1], numbers):
        return "number-changed"
    denied = [[sum(w in denials for w in words) for words in pair] for pair in (shared, whole)]
    return "negation-changed" if all(a != b for a, b in denied) else "words-changed"


def _told(words: Iterable[str], numbers: Mapping[str, float]) -> set[float]:
    """The numbers among words, in digits or not."""
    return {
        float(word) if word[0].isdigit() else numbers[word]
        for word in words
        if word[0].isdigit() or word in numbers
    }
