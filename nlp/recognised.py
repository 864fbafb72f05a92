"""Names that the trained recogniser sees, beside those that the rules find by their capitals."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from nlp.names import Name
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


def joined(names: Sequence[Name], recognised: Iterable[Seen], reading: Reading) -> Iterator[Name]:
    """The names of the rules, their types set right, and those that only the recogniser sees."""
    taken = {place for name in names for place in range(name.first, name.last)}
    told = {(one.first, one.last): one.label for one in recognised}
    for name in names:
        label = told.get((name.first, name.last), "")
        yield replace(name, type=TYPES[label]) if _retyped(name, label) else name
    for (first, last), label in told.items():
        if (
            label in TYPES
            and taken.isdisjoint(range(first, last))
            and _telling(reading, first, last)
        ):
            yield Name(first, last, TYPES[label], RULE)


def _retyped(name: Name, label: str) -> bool:
    """Whether a type that was only a guess is another one; of single words both are guesses."""
    guessed = name.type == "ORG" and name.rule == "capitals"
    return guessed and label in TYPES and name.last - name.first > 1


def _telling(reading: Reading, first: int, last: int) -> bool:
    """Whether a name is more than a word that only has a capital because a sentence begins."""
    return last - first > 1 or first not in reading.initial
