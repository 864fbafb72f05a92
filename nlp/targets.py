"""What a cue is for or against: an entity that it is directed at, or an issue spoken of."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from nlp.cues import StanceCue, StanceWords, Topical
from nlp.passages import Passage, Reading
from nlp.patterns import alternation
from storage.records import Entity, Mention, Polarity, Quote

OBJECT = 40  # characters behind a verb in which the entity begins that is its object
REGION = 140  # characters around a cue in which its issue is named
OPPOSITE: dict[Polarity, Polarity] = {"favor": "against", "against": "ambivalent"}


@dataclass(frozen=True, slots=True)
class Target:
    """An entity's or issue's id, the polarity towards it, and how sure the link is."""

    id: str
    polarity: Polarity
    confidence: float
    rule: str


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
        kinds = {"PERSON", "ORG", "OUTLET", "PRODUCT"}
        spans = {
            (m.start, m.end): m.entity
            for m in self.mentions
            if m.entity in self.entities and self.entities[m.entity].type in kinds
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

    def without(self, issues: Container[str]) -> Named:
        return replace(self, topical=tuple(t for t in self.topical if t.issue not in issues))

    @property
    def main(self) -> str | None:
        """The topic's default issue, where the text names it."""
        return self.default if any(term.issue == self.default for term in self.topical) else None


