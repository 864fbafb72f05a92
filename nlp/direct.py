"""Finds who speaks what stands in quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from nlp.content import Content
from nlp.marks import HIDDEN, Quoted
from nlp.parties import Party
from nlp.passages import Passage, Reading
from nlp.patterns import alternation
from nlp.reporting import Cue, Reporting
from nlp.speakers import speaker
from nlp.subjects import before, inverted

SCARE = 2  # quoted words that need a cue close by to be somebody's
ADJACENT = 4  # characters between a cue and a quotation with no word between them
CLOSE = 30  # characters between a cue and the quotation it introduces
_COLON = re.compile(r":\s*$")
_VERB = re.compile(r",?\s(?P<verb>(?:(?:a|ont)\s)?(?!\w{1,3}\s)[a-zà-ÿ]+)(?=\s)")
_BEHIND = re.compile(rf"[\s,.{HIDDEN}]*")


@dataclass(frozen=True)
class DirectRules:
    reporting: Reporting

    def find(
        self,
        reading: Reading,
        passage: Passage,
        cues: Sequence[Cue],
        phrases: Sequence[Content],
        last: Party | None,
    ) -> Iterator[Content]:
        """The quotations that are somebody's words: `phrases` govern some, `last` spoke before."""
        for quotation in passage.quotations:
            content = (
                self._coined(reading, passage, quotation)
                or _governed(quotation, phrases)
                or self._attributed(reading, passage, quotation, cues)
                or self._introduced(reading, passage, quotation, cues, last)
                or _inverted(reading, passage, quotation)
            )
            if content is None and _floats(reading, passage, quotation):
                content = _content(
                    quotation, (quotation.start, quotation.start), last, "floating", 0.5
                )
            if content:
                last = content.party or last
                yield content

    def _coined(self, reading: Reading, passage: Passage, quotation: Quoted) -> Content | None:
        """Quoted words with the one who coined them right behind: "…", dixit X."""
        match = self._coined_pattern.match(reading.masked, quotation.end, passage.end)
        if match is None:
            return None
        party = inverted(reading, passage, match.end() - 1, governed=True)
        if party is None or party.start - match.end() > ADJACENT:
            return None
        return _content(quotation, match.span("cue"), party, "coined", 0.9)

    @cached_property
    def _coined_pattern(self) -> re.Pattern[str]:
        coined = alternation(self.reporting.words.coined)
        return re.compile(rf"[\s,:;(–—-]*(?P<cue>{coined})\s?", re.IGNORECASE)

    def _attributed(
        self, reading: Reading, passage: Passage, quotation: Quoted, cues: Sequence[Cue]
    ) -> Content | None:
        if _in_passive(quotation, cues):
            return None
        cue = self._cue(reading, quotation, [cue for cue in cues if not cue.passive])
        if cue is None or (_is_title(reading, quotation) and _distance(cue, quotation) > ADJACENT):
            return None
        found = speaker(reading, passage, cue)
        party = found.party
        if party and _in_subject(quotation, cue, party):
            return None
        short = len(reading.text[slice(*quotation.inner)].split()) <= SCARE
        if short and (party is None or _distance(cue, quotation) > CLOSE):
            return None
        return _content(quotation, (cue.start, cue.end), party, "cue", found.certainty)

    def _cue(self, reading: Reading, quotation: Quoted, cues: Sequence[Cue]) -> Cue | None:
        """The verb right behind the quotation, else the last before it, else the first after."""
        behind = [cue for cue in cues if cue.start >= quotation.end]
        ahead = [cue for cue in cues if cue.end <= quotation.start]
        if ahead and quotation.start - ahead[-1].end <= ADJACENT:
            return ahead[-1]
        if behind and self._follows(reading, quotation, behind[0]):
            return behind[0]
        if ahead:
            return ahead[-1]
        return behind[0] if behind else None

    def _follows(self, reading: Reading, quotation: Quoted, cue: Cue) -> bool:
        """Whether only commas, a short subject or other quoted words stand before the verb."""
        between = reading.masked[quotation.end : cue.start]
        if not _BEHIND.fullmatch(between[:1] or " "):
            return len(between.split()) <= 3
        return len(between.replace(HIDDEN, "").split()) <= 8 and not re.search("[.;:]", between)

    def _introduced(
        self,
        reading: Reading,
        passage: Passage,
        quotation: Quoted,
        cues: Sequence[Cue],
        last: Party | None,
    ) -> Content | None:
        """A colon before the quotation, and a party before the colon or in the sentence before."""
        colon = _COLON.search(reading.masked, passage.start, quotation.start)
        if not colon:
            return None
        party = (
            _saying(reading, passage, quotation, cues)
            or before(reading, passage, colon.start())
            or last
        )
        if party is None or _is_title(reading, quotation):
            return None
        return _content(quotation, (colon.start(), colon.start()), party, "colon", 0.7)


