"""What a document names that one can be for or against: issues, and entities to blame or praise."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from functools import cached_property

from nlp.cues import Topical
from nlp.passages import Reading
from storage.records import Entity, Mention

MISSED = 12  # characters before a term in which stands that it is missing
WARDED = 60  # characters between "protect from" and what it wards off
KINDS = frozenset(("PERSON", "ORG", "OUTLET", "PRODUCT"))


@dataclass(frozen=True)
class Named:
    """What a document names: issues, and the entities that can be blamed or praised."""

    reading: Reading
    topical: tuple[Topical, ...]
    mentions: tuple[Mention, ...]
    entities: dict[str, Entity]
    default: str  # the issue of fears that do not say what they are about; "" where there is none

    @cached_property
    def blamable(self) -> list[tuple[int, int, str]]:
        """Spans with their entity: names, descriptions, and groups that stand for one.

        Words that name an issue are no entity, unless the topic lists them as one too.
        """
        spans = {
            (m.start, m.end): m.entity
            for m in self.mentions
            if m.entity in self.entities and self.entities[m.entity].type in KINDS
        }
        for party in self.reading.parties:
            if party.kind == "organisation" and party.named:
                spans.setdefault((party.start, party.end), party.who)
        for term in self.topical:
            who = self.entities.get(spans.get((term.start, term.end), ""))
            if who and not who.listed:
                del spans[term.start, term.end]
        return sorted((start, end, who) for (start, end), who in spans.items())

    @cached_property
    def issues(self) -> list[Topical]:
        """Where issues are named, but not as part of the name of an entity."""
        return [
            term
            for term in self.topical
            if not any(start <= term.start and term.end <= end for start, end, _ in self.blamable)
        ]

    def kind(self, who: str) -> str:
        """The type of an entity; empty where it is met by its group alone."""
        return self.entities[who].type if who in self.entities else ""

    def speaks_of(self, issue: str) -> bool:
        return any(term.issue == issue for term in self.topical)

    def threatened(self, warded: Callable[[str], bool]) -> Named:
        """Without the places where the main issue is what something protects from."""
        text = self.reading.text
        kept = (
            t
            for t in self.topical
            if t.issue != self.default or not warded(text[max(0, t.start - WARDED) : t.start])
        )
        return replace(self, topical=tuple(kept))

    def present(self, missing: Callable[[str], bool]) -> Named:
        """Without what is said to be missing: who complains of that is not against it."""
        text = self.reading.text
        kept = (t for t in self.topical if not missing(text[max(0, t.start - MISSED) : t.start]))
        return replace(self, topical=tuple(kept))

    def without(self, issues: Container[str]) -> Named:
        return replace(self, topical=tuple(t for t in self.topical if t.issue not in issues))

    @property
    def main(self) -> str | None:
        """The topic's default issue, where the text names it."""
        return self.default if self.speaks_of(self.default) else None
