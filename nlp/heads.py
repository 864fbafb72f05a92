"""The head word of an organisation's name, which stands for it later: "the Circle"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from nlp.mentions import Hit
from nlp.nameparts import NameParts
from nlp.reading import Reading
from nlp.words import Word
from storage.records import Entity

_SPACES = frozenset(" \u00a0\u202f")
LONG = 4  # letters of a head word at least


def by_heads(
    reading: Reading, hits: Sequence[Hit], entities: Mapping[str, Entity], parts: NameParts
) -> Iterator[Hit]:
    """Head words with a capital and an article, where one organisation named before has it."""
    owners = _owners(reading, hits, entities, parts)
    taken = {place for hit in hits for place in range(hit.first, hit.last)}
    for place, word in enumerate(reading.words):
        known = owners.get(word.key)
        if not known or place in taken or not word.text.istitle() or place in reading.shouted:
            continue
        (entity, since), *others = known.items()
        if not others and since < place and _alone(reading, place, parts):
            yield Hit(place, place + 1, entity, "alias", "head", 0.8)


def _owners(
    reading: Reading, hits: Iterable[Hit], entities: Mapping[str, Entity], parts: NameParts
) -> dict[str, dict[str, int]]:
    """For each head word the organisations that have it, with the place of their first name."""
    owners: dict[str, dict[str, int]] = defaultdict(dict)
    for hit in sorted(hits, key=lambda hit: hit.first):
        if entities[hit.entity].type == "ORG" and hit.last - hit.first > 1:
            head = _head(reading.words[hit.first : hit.last], parts)
            if head.text.istitle() and len(head.text) >= LONG:
                owners[head.key].setdefault(hit.entity, hit.first)
    return owners


def _head(name: Sequence[Word], parts: NameParts) -> Word:
    """The first word where that is what begins names, the one before "of", or the last."""
    if name[0].key in parts.bodies:
        return name[0]
    links = (i for i, word in enumerate(name) if i and word.key in parts.links)
    return name[next(links, len(name)) - 1]


def _alone(reading: Reading, place: int, parts: NameParts) -> bool:
    """Whether an article stands before a word with a capital, and no other name goes on."""
    if place == 0 or place in reading.initial or reading.before(place) not in _SPACES | {"'", "’"}:
        return False
    following = reading.words[place + 1 : place + 2]
    longer = following and following[0].capital and reading.after(place) in _SPACES
    return reading.key(place - 1) in parts.definite and not longer
