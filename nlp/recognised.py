"""Names that the trained recogniser sees, beside those that the rules find by their capitals."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from nlp.nameparts import NameParts
from nlp.names import Name, like_place
from nlp.reading import Reading
from topics.model import EntityType

TYPES: dict[str, EntityType] = {"PER": "PERSON", "PERSON": "PERSON", "ORG": "ORG"}
PLACES = frozenset(("LOC", "GPE", "FAC"))
RULE = "model"


@dataclass(frozen=True, slots=True)
class Seen:
    """The words from `first` up to, not including, `last`, with the label of the recogniser."""

    first: int
    last: int
    label: str


def seen(doc: Doc, reading: Reading) -> list[Seen]:
    """What the recogniser found, by the words of a reading; half words are left out."""
    starts = [word.start for word in reading.words]
    found = []
    for ent in doc.ents:
        if ent.ent_id_ or not ent.text.strip():
            continue  # the topic's own: the gazetteer reads them with more care
        first, last = bisect_left(starts, ent.start_char), bisect_left(starts, ent.end_char)
        if first < last and starts[first] == ent.start_char:
            found.append(Seen(first, last, ent.label_))
    return found


def joined(
    names: Sequence[Name], recognised: Iterable[Seen], reading: Reading, parts: NameParts
) -> Iterator[Name]:
    """The names of the rules, and those that only the recogniser sees."""
    yield from names
    taken = {place for name in names for place in range(name.first, name.last)}
    for one in recognised:
        free = taken.isdisjoint(range(one.first, one.last))
        if one.label in TYPES and free and _telling(reading, one, parts):
            yield Name(one.first, one.last, TYPES[one.label], RULE)


def _telling(reading: Reading, one: Seen, parts: NameParts) -> bool:
    """Whether a name is more than ordinary words, a place, or a word that opens a sentence."""
    found = reading.words[one.first : one.last]
    if all(parts.ordinary(word) for word in found) or parts.is_place(tuple(w.key for w in found)):
        return False
    opens = one.first in reading.initial
    if len(found) > 1:
        return not (opens and found[0].key in parts.articles)
    return not opens and not like_place(reading, one.first, parts)
