"""What is found in a text while it is read: spans of words, each of an entity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from storage.records import MentionKind


@dataclass(frozen=True, slots=True)
class Hit:
    """The words from `first` up to, not including, `last` mean an entity."""

    first: int
    last: int
    entity: str
    kind: MentionKind
    rule: str
    confidence: float = 1.0


def covered(hits: Iterable[Hit]) -> set[int]:
    """The places of all words that are part of a hit."""
    return {place for hit in hits for place in range(hit.first, hit.last)}


def outside(hits: Iterable[Hit], taken: set[int]) -> Iterator[Hit]:
    """The hits that share no word with what is taken."""
    return (hit for hit in hits if taken.isdisjoint(range(hit.first, hit.last)))
