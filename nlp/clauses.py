"""Reported clauses: where they end, and whose they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from spacy.tokens import Token

from nlp.content import LEAST, Content, bounds
from nlp.marks import HIDDEN
from nlp.parties import Party
from nlp.passages import Passage, Reading
from nlp.patterns import alternation
from nlp.reporting import Cue, Reporting
from nlp.roles import head
from nlp.speakers import speaker

_QUOTED_END = re.compile(rf"\s?:\s*{HIDDEN}+[\s.,]*$")


@dataclass(frozen=True)
class ClauseRules:
    """Makes contents of clauses that begin at a place behind a verb."""

    reporting: Reporting

    def clause(
        self, reading: Reading, passage: Passage, cue: Cue, start: int, rule: str, confidence: float
    ) -> Content | None:
        """What follows from `start` on, where somebody says it."""
        found = speaker(reading, passage, cue)
        party = found.party
        if party is None or cue.passive or not self.speaks(party, cue):
            return None
        if cue.labels & {"feel"} and rule != "accusation" and not party.named:
            return None
        if rule == "opinion" and party.kind == "group" and not party.named:
            return None
        start, end = bounds(reading, start, passage.end)
        if len(reading.masked[start:end].split()) < LEAST or start <= party.start < end:
            return None
        certainty = confidence * found.certainty
        return Content(start, end, (cue.start, cue.end), party, rule, certainty)

    def speaks(self, party: Party, cue: Cue) -> bool:
        """Whether a verb makes it a speaker; what an outlet reports but not thinks is a credit."""
        return party.kind != "outlet" or cue.verb in self.reporting.thinking

    def shortened(self, reading: Reading, content: Content, cues: Sequence[Cue]) -> Content:
        """Up to the next verb of the same subject, a credit, or the end of its relative clause."""
        ends = [content.end, *self._joined_verbs(reading, content, cues)]
        for pattern in (self._cut, _QUOTED_END):
            cut = pattern.search(reading.masked, content.start, content.end)
            ends += [cut.start()] if cut and cut.start() > content.start else []
        subject_end = content.party.end if content.party else content.cue[0]
        if subject_end < content.cue[0] and self._relative.match(
            reading.masked, subject_end, content.cue[0]
        ):
            comma = reading.masked.find(",", content.start, content.end)
            ends += [comma] if comma > 0 else []
        return replace(content, end=bounds(reading, content.start, min(ends))[1])

    def _joined_verbs(
        self, reading: Reading, content: Content, cues: Sequence[Cue]
    ) -> Iterator[int]:
        """Where another reporting verb of the same subject is joined on."""
        for cue in cues:
            if content.start < cue.start < content.end and content.rule != "incise":
                joined = self._joined.search(reading.masked, content.start, cue.start)
                if joined and not _within(reading, content, cue):
                    yield joined.start()

    @cached_property
    def _joined(self) -> re.Pattern[str]:
        return re.compile(rf",?\s{alternation(self.reporting.words.joined)}\s$", re.IGNORECASE)

    @cached_property
    def _cut(self) -> re.Pattern[str]:
        return re.compile(alternation(self.reporting.words.cuts), re.IGNORECASE)

    @cached_property
    def _relative(self) -> re.Pattern[str]:
        return re.compile(rf",?\s?{alternation(self.reporting.words.relatives)}\s", re.IGNORECASE)


def _within(reading: Reading, content: Content, cue: Cue) -> bool:
    """Whether a verb belongs to the clause by the tree, and has another tense than what says it."""
    verb, saying = head(reading.doc, cue.start, cue.end), head(reading.doc, *content.cue)
    if verb is None or saying is None or verb.head == saying or _tense(verb) == _tense(saying):
        return False
    return any(verb in clause.subtree for clause in reading.roles.clauses(saying))


def _tense(verb: Token) -> tuple[str, ...]:
    """The tense of a verb, or of the auxiliary that bears it."""
    own = (t.morph for t in (verb, *verb.lefts))
    finite = (m.get("Tense", []) for m in own if "Fin" in m.get("VerbForm", []))
    return tuple(next(finite, []))