def _saying(
    reading: Reading, passage: Passage, quotation: Quoted, cues: Sequence[Cue]
) -> Party | None:
    """Who says something in the words before the colon."""
    ahead = [cue for cue in cues if cue.end <= quotation.start and "say" in cue.labels]
    return speaker(reading, passage, ahead[-1]).party if ahead else None


def _content(
    quotation: Quoted, cue: tuple[int, int], party: Party | None, rule: str, confidence: float
) -> Content:
    return Content(*quotation.inner, cue, party, rule, confidence)


def _inverted(reading: Reading, passage: Passage, quotation: Quoted) -> Content | None:
    """A verb that no list has, between the quoted words and the person who speaks them."""
    verb = _VERB.match(reading.masked, quotation.end, passage.end)
    party = inverted(reading, passage, verb.end()) if verb else None
    if verb is None or party is None or party.kind != "person" or party.pronoun:
        return None
    if party.complement or _is_title(reading, quotation):
        return None
    return _content(quotation, verb.span("verb"), party, "inverted", 0.6)


def _governed(quotation: Quoted, phrases: Sequence[Content]) -> Content | None:
    """The quotation as what "selon X" and its like say."""
    for phrase in phrases:
        if phrase.start <= quotation.inner[0] and quotation.inner[1] <= phrase.end + 1:
            return _content(quotation, phrase.cue, phrase.party, "according", 0.85)
    return None


def _is_title(reading: Reading, quotation: Quoted) -> bool:
    """Whether all words have capitals, as in the name of a work, and no stop ends them."""
    inner = reading.text[slice(*quotation.inner)]
    words = re.findall(r"[^\W\d_][\w’']*", inner)
    if not words or inner[-1] in "!?.…,":
        return not words
    capitals = sum(word[0].isupper() for word in words)
    return capitals * 2 > len(words) and all(w[0].isupper() for w in words if len(w) > 3)


def _in_subject(quotation: Quoted, cue: Cue, party: Party) -> bool:
    """Whether quoted words stand between a subject and its verb: 'the star of "X" said'."""
    return party.end <= quotation.start and quotation.end <= cue.start and cue.pronoun is None


def _in_passive(quotation: Quoted, cues: Sequence[Cue]) -> bool:
    """Whether the verb right before the quoted words says what something was called."""
    ahead = [cue for cue in cues if cue.end <= quotation.start]
    return bool(ahead) and ahead[-1].passive and quotation.start - ahead[-1].end <= CLOSE


def _distance(cue: Cue, quotation: Quoted) -> int:
    return max(quotation.start - cue.end, cue.start - quotation.end)


def _floats(reading: Reading, passage: Passage, quotation: Quoted) -> bool:
    """Whether the quotation is all that its passage says."""
    around = reading.masked[passage.start : passage.end].replace(HIDDEN, "").strip(" .,\n—–-")
    return not around and len(reading.text[slice(*quotation.inner)].split()) > SCARE
