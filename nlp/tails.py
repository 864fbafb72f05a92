"""Names of organisations that go on in small letters: "Regroupement des gardiens de phare"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from nlp.nameparts import NameParts
from nlp.names import Name
from nlp.reading import Reading

_SPACES = frozenset(" \u00a0\u202f")
_JOINTS = frozenset(" \u00a0\u202f-\u2010\u2011'’")
NEAR = 2  # words from "collectif" to the name that it introduces at most


def with_tails(reading: Reading, names: Sequence[Name], parts: NameParts) -> Iterator[Name]:
    """The names, longer where one goes on, and those of bodies that say whose they are."""
    bodies = list(_bodies(reading, parts))
    taken = {place for name in bodies for place in range(name.first, name.last)}
    yield from bodies
    again = _recurring(reading, names, parts)
    for name in names:
        if taken.isdisjoint(range(name.first, name.last)):
            tail = reading.key(name.last) == again.get(reading.key(name.first))
            single = name.last - name.first == 1
            yield replace(name, last=name.last + 1) if tail and single else name


def _bodies(reading: Reading, parts: NameParts) -> Iterator[Name]:
    """A head with a capital that nothing asks for, and the members behind it."""
    for place, word in enumerate(reading.words):
        if word.key not in parts.bodies or not word.text.istitle():
            continue
        if place in reading.initial | reading.shouted:
            continue
        last = _members(reading, place + 1, parts)
        if last > place + 1:
            yield Name(place, last, "ORG", "members")


def _members(reading: Reading, place: int, parts: NameParts) -> int:
    """The end of the words that each follow a link: "des interprètes de l'estuaire"."""
    last = place
    while (noun := _linked(reading, last, parts)) is not None:
        last = noun + 1
    return last


def _linked(reading: Reading, place: int, parts: NameParts) -> int | None:
    """The place of the word that a link leads to, over its article."""
    if reading.key(place) not in parts.member_links:
        return None
    noun = place + 1
    while reading.key(noun) in parts.articles:
        noun += 1
    if noun >= len(reading.words) or not reading.words[noun].text.isalpha():
        return None
    gaps = (reading.before(p) for p in range(place, noun + 1))
    ends = reading.key(noun) in parts.small or len(reading.words[noun].text) < 3
    return noun if all(set(gap) <= _JOINTS for gap in gaps) and not ends else None


def _recurring(reading: Reading, names: Sequence[Name], parts: NameParts) -> dict[str, str]:
    """The small word behind each name that is introduced as a body's and always has it."""
    behind: dict[str, Counter[str]] = {}
    introduced: set[str] = set()
    for name in names:
        if name.last - name.first == 1 and name.type == "ORG":
            own = reading.key(name.first)
            behind.setdefault(own, Counter())[_small_after(reading, name.last, parts)] += 1
            near = reading.keys(max(0, name.first - NEAR), name.first)
            if any(key in parts.introducing for key in near):
                introduced.add(own)
    return {
        own: next(iter(found)) for own, found in behind.items()
        if own in introduced and len(found) == 1 and "" not in found
        and (found.total() > 1 or next(iter(found)).endswith(parts.adjectival))
    }  # fmt: skip


def _small_after(reading: Reading, place: int, parts: NameParts) -> str:
    """The word behind a name, where it may be part of it."""
    if place >= len(reading.words) or reading.before(place) not in _SPACES:
        return ""
    word = reading.words[place]
    part = word.text.isalpha() and word.text.islower() and len(word.text) > 3
    return word.key if part and word.key not in parts.small else ""
