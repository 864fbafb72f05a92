"""Whose position a cue shows: the speaker, the subject of a verb, those behind a noun, nobody."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from nlp.cues import StanceCue, StanceWords
from nlp.marks import HIDDEN
from nlp.parties import Party
from nlp.partywords import PartyWords
from nlp.passages import Passage, Reading
from nlp.patterns import alternation
from nlp.subjects import before, company, subject
from storage.records import Quote

BEHIND = 6  # characters between a noun and those who feel it
AT_ONCE = 12  # the same where a topic's own words are the cue
NEAR = 45  # characters between a subject in reported words and its verb


@dataclass(frozen=True)
class HolderRules:
    stance: StanceWords
    parties: PartyWords

    def holders(
        self, reading: Reading, passage: Passage, cue: StanceCue, quotes: Sequence[Quote]
    ) -> list[str]:
        """Ids or words of the text; none where the text does not say whose position it is."""
        quote = next((q for q in quotes if q.start <= cue.start < q.end), None)
        if quote:
            return self._speaker(reading, cue, quote)
        if reading.masked[cue.start] == HIDDEN or cue.aim == "judged":
            return []
        if cue.aim == "outcry":
            return self._concerned(reading, passage, cue)
        within = [p for p in reading.parties if p.start < cue.start < p.end and not p.named]
        party = within[0] if within and cue.verb else self._subject(reading, passage, cue)
        if party is None or party.kind == "outlet":
            return []
        everyone = company(reading, passage, party, self._links, self._members)
        return list(dict.fromkeys(one.who for one in everyone))

    def _speaker(self, reading: Reading, cue: StanceCue, quote: Quote) -> list[str]:
        if quote.speaker == "unspecified":
            return []
        content = Passage(quote.start, quote.end, ())
        deed = cue.verb or (cue.issue is not None and cue.polarity == "favor")
        own = before(reading, content, cue.start) if deed else None
        if own and not own.pronoun and cue.start - own.end < (NEAR if cue.verb else AT_ONCE):
            return [own.who]
        return [quote.speaker]

    def _subject(self, reading: Reading, passage: Passage, cue: StanceCue) -> Party | None:
        if cue.passive:
            return self._agent(reading, passage, cue)
        if cue.verb:
            return subject(reading, passage, cue.start, cue.end)
        return before(reading, passage, cue.start)

    def _agent(self, reading: Reading, passage: Passage, cue: StanceCue) -> Party | None:
        """Who does what is said in the passive: the party behind "par" or "by"."""
        match = self._by.match(reading.masked, cue.end, passage.end)
        behind = reading.between(match.end(), passage.end) if match else []
        return behind[0] if match and behind and behind[0].start - match.end() < NEAR else None

    def _concerned(self, reading: Reading, passage: Passage, cue: StanceCue) -> list[str]:
        """Those that a noun names behind it ("l'inquiétude des artistes"), or nobody."""
        behind = next(iter(reading.between(cue.end, passage.end)), None)
        if behind and behind.kind == "group" and behind.start - cue.end <= BEHIND:
            return [behind.who]
        if self._possessive.search(reading.masked, max(0, cue.start - 12), cue.start):
            party = before(reading, passage, cue.start)
            return [party.who] if party else []
        return [self.stance.nobody]

    @cached_property
    def _by(self) -> re.Pattern[str]:
        return re.compile(rf"\s{alternation(self.stance.agents)}\s", re.IGNORECASE)

    @cached_property
    def _possessive(self) -> re.Pattern[str]:
        return re.compile(rf"{alternation(self.stance.possessives)}\s$", re.IGNORECASE)

    @cached_property
    def _links(self) -> re.Pattern[str]:
        links, articles = alternation(self.parties.links), alternation(self.parties.articles)
        return re.compile(
            rf"(?:\s\([^()]{{2,12}}\))?(?:,\s*|,?\s{links}\s)(?:{articles}\s?)?", re.IGNORECASE
        )

    @cached_property
    def _members(self) -> re.Pattern[str]:
        return re.compile(alternation(self.parties.members), re.IGNORECASE)
