"""What a cue is for or against: an entity that it is directed at, or an issue spoken of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from nlp.bonds import Bonds
from nlp.bound import BACK, Aimed, bound
from nlp.cues import StanceCue, StanceWords, Topical
from nlp.denial import Denial
from nlp.named import Named
from nlp.passages import Passage
from nlp.patterns import alternation
from nlp.pronominal import Pronominal
from nlp.spoken import product, quoted
from storage.records import Polarity, Quote

OBJECT = 40  # characters behind a verb in which the entity begins that is its object
REGION = 140  # characters around a cue in which its issue is named


@dataclass(frozen=True, slots=True)
class Target:
    """An entity's or issue's id, the polarity towards it, and the rule that linked them."""

    id: str
    polarity: Polarity
    rule: str


@dataclass(frozen=True)
class TargetRules:
    words: StanceWords
    unasked: frozenset[str]  # issues that nobody favors by asking for them
    counted: dict[str, str]  # issues whose praise or blame counts for another, where it is named

    def target(
        self,
        named: Named,
        passage: Passage,
        cue: StanceCue,
        quote: Quote | None,
        holders: Sequence[str],
        bonds: Bonds | None = None,
    ) -> Target | None:
        polarity = self.denial.polarity(named.reading, passage, cue, bonds)
        if self.denial.spared(named.reading, passage, cue):
            return self._spared(named, passage, cue)
        if polarity is None or (quote is None and cue.aim == "judged" and polarity != cue.polarity):
            return None
        if cue.issue:
            return Target(cue.issue, polarity, "topic")
        named = named.threatened
        if cue.polarity == "against":
            named = named.present
        start, end = (quote.start, quote.end) if quote else (passage.start, passage.end)
        stop = self._stop.search(named.reading.text, cue.end, end)
        behind = (cue.end, min(stop.start() if stop else end, cue.end + REGION))
        found = self._by_aim(named, cue, behind, (start, cue.start), holders, bonds)
        if found and cue.aim == "moved" and found[0] in self.counted:
            return None
        if found is None and quote:
            found = quoted(named, passage, cue, quote, holders, self.unasked)
        banned = cue.aim == "demanded" and bool(self._ban.search(named.reading.text, *behind))
        if found is None and banned and named.main:
            found = named.main, "ban"
        if found is None:
            return None
        refused = cue.aim == "demanded" and bool(self._nots.search(named.reading.text, *behind))
        banned = banned or (found[0] == named.default and self._bans(named, cue, behind))
        if banned or (refused and found[0] == named.default):
            polarity = "against"
        return Target(self._counts(named, cue, found[0]), polarity, f"{cue.rule} {found[1]}")

    def _bans(self, named: Named, cue: StanceCue, behind: tuple[int, int]) -> bool:
        """Whether what is backed is an end of the issue: "voted for a ban on it"."""
        issue = self._issue(named, cue, behind) if cue.polarity == "favor" else None
        return bool(issue and self._ban.search(named.reading.text, behind[0], issue.start))

    def _spared(self, named: Named, passage: Passage, cue: StanceCue) -> Target | None:
        """Who does not ask for a ban is not against all of it."""
        stop = self._stop.search(named.reading.text, cue.end, passage.end)
        end = stop.start() if stop else passage.end
        ban = self._ban.search(named.reading.text, cue.end, min(end, cue.end + OBJECT))
        return Target(named.main, "ambivalent", f"{cue.rule} ban") if ban and named.main else None

    def _counts(self, named: Named, cue: StanceCue, issue: str) -> str:
        """The issue that praise of one counts for: what is praised is part of an agreement."""
        whole = self.counted.get(issue)
        praised = cue.aim == "either" and cue.polarity == "favor"
        valued = cue.aim == "judged" or praised or cue.polarity == "ambivalent"
        return whole if whole and valued and named.speaks_of(whole) else issue

    def _by_aim(
        self,
        named: Named,
        cue: StanceCue,
        behind: tuple[int, int],
        ahead: tuple[int, int],
        holders: Sequence[str],
        bonds: Bonds | None,
    ) -> tuple[str, str] | None:
        if cue.aim == "outcry" and (met := self._met(named, cue)):
            return met, "met"
        if cue.aim == "demanded":
            ban = self._ban.search(named.reading.text, *behind)
            behind = (ban.end(), behind[1]) if ban else behind
            named = named.asked
        if cue.aim == "cause":
            return self._cause(named, cue)
        if cue.aim == "entity" and self.pronominal.is_object(named.reading.text, cue):
            meant = self._object(named, cue, behind, holders)
            return (meant[1], "object") if meant else None
        if bonds is not None:
            places = self._places - self._wanted if cue.aim == "demanded" else self._places
            found = bound(bonds, named, cue, self._aimed(cue), holders, places)
            if found:
                return found
        if cue.aim == "bearer":
            return self._borne(named, cue)
        if cue.aim in {"doer", "moved"}:
            return None
        if cue.aim == "judged":
            return self._around(named, cue, behind, ahead)
        return self._in_line(named, cue, behind, ahead, holders)

    def _aimed(self, cue: StanceCue) -> Aimed:
        """Which of the things that a cue is bound to it may be directed at."""
        entities = cue.aim in {"entity", "either", "outcry", "judged", "doer", "moved"}
        against = cue.polarity == "against" and cue.aim != "judged"
        return Aimed(entities, cue.aim != "entity", against, frozenset(self.words.anaphors))

    def _in_line(
        self,
        named: Named,
        cue: StanceCue,
        behind: tuple[int, int],
        ahead: tuple[int, int],
        holders: Sequence[str],
    ) -> tuple[str, str] | None:
        """By the order of words: what follows the cue, else what stands before it."""
        entity = self._object(named, cue, behind, holders)
        issue = self._issue(named, cue, behind)
        if entity and (issue is None or entity[0] < issue.start):
            return entity[1], "object"
        if cue.aim == "entity":
            return None
        if issue and not cue.passive:
            return issue.issue, "issue"
        return self._before_it(named, cue, ahead)

    def _borne(self, named: Named, cue: StanceCue) -> tuple[str, str] | None:
        """What "the sponsors" are for: what was spoken of last that one can sign or back."""
        near = [t for t in named.issues if cue.start - BACK < t.start and t.end <= cue.start]
        signed = [t for t in near if t.issue != named.default and t.issue not in self.counted]
        return (signed[-1].issue, "meant issue") if signed else None

    def _cause(self, named: Named, cue: StanceCue) -> tuple[str, str] | None:
        """The main issue where a strike is said to be over or against it."""
        match = self._causes.match(named.reading.text, cue.end)
        near = [t for t in named.issues if match and 0 <= t.start - match.end() <= OBJECT]
        return (near[0].issue, "cause") if near and near[0].issue == named.default else None

    def _before_it(
        self, named: Named, cue: StanceCue, ahead: tuple[int, int]
    ) -> tuple[str, str] | None:
        earlier = [t for t in named.issues if ahead[0] <= t.start and t.end <= ahead[1]]
        if cue.aim == "outcry":
            earlier = [term for term in earlier if term.issue == named.default]
        if earlier and (cue.passive or cue.aim == "outcry" or cue.rule == "fear"):
            return earlier[-1].issue, "issue before"
        if cue.aim == "issue" and cue.rule == "fear" and named.main:
            return product(named, ahead) or (named.main, "main issue")
        return None

    def _around(
        self, named: Named, cue: StanceCue, behind: tuple[int, int], ahead: tuple[int, int]
    ) -> tuple[str, str] | None:
        """What is judged, by the order of words: the next issue, else the last one."""
        earlier = [t for t in named.issues if ahead[0] <= t.start and t.end <= ahead[1]]
        beside = earlier[-1] if earlier and cue.start - earlier[-1].end <= 1 else None
        issue = beside or self._issue(named, cue, behind)
        if issue:
            return issue.issue, "issue"
        return (earlier[-1].issue, "issue before") if earlier else None

    def _object(
        self, named: Named, cue: StanceCue, behind: tuple[int, int], holders: Sequence[str]
    ) -> tuple[int, str] | None:
        """Where the entity stands that the cue is directed at, and its id."""
        if cue.passive or cue.aim not in {"entity", "either", "outcry"}:
            return None
        text = named.reading.text
        if self.pronominal.is_object(text, cue):
            others = [(e, who) for _, e, who in named.blamable if who not in holders]
            if cue.aim != "entity":
                others += [(t.end, t.issue) for t in named.issues]
            before = [other for other in others if other[0] < cue.start]
            return (cue.end, max(before)[1]) if before else None
        found = self._first_entity(named, behind, holders)
        if found is None or self._clause.search(text, cue.end, found[0]):
            return None
        return found if found[0] - cue.end <= OBJECT else None

    def _first_entity(
        self, named: Named, span: tuple[int, int], holders: Sequence[str]
    ) -> tuple[int, str] | None:
        """The first entity that no preposition of a place or medium is before."""
        for start, end, who in named.blamable:
            if span[0] <= start and end <= span[1] and who not in holders:
                before = named.reading.text[span[0] : start]
                if not self._place.search(before):
                    return start, who
        return None

    def _met(self, named: Named, cue: StanceCue) -> str | None:
        """The entity that meets with an outcry: "Crumb faces a backlash"."""
        verb = self._meets.search(named.reading.text, max(0, cue.start - OBJECT), cue.start)
        if not verb:
            return None
        return next((who for _, end, who in named.blamable if 0 <= verb.start() - end <= 1), None)

    def _issue(self, named: Named, cue: StanceCue, span: tuple[int, int]) -> Topical | None:
        """The first issue; of terms that form one name ("AI proposal") the last, its head."""
        inside = [t for t in named.issues if span[0] <= t.start and t.end <= span[1]]
        if cue.aim == "outcry" and not self._about.match(named.reading.text, cue.end):
            return None
        head = inside[0] if inside else None
        for term in inside[1:]:
            if head is None or term.start - head.end > 1:
                break
            head = term
        return head

    @cached_property
    def _causes(self) -> re.Pattern[str]:
        causes = alternation(self.words.causes)
        return re.compile(rf"(?:\s[\w’'-]+){{0,4}}?\s{causes}", re.IGNORECASE)

    @cached_property
    def _places(self) -> frozenset[str]:
        return frozenset(self.words.places)

    @cached_property
    def _wanted(self) -> frozenset[str]:
        return frozenset(self.words.wanted)

    @cached_property
    def _place(self) -> re.Pattern[str]:
        return re.compile(rf"{alternation(self.words.places)}\s$", re.IGNORECASE)

    @cached_property
    def pronominal(self) -> Pronominal:
        return Pronominal(self.words)

    @cached_property
    def denial(self) -> Denial:
        return Denial(self.words)

    @cached_property
    def _meets(self) -> re.Pattern[str]:
        verbs = alternation(self.words.meets)
        return re.compile(rf"{verbs}(?:\s[\w’'-]+){{0,3}}\s?$", re.IGNORECASE)

    @cached_property
    def _stop(self) -> re.Pattern[str]:
        clauses = alternation(self.words.clauses)
        return re.compile(rf"[.;:!?\n]\s|,\s{clauses}\s", re.IGNORECASE)

    @cached_property
    def _about(self) -> re.Pattern[str]:
        return re.compile(rf"\s{alternation(self.words.about)}", re.IGNORECASE)

    @cached_property
    def _clause(self) -> re.Pattern[str]:
        return re.compile(rf"\s{alternation(self.words.clauses)}\s", re.IGNORECASE)

    @cached_property
    def _nots(self) -> re.Pattern[str]:
        return re.compile(alternation(self.words.nots), re.IGNORECASE)

    @cached_property
    def _ban(self) -> re.Pattern[str]:
        return re.compile(alternation(self.words.bans), re.IGNORECASE)
