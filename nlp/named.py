"""What a document names that one can be for or against: issues, and entities to blame or praise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from nlp.cues import Topical
from nlp.denial import WARDED, Denial
from nlp.passages import Reading
from storage.records import Entity, Mention

MISSED = 12  # characters before a term in which stands that it is missing
KINDS = frozenset(("PERSON", "ORG", "OUTLET", "PRODUCT"))


Span = tuple[int, int, str]  # of an entity


@dataclass(frozen=True)
class Named:
    """What a document names: issues, and the entities that can be blamed or praised."""

    reading: Reading
    topical: tuple[Topical, ...]
    blamable: tuple[Span, ...]  # names, descriptions, and groups that stand for an entity
    entities: dict[str, Entity]
    default: str  # the issue of fears that do not say what they are about; "" where there is none
    unasked: frozenset[str]  # issues that nobody favors by asking for them
    denial: Denial

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

    @cached_property
    def threatened(self) -> Named:
        """Without the places where the main issue is what something protects from."""
        text, warded = self.reading.text, self.denial.warded
        return self._with(
            term
            for term in self.topical
            if term.issue != self.default
            or not warded(text[max(0, term.start - WARDED) : term.start])
        )

    @cached_property
    def present(self) -> Named:
        """Without what is said to be missing: who complains of that is not against it."""
        text, missing = self.reading.text, self.denial.just
        return self._with(
            term
            for term in self.topical
            if not missing(text[max(0, term.start - MISSED) : term.start])
        )

    @cached_property
    def asked(self) -> Named:
        """Without the issues that nobody favors by asking for them."""
        return self._with(term for term in self.topical if term.issue not in self.unasked)

    def _with(self, kept: Iterable[Topical]) -> Named:
        return replace(self, topical=tuple(kept))

    @property
    def main(self) -> str | None:
        """The topic's default issue, where the text names it."""
        return self.default if self.speaks_of(self.default) else None


def blamable(
    reading: Reading,
    topical: Iterable[Topical],
    mentions: Iterable[Mention],
    entities: Mapping[str, Entity],
) -> tuple[Span, ...]:
    """Spans with their entity: names, descriptions, and groups that stand for one.

    Words that name an issue are no entity, unless the topic lists them as one too.
    """
    spans = {
        (m.start, m.end): m.entity
        for m in mentions
        if m.entity in entities and entities[m.entity].type in KINDS
    }
    for party in reading.parties:
        if party.kind == "organisation" and party.named:
            spans.setdefault((party.start, party.end), party.who)
    for term in topical:
        who = entities.get(spans.get((term.start, term.end), ""))
        if who and not who.listed:
            del spans[term.start, term.end]
    return tuple(sorted((start, end, who) for (start, end), who in spans.items()))
