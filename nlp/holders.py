"""Whose position a cue shows: the speaker, the subject of a verb, those behind a noun, nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from nlp import actors
from nlp.bodies import Bodies
from nlp.company import Company, CompanyWords
from nlp.cues import StanceCue, StanceWords
from nlp.groups import groups, union_nouns
from nlp.lexicon import read
from nlp.marks import HIDDEN
from nlp.parties import Party
from nlp.partywords import PartyWords
from nlp.passages import Passage, Reading
from nlp.patterns import alternation
from nlp.signatories import LetterRules
from nlp.subjects import before, subject
from storage.records import Quote

BEHIND = 6  # characters between a noun and those who feel it
AT_ONCE = 12  # the same where a topic's own words are the cue
NEAR = 45  # characters between a subject in reported words and its verb


@dataclass(frozen=True)
class HolderRules:
    stance: StanceWords
    company: Company
    letters: LetterRules
    bodies: Bodies

    def holders(
        self, reading: Reading, passage: Passage, cue: StanceCue, quotes: Sequence[Quote]
    ) -> list[str]:
        """Ids or words of the text; none where the text does not say whose position it is."""
        quote = next((q for q in quotes if q.start <= cue.start < q.end), None)
        if quote and cue.aim != "bearer":
            return self._who(reading, self._speaker(reading, cue, quote))
        if reading.masked[cue.start] == HIDDEN or cue.aim == "judged":
            return []
        if cue.aim == "outcry":
            return self._concerned(reading, passage, cue)
        letter = self.letters.read(reading)
        if letter and letter.since < cue.start and self.letters.inside(reading, passage):
            return self._who(reading, letter.signatories)
        party = self._bearer(reading, passage, cue) or self._doer(reading, passage, cue)
        if party is None or party.kind == "outlet":
            return []
        return self._who(reading, self.company.of(reading, passage, party))

    def _who(self, reading: Reading, parties: Iterable[Party | str]) -> list[str]:
        """Ids or words, each once: of several who sign a letter all, of members their union."""
        found: dict[str, None] = {}
        letter = self.letters.read(reading)
        several = list(parties)
        for one in several:
            if isinstance(one, str):
                found[one] = None
                continue
            signs = letter and letter.speaks(one) and (one.kind == "group" or len(several) > 1)
            if letter and (self.letters.is_letter(one) or signs):
                found |= {party.who: None for party in letter.signatories}
            else:
                found[self.bodies.whole(reading, one)] = None
        return list(found)

    def _speaker(self, reading: Reading, cue: StanceCue, quote: Quote) -> list[Party] | list[str]:
        if quote.speaker == "unspecified":
            return []
        content = Passage(quote.start, quote.end, ())
        deed = cue.verb or (cue.issue is not None and cue.polarity == "favor")
        own = before(reading, content, cue.start) if deed else None
        if own and not own.pronoun and cue.start - own.end < (NEAR if cue.verb else AT_ONCE):
            return [own]
        return self._speakers(reading, quote)

    def _speakers(self, reading: Reading, quote: Quote) -> list[Party] | list[str]:
        """The speaker, with those who say it together."""
        place = quote.cue_start if quote.cue_start is not None else quote.start
        passage = next((p for p in reading.passages if p.start <= place < p.end), None)
        inside = reading.between(passage.start, passage.end) if passage else []
        saying = [
            p for p in inside if p.who == quote.speaker and not quote.start <= p.start < quote.end
        ]
        nearest = min(saying, key=lambda p: abs(p.start - place), default=None)
        if passage is None or nearest is None:
            return [quote.speaker]
        return self.company.of(reading, passage, nearest)

    def _bearer(self, reading: Reading, passage: Passage, cue: StanceCue) -> Party | None:
        """Who is called by a noun that is a cue: "the bill's sponsors are X and Y"."""
        text = reading.masked
        if cue.verb or not self._bearers.fullmatch(text, cue.start, cue.end):
            return None
        match = self._copula.search(text, cue.end, passage.end)
        behind = reading.between(match.end(), passage.end) if match else []
        near = match and match.start() - cue.end < NEAR
        return behind[0] if match and near and behind and behind[0].named else None

    def _one_of(self, reading: Reading, passage: Passage, cue: StanceCue) -> Party | None:
        """Who is said to be one of those: "X and Y are among the sponsors"."""
        among = self._among.search(reading.masked, passage.start, cue.start)
        return before(reading, passage, among.start()) if among else None

    def _doer(self, reading: Reading, passage: Passage, cue: StanceCue) -> Party | None:
        if cue.aim == "bearer":
            return self._one_of(reading, passage, cue)
        within = [p for p in reading.parties if p.start < cue.start < p.end and not p.named]
        if within and cue.verb:
            return within[0]
        if cue.passive:
            return self._agent(reading, passage, cue)
        if not cue.verb:
            return before(reading, passage, cue.start)
        if actors.unsaid(reading, cue.start, cue.end):
            return None
        return (
            self._described(reading, passage, cue)
            or self._controlling(reading, passage, cue)
            or self._opened(reading, passage, cue)
            or actors.actor(reading, cue.start, cue.end)
            or self._by_order(reading, passage, cue)
        )

    def _by_order(self, reading: Reading, passage: Passage, cue: StanceCue) -> Party | None:
        """The subject by the order of words, where the tree has nobody else do it."""
        if actors.another(reading, cue.start, cue.end):
            return None
        return subject(reading, passage, cue.start, cue.end)

    def _controlling(self, reading: Reading, passage: Passage, cue: StanceCue) -> Party | None:
        """Who is thanked or blamed for doing it: "thanked X for denouncing Y"."""
        match = self._controls.search(reading.masked, passage.start, cue.start)
        return _right_before(reading, passage, match.start()) if match else None

    def _opened(self, reading: Reading, passage: Passage, cue: StanceCue) -> Party | None:
        """The subject behind a participle that opens the sentence: "Opposing the bill, X ..."."""
        text = reading.masked
        if len(text[passage.start : cue.start].split()) > 1:
            return None
        if not self._participle.fullmatch(text, cue.start, cue.end):
            return None
        comma = text.find(",", cue.end, passage.end)
        behind = reading.between(comma, passage.end) if comma >= 0 else []
        return next((p for p in behind if not p.complement), None)

    def _described(self, reading: Reading, passage: Passage, cue: StanceCue) -> Party | None:
        """Whom a relative clause tells of: the party right before "qui" or "who"."""
        match = self._relative.search(reading.masked, passage.start, cue.start)
        return _right_before(reading, passage, match.start()) if match else None

    def _agent(self, reading: Reading, passage: Passage, cue: StanceCue) -> Party | None:
        """Who does what is said in the passive: the party behind "par" or "by"."""
        match = self._by.match(reading.masked, cue.end, passage.end)
        behind = reading.between(match.end(), passage.end) if match else []
        if match and behind and behind[0].start - match.end() < NEAR:
            return behind[0]
        return actors.agent(reading, cue.start, cue.end)

    def _concerned(self, reading: Reading, passage: Passage, cue: StanceCue) -> list[str]:
        """Those that a noun names behind it ("l'inquiétude des artistes"), or nobody."""
        behind = next(iter(reading.between(cue.end, passage.end)), None)
        if behind and behind.kind == "group" and behind.start - cue.end <= BEHIND:
            return self._who(reading, [behind])
        voiced = self._voiced.match(reading.masked, cue.end, passage.end)
        raising = reading.between(voiced.end(), passage.end) if voiced else []
        if voiced and raising and raising[0].start - voiced.end() <= BEHIND:
            return self._who(reading, self.company.of(reading, passage, raising[0]))
        if self._possessive.search(reading.masked, max(0, cue.start - 12), cue.start):
            party = before(reading, passage, cue.start)
            return self._who(reading, [party]) if party else []
        return [self.stance.nobody]

    @cached_property
    def _by(self) -> re.Pattern[str]:
        return re.compile(rf"\s{alternation(self.stance.agents)}\s", re.IGNORECASE)

    @cached_property
    def _voiced(self) -> re.Pattern[str]:
        """ "raised by", "exprimée par" behind a noun."""
        return re.compile(rf"\s\w+\s{alternation(self.stance.agents)}\s", re.IGNORECASE)

    @cached_property
    def _possessive(self) -> re.Pattern[str]:
        return re.compile(rf"{alternation(self.stance.possessives)}\s$", re.IGNORECASE)

    @cached_property
    def _bearers(self) -> re.Pattern[str]:
        return re.compile(alternation(self.company.words.bearers), re.IGNORECASE)

    @cached_property
    def _copula(self) -> re.Pattern[str]:
        return re.compile(rf"\s?{alternation(self.company.words.copulas)}\s", re.IGNORECASE)

    @cached_property
    def _among(self) -> re.Pattern[str]:
        verbs, links = alternation(self.company.words.copulas), alternation(self.company.words.amid)
        return re.compile(rf"\s{verbs}\s{links}\s(?:\w+['’\s])?$", re.IGNORECASE)

    @cached_property
    def _relative(self) -> re.Pattern[str]:
        """A relative pronoun with the few words between it and its verb."""
        pronouns = alternation(self.company.parties.relatives)
        return re.compile(rf",?\s{pronouns}\s(?:[\w’'-]+\s){{0,3}}(?:\w+['’])?$", re.IGNORECASE)

    @cached_property
    def _controls(self) -> re.Pattern[str]:
        words = alternation(self.company.words.controls)
        return re.compile(rf"\s{words}\s?(?:\w+\s)?$", re.IGNORECASE)

    @cached_property
    def _participle(self) -> re.Pattern[str]:
        endings = "|".join(self.company.words.participles)
        return re.compile(rf"\w+(?:{endings})(?:\s\w+)*", re.IGNORECASE)


def _right_before(reading: Reading, passage: Passage, place: int) -> Party | None:
    ahead = reading.between(passage.start, place)
    return ahead[-1] if ahead and ahead[-1].end == place else None


def holder_rules(lang: str, topic: str, words: StanceWords) -> HolderRules:
    company = Company(read(lang, "parties", PartyWords), read(lang, "company", CompanyWords))
    bodies = Bodies(company, groups(topic, lang).unions, union_nouns(lang), words.possessives)
    return HolderRules(words, company, LetterRules(lang, company), bodies)
