"""Finds reported content: "X said that …", "X accuses Y of …", "X se dit prêt à …", "X says: …"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from nlp.clauses import ClauseRules
from nlp.content import Content
from nlp.incises import InciseRules
from nlp.marks import HIDDEN
from nlp.opinions import OpinionRules
from nlp.passages import Passage, Reading
from nlp.patterns import alternation
from nlp.reporting import Cue, Reporting
from nlp.roles import head

LISTENER = rf"(?:\s[^\s,.;:{HIDDEN}]+){{1,6}}?"  # "told reporters in New York that"
BLAMED = LISTENER.replace("6", "10")  # "accuses A, B and C of"
LONG = 4  # words behind a colon from which they are taken for a clause
_INCISED = re.compile(r",\s(?:\w+\s){0,2}$")  # before a verb that reports words before it
SET_OFF = r"(?:,\s(?:\w+\s){0,2}\w+,)?"  # "jurait, hier encore, que"


@dataclass(frozen=True)
class IndirectRules:
    reporting: Reporting

    def find(self, reading: Reading, passage: Passage, cues: list[Cue]) -> Iterator[Content]:
        """The reported content of a passage, by the first rule that each cue meets."""
        rules = (
            self._that,
            self._weighed,
            self._accusation,
            self._infinitive,
            self._state,
            self._bare,
            self._opinions.find,
            self._incises.find,
            self._colon,
        )
        for cue in cues:
            for rule in rules:
                content = rule(reading, passage, cue)
                if content:
                    yield self._clauses.shortened(reading, content, cues)
                    break

    def _that(self, reading: Reading, passage: Passage, cue: Cue) -> Content | None:
        if not cue.labels & {"say", "feel", "judge"} or cue.labels == {"judge"}:
            return None
        addressing = cue.verb in self.reporting.addressing
        pattern = self._told_pattern if addressing else self._that_pattern
        found = self._matched(reading, passage, cue, pattern, "that")
        return None if found and _is_relative(reading, cue.end, found.start) else found

    def _weighed(self, reading: Reading, passage: Passage, cue: Cue) -> Content | None:
        """What somebody finds odd, good or certain: "juge inquiétant que", "finds it odd that"."""
        if cue.verb not in self.reporting.weighing:
            return None
        return self._matched(reading, passage, cue, self._weighed_pattern, "that")

    def _accusation(self, reading: Reading, passage: Passage, cue: Cue) -> Content | None:
        if not cue.labels & {"accuse", "beg"}:
            return None
        return self._matched(reading, passage, cue, self._accused_pattern, "accusation")

    def _infinitive(self, reading: Reading, passage: Passage, cue: Cue) -> Content | None:
        if "claim" not in cue.labels:
            return None
        return self._matched(reading, passage, cue, self._infinitive_pattern, "infinitive")

    def _state(self, reading: Reading, passage: Passage, cue: Cue) -> Content | None:
        """What somebody says to be: "se dit prêt à"."""
        if cue.verb not in self.reporting.stating or not self._is_reflexive(reading, passage, cue):
            return None
        return self._matched(reading, passage, cue, self._state_pattern, "state")

    def _is_reflexive(self, reading: Reading, passage: Passage, cue: Cue) -> bool:
        return bool(self._reflexive.search(reading.masked, passage.start, cue.end))

    def _bare(self, reading: Reading, passage: Passage, cue: Cue) -> Content | None:
        if cue.verb not in self.reporting.bare or _after_words(reading, passage, cue):
            return None
        return self._matched(reading, passage, cue, self._bare_pattern, "bare")

    def _colon(self, reading: Reading, passage: Passage, cue: Cue) -> Content | None:
        """A clause behind a colon, no quotation: "replied: the lake will freeze"."""
        if not cue.labels & {"say", "judge"} or cue.verb in self.reporting.weighing:
            return None
        if cue.labels == {"judge"} and self._is_reflexive(reading, passage, cue):
            return None
        found = self._matched(reading, passage, cue, self._colon_pattern, "colon")
        party = found.party if found else None
        if found is None or party is None or not (party.named or party.kind == "person"):
            return None
        others = self.reporting.cues(reading.masked, found.start, found.end)
        incised = any(_INCISED.search(reading.masked, found.start, one.start) for one in others)
        return found if _has_verb(reading, found) and not incised else None

    def _matched(
        self, reading: Reading, passage: Passage, cue: Cue, pattern: re.Pattern[str], rule: str
    ) -> Content | None:
        """The clause that begins where a pattern, matched right behind the cue, ends."""
        match = pattern.match(reading.masked, cue.end, passage.end)
        if match is None:
            return None
        at = match.start("content") if "content" in pattern.groupindex else match.end()
        return self._clauses.clause(reading, passage, cue, at, rule, SURENESS[rule])

    @cached_property
    def _clauses(self) -> ClauseRules:
        return ClauseRules(self.reporting)

    @cached_property
    def _opinions(self) -> OpinionRules:
        return OpinionRules(self.reporting, self._clauses)

    @cached_property
    def _incises(self) -> InciseRules:
        return InciseRules(self.reporting, self._clauses)

    @cached_property
    def _that_pattern(self) -> re.Pattern[str]:
        that = alternation(self.reporting.words.that)
        place = alternation(self.reporting.words.prepositions)
        adverb = alternation(self.reporting.words.adverbs)
        way = rf"(?:\s{adverb})?{SET_OFF}(?:,?\s{place}{LISTENER})?"
        return re.compile(rf"{way}\s{that}\s?(?=\S)", re.IGNORECASE)

    @cached_property
    def _told_pattern(self) -> re.Pattern[str]:
        that = alternation(self.reporting.words.that)
        about = rf"(?!\s{alternation(self.reporting.words.about)})"
        return re.compile(rf"(?:{about}{LISTENER})?{SET_OFF}\s{that}\s?(?=\S)", re.IGNORECASE)

    @cached_property
    def _weighed_pattern(self) -> re.Pattern[str]:
        that = alternation(self.reporting.words.that)
        adverb = alternation(self.reporting.words.adverbs)
        return re.compile(rf"(?:\sit)?(?:\s{adverb})?\s[\w-]+\s{that}\s?(?=\S)", re.IGNORECASE)

    @cached_property
    def _accused_pattern(self) -> re.Pattern[str]:
        of = alternation(self.reporting.words.accused_of)
        verb = r"(?=(?:ne\s|n['’]|pas\s|se\s|s['’]|l['’]|les?\s|la\s|y\s|en\s)*"
        verb += r"(?:\w+(?:er|ir|re|oir)|\w+ing)\b)"
        return re.compile(rf"(?:{BLAMED})?\s{of}\s?{verb}", re.IGNORECASE)

    @cached_property
    def _infinitive_pattern(self) -> re.Pattern[str]:
        negation, ending = r"(?:ne\s(?:pas|jamais|plus)\s|n['’])?", "(?:er|ir|oir|dre|tre|ire)"
        adverbs = alternation(self.reporting.words.adverbs)
        french = rf"{negation}(?!{adverbs})(?:avoir|être|\w{{2,}}{ending})\b"
        verb = r"to\s\w+" if self.reporting.lang == "en" else french
        addressee = r"(?:\s(?:à|au|aux)\s?[^\s,.;:]+(?:\s[A-Z]\w+)?)?"
        of = r"(?:de\s|d['’])?"
        return re.compile(rf"{addressee}\s{of}(?P<content>{verb})")

    @cached_property
    def _state_pattern(self) -> re.Pattern[str]:
        states, adverb = (
            alternation(w) for w in (self.reporting.words.states, self.reporting.words.adverbs)
        )
        return re.compile(rf"(?:\s{adverb})?\s(?P<content>{states}\s)", re.IGNORECASE)

    @cached_property
    def _reflexive(self) -> re.Pattern[str]:
        return re.compile(rf"{alternation(self.reporting.words.reflexives)}\s?(?:\w+\s){{0,2}}\w+$")

    @cached_property
    def _bare_pattern(self) -> re.Pattern[str]:
        stops = alternation(self.reporting.words.bare_stops)
        return re.compile(rf"\s(?!{stops}|[{HIDDEN}])(?=[\w])", re.IGNORECASE)

    @cached_property
    def _colon_pattern(self) -> re.Pattern[str]:
        return re.compile(rf"[^.;:\n{HIDDEN}]{{0,40}}:\s(?=[^\s{HIDDEN}-])")


# how often what a rule takes for content was content, in both languages' development documents
SURENESS = {
    "that": 1.0,
    "accusation": 0.95,
    "infinitive": 1.0,
    "state": 0.9,
    "bare": 0.95,
    "colon": 0.8,
}


def _is_relative(reading: Reading, start: int, end: int) -> bool:
    """Whether what stands before a clause is a relative pronoun: "a plan that would"."""
    span = reading.doc.char_span(start, end, alignment_mode="contract")
    if not span or not span[-1].has_dep():
        return False
    roles, last = reading.roles, span[-1]
    return roles.is_(last, "subject") or roles.is_(last, "passive_subject")


def _has_verb(reading: Reading, content: Content) -> bool:
    """Whether a clause has a finite verb; where nothing is parsed, whether it is long."""
    span = reading.doc.char_span(content.start, content.end, alignment_mode="expand")
    if span is None or not span.root.has_dep():
        return len(reading.text[content.start : content.end].split()) > LONG
    return any("Fin" in token.morph.get("VerbForm", []) for token in span)


def _after_words(reading: Reading, passage: Passage, cue: Cue) -> bool:
    """Whether quoted words stand right before the verb, so that its subject follows it."""
    if not reading.masked[passage.start : cue.start].rstrip(" ,").endswith(HIDDEN):
        return False
    verb = head(reading.doc, cue.start, cue.end)
    subject = reading.roles.subject(verb) if verb else None
    return subject is None or subject.idx > cue.start or reading.masked[subject.idx] == HIDDEN
