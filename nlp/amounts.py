"""How a language writes amounts: the words of `figures.toml`, and the patterns made of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain

from nlp.lexicon import Lexicon, read
from nlp.numbers import Numerals
from nlp.patterns import alternation, fold

Names = tuple[str, ...]
Units = dict[str, Names]
SPACE = r"[ \u00a0\u202f]"


class Amounts(Lexicon):
    """`figures.toml`; a table of units has for each unit the words that name it."""

    decimal: str
    groups: Names
    links: Names
    ranges: Names
    rate: Names
    pieces: Names
    stops: Names
    hedges: Names
    article: Names
    article_before: Names
    article_after: Names
    age_before: Names
    lasting: Names
    when_before: Names
    when_after: Names
    clock_before: Names
    ratio_after: Names
    names_before: Names
    numbers: dict[str, float]
    scales: dict[str, float]
    percent: Units
    currencies: Units
    durations: Units
    per: Units
    counts: Units


@cache
def grammar(lang: str) -> Grammar:
    return Grammar(read(lang, "figures", Amounts))


@dataclass(frozen=True)
class Grammar:
    """What the figures of one language look like; the patterns are made once."""

    amounts: Amounts

    def unit(self, word: str) -> str:
        return self._units[fold(word)]

    def kind(self, unit: str) -> str:
        """Which rule a unit belongs to: money, duration, percent or count."""
        kinds = {"currencies": "money", "durations": "duration", "percent": "percent"}
        return next((k for t, k in kinds.items() if unit in getattr(self.amounts, t)), "count")

    def rate(self, word: str) -> str:
        return self._rates[fold(word)]

    @cached_property
    def numerals(self) -> Numerals:
        words = self.amounts
        return Numerals(words.decimal, words.groups, words.links, words.numbers, words.scales)

    @cached_property
    def figure(self) -> re.Pattern[str]:
        """A number, or a range of two, with its unit; the groups say which kind of unit."""
        words, number = self.amounts, self.numerals.pattern
        signs = alternation(w for w in _words(words.currencies) if not w[-1].isalnum())
        measured = alternation(
            [*_words(words.percent), *_words(words.currencies), *_words(words.durations)]
        )
        other = rf"(?:(?!{alternation(words.stops)})[^\W\d][\w'’-]*{SPACE})"
        pieces = (f"{p[:-1]}['’]\\s?" if p[-1] == "'" else f"{p}\\s" for p in words.pieces)
        piece = f"(?:{'|'.join(pieces)})?" if words.pieces else ""
        link = rf"{SPACE}?(?:{alternation(words.ranges)}|[-–](?=\d)){SPACE}?"
        gap = r"[ \u00a0\u202f-]?"
        each = rf"(?:{gap}{alternation(words.rate)}{gap}(?P<per>{alternation(self._rates)}))?"
        return re.compile(
            rf"(?P<hedge>{alternation(words.hedges)}{SPACE}?)?(?:(?P<sign>{signs}){SPACE}?)?"
            rf"(?:(?P<low>{number}){SPACE}?%?{link}(?:{signs})?)?"
            rf"(?P<number>{number}|(?(low)(?!)|{alternation(words.article)}))"
            rf"(?:[ \u00a0\u202f-]?{piece}(?P<unit>{measured})|(?P<cent>¢)"
            rf"|{SPACE}{piece}{other}{{0,2}}?(?P<count>{alternation(_words(words.counts))})"
            rf"|(?(sign)(?=\W|$)|(?!))){each}",
            re.IGNORECASE,
        )

    def beginnings(self, text: str) -> Iterator[int]:
        """Where a figure may begin: far fewer places than `figure` would be tried at."""
        for piece in self._piece.finditer(text):
            if not piece.group().isalpha() or piece.group().lower() in self._openers:
                yield piece.start()

    @cached_property
    def _piece(self) -> re.Pattern[str]:
        marks = "".join({word[0] for word in self._openings if not word[0].isalpha()})
        return re.compile(rf"[{re.escape(marks)}]|\d+|[^\W\d_]+")

    @cached_property
    def _openers(self) -> frozenset[str]:
        """The first words, in lower case, of all that a figure begins with."""
        found = (re.match(r"[^\W\d_]+", word) for word in self._openings)
        return frozenset(word.group().lower() for word in found if word)

    @cached_property
    def _openings(self) -> list[str]:
        words = self.amounts
        return [
            *words.hedges,
            *_words(words.currencies),
            *words.numbers,
            *words.scales,
            *words.article,
        ]

    @cached_property
    def named(self) -> re.Pattern[str]:
        return _ending(self.amounts.names_before)

    @cached_property
    def ratio_after(self) -> re.Pattern[str]:
        return re.compile(rf"\s?{alternation(self.amounts.ratio_after)}\s{self.numerals.pattern}")

    @cached_property
    def ratio_before(self) -> re.Pattern[str]:
        number, parts = self.numerals.pattern, alternation(self.amounts.ratio_after)
        return re.compile(rf"{number}(?:\s\w+)?\s{parts}\s*$", re.IGNORECASE)

    @cached_property
    def single_before(self) -> re.Pattern[str]:
        return _ending(self.amounts.article_before)

    @cached_property
    def single_after(self) -> re.Pattern[str]:
        return re.compile(rf"\s{alternation(self.amounts.article_after)}", re.IGNORECASE)

    @cached_property
    def when_before(self) -> re.Pattern[str]:
        return _ending(self.amounts.when_before)

    @cached_property
    def when_after(self) -> re.Pattern[str]:
        return re.compile(rf"[\s-]*{alternation(self.amounts.when_after)}", re.IGNORECASE)

    @cached_property
    def clock(self) -> re.Pattern[str]:
        return _ending(self.amounts.clock_before)

    @cached_property
    def age(self) -> re.Pattern[str]:
        return _ending((*self.amounts.age_before, *self.amounts.pieces))

    @cached_property
    def lasting(self) -> re.Pattern[str]:
        pieces = alternation(self.amounts.pieces)
        return re.compile(rf"{alternation(self.amounts.lasting)}\s+{pieces}\s*$", re.IGNORECASE)

    @cached_property
    def _units(self) -> dict[str, str]:
        words = self.amounts
        tables = (words.percent, words.currencies, words.durations, words.counts)
        return {fold(w): unit for table in tables for unit, names in table.items() for w in names}

    @cached_property
    def _rates(self) -> dict[str, str]:
        times = {unit.removesuffix("s"): names for unit, names in self.amounts.durations.items()}
        rates = chain(times.items(), self.amounts.per.items())
        return {fold(w): unit for unit, names in rates for w in names}


def _words(table: Mapping[str, Names]) -> list[str]:
    return list(chain.from_iterable(table.values()))


def _ending(words: Names) -> re.Pattern[str]:
    return re.compile(rf"{alternation(words)}\s*$", re.IGNORECASE)
