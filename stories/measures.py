"""What a figure measures, by the words around it: who belongs, what it cost, how long it lasted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from re import Pattern

from pydantic import BaseModel, ConfigDict, RootModel

from stories.bounds import TIMES
from stories.phrases import Lexicon, Names, Phrases, lexicon, pattern, read
from stories.sentences import Sentence

Place = tuple[int, int]
FAR = 70  # characters at most between a figure and a cue
CLOSE = 12  # the same for a cue that must stand right at it
CUE = 60  # characters of a cue, at most
SENTENCES = 256  # kept, since the figures of one sentence are asked for in turn
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class Measure(BaseModel):
    """A table of `measures.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    units: Names
    alike: Names = ()
    days: int
    grows: bool = False
    own: bool = False
    event: bool = False


class Cues(BaseModel):
    """The words of one measure: its nouns beside `before` and `after`, or any of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    before: Names = ()
    after: Names = ()
    near: Names = ()
    noun: Names = ()


class Words(Phrases):
    """`fr/measures.toml` and `en/measures.toml`."""

    aspects: dict[str, Names]
    groups: dict[str, Names]
    restricted: Names
    paid_for: Names
    joined: Names
    joined_by: Names
    measures: dict[str, Cues]


class _Measures(RootModel[dict[str, Measure]]):
    """`measures.toml`."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """The words of a measure as patterns."""

    before: Pattern[str]
    after: Pattern[str]
    near: Pattern[str]
    noun: Pattern[str]
    adjacent: bool  # whether its cues must stand right at the figure, which must have its noun


@cache
def measures() -> Mapping[str, Measure]:
    """All measures by name."""
    found: _Measures = read("measures", _Measures)
    return found.root


def kind(unit: str) -> str:
    """
    >>> kind("USD"), kind("USD/hour"), kind("weeks"), kind("people")
    ('money', 'rate', 'time', 'people')
    """
    what, _, per = unit.partition("/")
    if what.isupper():
        return "rate" if per else "money"
    return "time" if unit in TIMES else unit


def measured(
    sentence: Sentence, place: Place, unit: str, others: Sequence[Place], lang: str
) -> tuple[str, int] | None:
    """The measure whose cue is nearest, and how far that is; no other figure may stand between.

    `place` and `others` index the text that the sentence is of.
    """
    start, end = place[0] - sentence.start, place[1] - sentence.start
    walls = [(a - sentence.start, b - sentence.start) for a, b in others]
    found = [
        (gap, name)
        for name, words in _patterns(lang).items()
        if kind(unit) in measures()[name].units
        and (gap := _gap(words, sentence.text, start, end, walls, lang)) is not None
    ]
    return (min(found)[1], min(found)[0]) if found else None


def _gap(
    words: Patterns, text: str, start: int, end: int, walls: Sequence[Place], lang: str
) -> int | None:
    noun = words.noun.search(text[start : end + CLOSE])
    if words.adjacent and (not noun or _restricted(lang).match(text[end:].lstrip(" "))):
        return None
    if noun and not words.adjacent:
        return 0
    far = CLOSE if words.adjacent else FAR
    first, last = max(start - far - CUE, 0), end + far + CUE
    gaps = [start - m.end() for m in words.before.finditer(text, first, start)]
    gaps += [m.start() - end for m in words.after.finditer(text, max(start, end - far), last)]
    near = words.near.finditer(text, first, last)
    gaps += [gap for m in near if (gap := _far(m, start, end, walls)) >= 0]
    return min((max(gap, 0) for gap in gaps if gap <= far), default=None)


def _far(found: re.Match[str], start: int, end: int, walls: Sequence[Place]) -> int:
    """How far a cue is from a figure, twice that behind it; -1 where another figure is between."""
    low, high = (found.end(), start) if found.end() <= start else (end, found.start())
    if any(low <= a < high for a, _ in walls):
        return -1
    return max(high - low, 0) * (1 if found.end() <= start else 2)


@lru_cache(SENTENCES)
def aspects(text: str, lang: str) -> str:
    """What makes it another thing: that it is asked for, a minimum, of a board …"""
    named = {name for name, _ in _aspects(lang).found(text)}
    return "+".join(name for name in _aspects(lang).lists if name in named)


def years(text: str, but: str) -> str:
    """The years that a text names, without one."""
    return "+".join(sorted({match.group() for match in YEAR.finditer(text)} - {but}))


@lru_cache(SENTENCES)
def groups(text: str, lang: str) -> frozenset[str]:
    """The groups of people that a text names."""
    return frozenset(name for name, _ in _groups(lang).found(text))


def foremost(text: str, lang: str) -> frozenset[str]:
    """The group that a text names most often."""
    counts = Counter(name for name, _ in _groups(lang).found(text))
    most = max(_groups(lang).lists, key=lambda name: counts[name])
    return frozenset([most] if counts[most] else [])


@cache
def _patterns(lang: str) -> dict[str, Patterns]:
    return {
        name: Patterns(
            pattern(cue.before),
            pattern(cue.after),
            pattern(cue.near),
            pattern(cue.noun),
            adjacent=bool(cue.noun and (cue.before or cue.after)),
        )
        for name, cue in _words(lang).measures.items()
    }


@cache
def _aspects(lang: str) -> Lexicon:
    return lexicon(_words(lang).aspects)


@cache
def _groups(lang: str) -> Lexicon:
    return lexicon(_words(lang).groups)


@cache
def paid_for(lang: str) -> Pattern[str]:
    """What stands between an amount and the time that it was paid for."""
    return pattern(_words(lang).paid_for)


def joined(between: str, lang: str) -> bool:
    """Whether two names are told of together, by what stands between them.

    >>> joined(" and the bakery ", "en"), joined(" sued ", "en")
    (True, False)
    """
    return _joined(lang).fullmatch(between) is not None


@cache
def _joined(lang: str) -> Pattern[str]:
    words = _words(lang)
    both, article = pattern(words.joined).pattern, pattern(words.joined_by).pattern
    return re.compile(rf"\s*{both}\s*(?:{article}\s*(?:[\w-]+\s+){{0,2}})?", re.IGNORECASE)


@cache
def _restricted(lang: str) -> Pattern[str]:
    return pattern(_words(lang).restricted)


def _words(lang: str) -> Words:
    found: Words = read(f"{lang}/measures", Words)
    return found