@dataclass(frozen=True)
class TargetRules:
    words: StanceWords
    unasked: frozenset[str]  # issues that nobody favors by asking for them

    def target(
        self,
        named: Named,
        passage: Passage,
        cue: StanceCue,
        quote: Quote | None,
        holders: Sequence[str],
    ) -> Target | None:
        polarity = self._polarity(named.reading, passage, cue)
        if polarity is None:
            return None
        if cue.issue:
            return Target(cue.issue, polarity, 0.8, "topic")
        start, end = (quote.start, quote.end) if quote else (passage.start, passage.end)
        stop = self._stop.search(named.reading.text, cue.end, end)
        behind = (cue.end, min(stop.start() if stop else end, cue.end + REGION))
        found = self._by_aim(named, cue, behind, (start, cue.start), holders)
        if found is None:
            return None
        name, confidence, rule = found
        if cue.aim == "demanded" and self._ban.search(named.reading.text, *behind):
            polarity = "against"
        return Target(name, polarity, confidence, f"{cue.rule} {rule}")

    def _by_aim(
        self,
        named: Named,
        cue: StanceCue,
        behind: tuple[int, int],
        ahead: tuple[int, int],
        holders: Sequence[str],
    ) -> tuple[str, float, str] | None:
        if cue.aim == "outcry" and (met := self._met(named, cue)):
            return met, 0.7, "met"
        if cue.aim == "demanded":
            ban = self._ban.search(named.reading.text, *behind)
            behind = (ban.end(), behind[1]) if ban else behind
            named = named.without(self.unasked)
        entity = self._object(named, cue, behind, holders)
        issue = self._issue(named, cue, behind)
        if entity and (issue is None or entity[0] < issue.start):
            return entity[1], 0.8, "object"
        if cue.aim == "entity":
            return None
        if issue and not cue.passive:
            return issue.issue, 0.75, "issue"
        earlier = [t for t in named.issues if ahead[0] <= t.start and t.end <= ahead[1]]
        if cue.aim == "outcry":
            earlier = [term for term in earlier if term.issue == named.default]
        if earlier and (cue.passive or cue.aim in {"judged", "outcry"} or cue.rule == "fear"):
            return earlier[-1].issue, 0.6, "issue before"
        if cue.aim in {"judged", "issue"} and cue.rule in {"fear", "scorn"} and named.main:
            return named.main, 0.4, "main issue"
        return None

    def _object(
        self, named: Named, cue: StanceCue, behind: tuple[int, int], holders: Sequence[str]
    ) -> tuple[int, str] | None:
        """Where the entity stands that the cue is directed at, and its id."""
        if cue.passive or cue.aim not in {"entity", "either", "outcry"}:
            return None
        text = named.reading.text
        if self._pronoun(text, cue):
            others = [s for s in named.blamable if s[1] < cue.start and s[2] not in holders]
            return (cue.end, others[-1][2]) if others else None
        found = _first_entity(named, behind, holders)
        if found is None or self._clause.search(text, cue.end, found[0]):
            return None
        return found if found[0] - cue.end <= OBJECT else None

    def _met(self, named: Named, cue: StanceCue) -> str | None:
        """The entity that meets with an outcry: "Crumb faces a backlash"."""
        verb = self._meets.search(named.reading.text, max(0, cue.start - OBJECT), cue.start)
        if not verb:
            return None
        return next((who for _, end, who in named.blamable if 0 <= verb.start() - end <= 1), None)

    def _pronoun(self, text: str, cue: StanceCue) -> bool:
        before, after = text[max(0, cue.start - 12) : cue.start], text[cue.end : cue.end + 6]
        return cue.verb and bool(self._before.search(before) or self._after.match(after))

    def _polarity(self, reading: Reading, passage: Passage, cue: StanceCue) -> Polarity | None:
        """The cue's, turned round by a negation; none where nothing is left of it."""
        before = reading.text[max(passage.start, cue.start - 22) : cue.start]
        negation = self._negation.search(before)
        if not negation or (cue.issue and (cue.polarity != "favor" or not self._just(before))):
            return cue.polarity
        return OPPOSITE.get(cue.polarity) if cue.aim != "demanded" else None

    def _issue(self, named: Named, cue: StanceCue, span: tuple[int, int]) -> Topical | None:
        """The first issue; of terms that form one name ("AI proposal") the last, its head.

        Who complains that something is missing is not against it.
        """
        inside = [t for t in named.issues if span[0] <= t.start and t.end <= span[1]]
        if cue.aim == "outcry" and not self._about.match(named.reading.text, cue.end):
            return None
        if cue.polarity == "against":
            text = named.reading.text
            inside = [t for t in inside if not self._just(text[max(0, t.start - 12) : t.start])]
        head = inside[0] if inside else None
        for term in inside[1:]:
            if head is None or term.start - head.end > 1:
                break
            head = term
        return head

    def _just(self, before: str) -> bool:
        return bool(self._denial.search(before))

    @cached_property
    def _meets(self) -> re.Pattern[str]:
        verbs = alternation(self.words.meets)
        return re.compile(rf"{verbs}(?:\s[\w’'-]+){{0,3}}\s?$", re.IGNORECASE)

    @cached_property
    def _stop(self) -> re.Pattern[str]:
        clauses = alternation(self.words.clauses)
        return re.compile(rf"[.;:!?\n]\s|,\s{clauses}\s", re.IGNORECASE)

    @cached_property
    def _before(self) -> re.Pattern[str]:
        return re.compile(rf"{alternation(self.words.objects_before)}\s?$", re.IGNORECASE)

    @cached_property
    def _after(self) -> re.Pattern[str]:
        return re.compile(rf"\s{alternation(self.words.objects_after)}\s", re.IGNORECASE)

    @cached_property
    def _about(self) -> re.Pattern[str]:
        return re.compile(rf"\s{alternation(self.words.about)}", re.IGNORECASE)

    @cached_property
    def _clause(self) -> re.Pattern[str]:
        return re.compile(rf"\s{alternation(self.words.clauses)}\s", re.IGNORECASE)

    @cached_property
    def _denial(self) -> re.Pattern[str]:
        words = alternation(self.words.negations)
        return re.compile(rf"{words}\s(?:\w+['’]?\s?)?$", re.IGNORECASE)

    @cached_property
    def _negation(self) -> re.Pattern[str]:
        words = alternation(self.words.negations)
        return re.compile(rf"{words}\s?(?:\w+['’]?\s?){{0,2}}$", re.IGNORECASE)

    @cached_property
    def _ban(self) -> re.Pattern[str]:
        return re.compile(alternation(self.words.bans), re.IGNORECASE)


def _first_entity(
    named: Named, span: tuple[int, int], holders: Sequence[str]
) -> tuple[int, str] | None:
    for start, end, who in named.blamable:
        if span[0] <= start and end <= span[1] and who not in holders:
            return start, who
    return None
