"""Members, voters and leaders of a union, who hold what it holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from nlp import findings
from nlp.company import Company
from nlp.parties import Party
from nlp.passages import Reading
from nlp.patterns import alternation
from nlp.words import keys
from storage.records import Entity

OFTEN = 2  # times more often than the next that the union meant is named
OWNER = 120  # characters back in which the organisation of "its members" is named
RIGHT_BEHIND = 5  # characters from "organised in" to the union


@dataclass(frozen=True)
class Bodies:
    """`unions` are the topic's; `nouns` the words that call an organisation a union."""

    company: Company
    unions: frozenset[str]
    nouns: frozenset[str]
    possessives: tuple[str, ...]

    def whole(self, reading: Reading, party: Party) -> str:
        """The union that a group stands for, else what the party is called."""
        if party.kind != "group" or party.named or self._partial.match(party.who):
            return party.who
        if self._own.match(party.who) and (owner := self._owner(reading, party)):
            return owner
        unions = self._unions(reading)
        return self._belongs(reading, party, unions) or self._organ_of(party, unions) or party.who

    def _owner(self, reading: Reading, party: Party) -> str:
        """The organisation whose members "its members" are: the last before."""
        ahead = [p for p in reading.between(0, party.start) if party.start - p.end < OWNER]
        bodies = [p.who for p in ahead if p.kind == "organisation" and p.named]
        return bodies[-1] if bodies and self._organ.search(party.who) else ""

    def _belongs(self, reading: Reading, party: Party, unions: Mapping[str, int]) -> str:
        """The union that a group is said to be organised in."""
        match = self._in.match(reading.masked, party.end)
        inside = [p for p in reading.parties if party.start < p.start and p.end <= party.end]
        if match:
            place = match.end()
            inside += [p for p in reading.parties if 0 <= p.start - place < RIGHT_BEHIND]
        return next((p.who for p in inside if p.who in unions), "")

    def _organ_of(self, party: Party, unions: Mapping[str, int]) -> str:
        """The only union of the text, or the one that is named far more often."""
        if not self._organ.search(party.who) or not unions:
            return ""
        (first, times), *others = sorted(unions.items(), key=lambda item: -item[1])
        return first if all(times >= OFTEN * number for _, number in others) else ""

    def _unions(self, reading: Reading) -> Mapping[str, int]:
        """The unions that a text names, with how often."""
        entities = findings.entities(reading.doc)
        named = Counter(p.who for p in reading.parties if p.named and not p.pronoun)
        return {
            who: times
            for who, times in named.items()
            if who in self.unions or self._is_union(entities.get(who))
        }

    def _is_union(self, entity: Entity | None) -> bool:
        return bool(entity and entity.type == "ORG" and self.nouns.intersection(keys(entity.name)))

    @cached_property
    def _partial(self) -> re.Pattern[str]:
        return re.compile(alternation(self.company.parties.partial), re.IGNORECASE)

    @cached_property
    def _own(self) -> re.Pattern[str]:
        return re.compile(alternation(self.possessives), re.IGNORECASE)

    @cached_property
    def _organ(self) -> re.Pattern[str]:
        return re.compile(rf"{alternation(self.company.words.organs)}$", re.IGNORECASE)

    @cached_property
    def _in(self) -> re.Pattern[str]:
        words = alternation(self.company.words.belonging)
        articles = alternation(self.company.parties.articles)
        return re.compile(rf"\s{words}\s?(?:{articles}\s?)?", re.IGNORECASE)
