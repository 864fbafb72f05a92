"""Finds what a verb between commas or behind the last one reports: "…, a annoncé X, …"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from nlp.clauses import ClauseRules
from nlp.content import LEAST, Content, bounds
from nlp.marks import HIDDEN
from nlp.passages import Passage, Reading
from nlp.patterns import alternation
from nlp.reporting import Cue, Reporting
from nlp.speakers import Speaker, speaker

_TIGHT = re.compile(r"\s?[,.;]|\s?$")


@dataclass(frozen=True)
class InciseRules:
    reporting: Reporting
    clauses: ClauseRules

    def find(self, reading: Reading, passage: Passage, cue: Cue) -> Content | None:
        """The cue with its subject stands between commas, or behind one at the end."""
        if not cue.labels & {"say", "feel"}:
            return None
        frame = self._frame(reading, passage, cue)
        if frame is None:
            return None
        (left, right), found = frame
        start, end = _before(reading, passage, left), bounds(reading, right, passage.end)
        first, last = reading.masked[start[0] : start[1]], reading.masked[end[0] : end[1]]
        if self._is_direct(first, last) or not (first + last).strip():
            return None
        span = self._pick(start, end, first, last)
        words = reading.masked[span[0] : span[1]]
        if len(words.split()) < LEAST + 1 or (span == start and self._source.match(words)):
            return None
        return Content(*span, (cue.start, cue.end), found.party, "incise", found.certainty)

    def _is_direct(self, first: str, last: str) -> bool:
        """Whether the words before an incise are a quotation, not a clause with a short one."""
        hidden = first.count(HIDDEN)
        whole = self.reporting.words.incise_whole and first.endswith(HIDDEN) and HIDDEN not in last
        return hidden > 0 and (not whole or 2 * hidden >= len(first))

    def _pick(
        self, start: tuple[int, int], end: tuple[int, int], first: str, last: str
    ) -> tuple[int, int]:
        """The words before the incise, those behind it, or all with the incise in them."""
        if not last.strip(" .\n"):
            return start
        opening = not first or (self._opening.match(first) and len(first.split()) <= 4)
        if opening or not self.reporting.words.incise_whole:
            return end if opening or len(last) > len(first) else start
        return (start[0], end[1])

    def _frame(
        self, reading: Reading, passage: Passage, cue: Cue
    ) -> tuple[tuple[int, int], Speaker] | None:
        """The place of ", dit-elle,", ", a dit X," or ", X said," and who it is."""
        masked = reading.masked
        found = speaker(reading, passage, cue)
        party = found.party
        if party is None or not self.clauses.speaks(party, cue):
            return None
        left, right = min(cue.start, party.start), max(cue.end, party.end)
        comma = self._left.search(masked, passage.start, left)
        long = comma and _is_long(masked[passage.start : comma.start()])
        office = r"(?:,[^,.;]*)?" if long else ""
        closing = re.compile(rf"(?:\s[^,.;:]*)?{office}(?:[,.;]|\s?:|$)").match(
            masked, right, passage.end
        )
        if party.start > cue.start or cue.pronoun is not None:
            fits = comma and closing and party.start - cue.end < 40
        else:
            closing = _TIGHT.match(masked, cue.end, passage.end)
            fits = comma and closing and cue.start - party.end < 12
        if not (fits and comma and closing):
            return None
        right = passage.end if closing.group().endswith(":") else closing.end()
        return (comma.start(), right), found

    @cached_property
    def _left(self) -> re.Pattern[str]:
        """A comma with up to two words behind it, or the opening of "comme l'a dit X,"."""
        as_said = alternation(self.reporting.words.as_said)
        return re.compile(rf"(?:,\s*(?:\w+\s){{0,2}}|(?:^|[\n.])\s*{as_said}\s?)$", re.IGNORECASE)

    @cached_property
    def _source(self) -> re.Pattern[str]:
        """Somebody else is the source of what stands before the verb: "According to X, Y said"."""
        return re.compile(alternation(self.reporting.words.according), re.IGNORECASE)

    @cached_property
    def _opening(self) -> re.Pattern[str]:
        return re.compile(rf"\W*{alternation(self.reporting.words.openings)}", re.IGNORECASE)


def _before(reading: Reading, passage: Passage, left: int) -> tuple[int, int]:
    """What stands before an incise, behind the last semicolon."""
    stop = reading.masked.rfind(";", passage.start, left)
    long = stop >= 0 and len(reading.masked[stop + 1 : left].split()) > LEAST
    return bounds(reading, stop + 1 if long else passage.start, left)


def _is_long(clause: str) -> bool:
    """Whether a clause stands before an incise, so that what follows is no rest of it."""
    return len(clause.split()) > 4
