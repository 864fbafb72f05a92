"""Descriptions in a text that may stand for an entity: "the union", "l'actrice de 36 ans"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nlp.gazetteer import Alias, Gazetteer, Match
from nlp.lexicon import Lexicon, read
from nlp.mentions import Hit
from nlp.reading import Reading
from nlp.words import key, keys, words
from topics.model import TopicEntity

_GAPS = frozenset(" \u00a0\u202f-\u2010\u2011'’\"“”«»‘")
FARTHEST = 5  # words between a determiner and its noun at most


class Nouns(Lexicon):
    person: tuple[str, ...]
    relative: tuple[str, ...]
    company: tuple[str, ...]
    union: tuple[str, ...]
    body: tuple[str, ...]
    outlet: tuple[str, ...]
    law: tuple[str, ...]
    work: tuple[str, ...]


class NominalWords(Lexicon):
    """`nominals.toml`."""

    definite: tuple[str, ...]
    plural: tuple[str, ...]
    indefinite: tuple[str, ...]
    contracted: tuple[str, ...]
    links: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    age: tuple[str, ...]
    nouns: Nouns


@dataclass(frozen=True, slots=True)
class Description:
    """The words from `first` up to, not including, `last`, around a noun or a phrase of the topic.

    `kinds` are the classes of its noun, `unique` the entity that it means by itself and `weak`
    those that it may mean.
    """

    first: int
    last: int
    core: tuple[str, ...]
    kinds: frozenset[str]
    unique: str
    weak: frozenset[str]
    definite: bool
    names: tuple[Hit, ...]  # within it: "the Last Lamp filmmaker"


class Nominals:
    """Finds descriptions in texts of one language."""

    def __init__(self, entities: Iterable[TopicEntity], lang: str) -> None:
        data = read(lang, "nominals", NominalWords)
        self.definite, self.plural = _keys(data.definite), _keys(data.plural)
        self.indefinite = _keys(data.indefinite)
        self.contracted, self.links = _keys(data.contracted), _keys(data.links)
        self.before, self.after = _keys(data.before), _keys(data.after)
        self.age = frozenset(keys(age) for age in data.age)
        self.kinds: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self.unique: dict[tuple[str, ...], str] = {}
        self.weak: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for kind, nouns in data.nouns:
            for noun in nouns:
                self.kinds[keys(noun)].add(kind)
        for entity in entities:
            for phrase in entity.unique[lang]:
                self.unique[self._core(phrase)] = entity.id
            for phrase in entity.weak[lang]:
                self.weak[self._core(phrase)].add(entity.id)
        phrases = {*self.kinds, *self.unique, *self.weak}
        self.gazetteer = Gazetteer(_alias(phrase) for phrase in phrases if phrase)

    def find(self, reading: Reading, names: Iterable[Hit]) -> Iterator[Description]:
        """All descriptions, from left to right; `names` are what is named in the text."""
        at = {place: hit for hit in names for place in range(hit.first, hit.last)}
        for match in self.gazetteer.find(reading.text, reading.words):
            core = reading.keys(match.first, match.last)
            unique = core in self.unique
            if self._is_name(match, at, unique):
                continue
            first = self._determiner(reading, match.first, at)
            if first is None and not (unique and self._begins_with_name(match.first, at)):
                continue
            if first is not None and reading.key(first) in self.plural and not unique:
                continue
            yield self._description(reading, match.first, match.last, first, core, at)

    def _description(
        self, reading: Reading, start: int, end: int, determiner: int | None,
        core: tuple[str, ...], at: dict[int, Hit],
    ) -> Description:  # fmt: skip
        first = start if determiner is None else determiner
        if reading.key(first) in self.contracted:
            first += 1
        last = self._end(reading, end, at)
        inside = dict.fromkeys(at[place] for place in range(first, last) if place in at)
        return Description(
            first, last, core, frozenset(self.kinds.get(core, ())), self.unique.get(core, ""),
            frozenset(self.weak.get(core, ())), reading.key(determiner or first) not in
            self.indefinite, tuple(inside),
        )  # fmt: skip

    def _core(self, phrase: str) -> tuple[str, ...]:
        """A phrase without the determiner that it may have in the topic."""
        found = keys(phrase)
        determiners = self.definite | self.indefinite | self.plural
        return found[1:] if found and found[0] in determiners else found

    def _is_name(self, match: Match, at: dict[int, Hit], unique: bool) -> bool:
        """Whether the words are part of a name: only a unique phrase may have one within it."""
        inside = [at[place] for place in range(match.first, match.last) if place in at]
        return bool(inside) and (
            not unique
            or any(h.first < match.first or h.last > match.last for h in inside)
            or any((h.first, h.last) == (match.first, match.last) for h in inside)
        )

    def _begins_with_name(self, place: int, at: dict[int, Hit]) -> bool:
        return place in at and at[place].first == place

    def _determiner(self, reading: Reading, noun: int, at: dict[int, Hit]) -> int | None:
        """The place of the determiner of a noun, over adjectives and names between."""
        for place in range(noun - 1, max(-1, noun - 1 - FARTHEST), -1):
            if not set(reading.before(place + 1)) <= _GAPS:
                return None
            found = reading.key(place)
            if found in self.definite | self.indefinite | self.contracted | self.plural:
                return place
            if found not in self.before and place not in at and not found.isdigit():
                return None
        return None

    def _end(self, reading: Reading, last: int, at: dict[int, Hit]) -> int:
        """Over the adjectives, the age and the name that go on with it: "de Lumen"."""
        while reading.key(last) in self.after and set(reading.before(last)) <= _GAPS:
            last += 1
        ahead = last
        while reading.key(ahead) in self.links and set(reading.before(ahead)) <= _GAPS:
            ahead += 1
        if ahead == last or ahead >= len(reading.words):
            return last
        if not set(reading.before(ahead)) <= _GAPS:
            return last
        if ahead in at:
            return at[ahead].last
        if reading.key(ahead).isdigit() and reading.keys(ahead + 1, ahead + 2) in self.age:
            return ahead + 2
        return last


def _alias(phrase: tuple[str, ...]) -> Alias:
    text = " ".join(phrase)
    return Alias(text, text, tuple(words(text)))


def _keys(found: tuple[str, ...]) -> frozenset[str]:
    return frozenset(key(word) for word in found)
