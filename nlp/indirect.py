"""Finds reported content: "X said that …", "selon X, …", "…, a annoncé X", "X accuses Y of …"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from nlp.content import LEAST, Content, bounds
from nlp.marks import HIDDEN
from nlp.parties import Party
from nlp.passages import Passage, Reading
from nlp.patterns import alternation, fold
from nlp.reporting import Cue, Opinion, Reporting
from nlp.subjects import subject
from nlp.verbs import all_forms

LISTENER = rf"(?:\s[^\s,.;:{HIDDEN}]+){{1,6}}?"  # "told reporters in New York that"
BLAMED = LISTENER.replace("6", "10")  # "accuses A, B and C of"


@dataclass(frozen=True)
class IndirectRules:
    reporting: Reporting

    def find(self, reading: Reading, passage: Passage, cues: list[Cue]) -> Iterator[Content]:
        """The reported content of a passage, by the first rule that each cue meets."""
        for cue in cues:
            for rule in (
                self._that,
                self._accusation,
                self._infinitive,
                self._bare,
                self._opinion,
                self._incise,
            ):
                content = rule(reading, passage, cue)
                if content:
                    yield self._shortened(reading, content, cues)
                    break

    def _shortened(self, reading: Reading, content: Content, cues: list[Cue]) -> Content:
        """Up to the next verb of the same subject, a credit, or the end of its relative clause."""
        ends = [content.end]
        for cue in cues:
            if content.start < cue.start < content.end and content.rule != "incise":
                joined = self._joined.search(reading.masked, content.start, cue.start)
                ends += [joined.start()] if joined else []
        cut = self._cut.search(reading.masked, content.start, content.end)
        ends += [cut.start()] if cut else []
        subject_end = content.party.end if content.party else content.cue[0]
        if subject_end < content.cue[0] and self._relative.match(
            reading.masked, subject_end, content.cue[0]
        ):
            comma = reading.masked.find(",", content.start, content.end)
            ends += [comma] if comma > 0 else []
        return replace(content, end=bounds(reading, content.start, min(ends))[1])

    def _that(self, reading: Reading, passage: Passage, cue: Cue) -> Content | None:
        if not cue.labels & {"say", "feel", "judge"} or cue.labels == {"judge"}:
            return None
        addressing = cue.verb in self.reporting.addressing
        pattern = self._told_pattern if addressing else self._that_pattern
        match = pattern.match(reading.masked, cue.end, passage.end)
        return self._clause(reading, passage, cue, match.end(), "that", 0.85) if match else None

    def _accusation(self, reading: Reading, passage: Passage, cue: Cue) -> Content | None:
        if not cue.labels & {"accuse", "beg"}:
            return None
        match = self._accused_pattern.match(reading.masked, cue.end, passage.end)
        return (
            self._clause(reading, passage, cue, match.end(), "accusation", 0.8) if match else None
        )

    def _infinitive(self, reading: Reading, passage: Passage, cue: Cue) -> Content | None:
        if "claim" not in cue.labels:
            return None
        match = self._infinitive_pattern.match(reading.masked, cue.end, passage.end)
        if not match:
            return None
        return self._clause(reading, passage, cue, match.start("verb"), "infinitive", 0.7)

    def _bare(self, reading: Reading, passage: Passage, cue: Cue) -> Content | None:
        if cue.verb not in self.reporting.bare or _after_words(reading, passage, cue):
            return None
        match = self._bare_pattern.match(reading.masked, cue.end, passage.end)
        return self._clause(reading, passage, cue, match.end(), "bare", 0.7) if match else None

    def _incise(self, reading: Reading, passage: Passage, cue: Cue) -> Content | None:
        """The cue with its subject stands between commas, or behind one at the end."""
        if not cue.labels & {"say", "feel"}:
            return None
        frame = self._frame(reading, passage, cue)
        if frame is None:
            return None
        (left, right), party = frame
        start, end = bounds(reading, passage.start, left), bounds(reading, right, passage.end)
        first, last = reading.masked[start[0] : start[1]], reading.masked[end[0] : end[1]]
        if HIDDEN in first or (not first.strip() and not last.strip()):
            return None
        span = self._pick(start, end, first, last)
        words = len(reading.masked[span[0] : span[1]].split())
        if words < LEAST + 1:
            return None
        return Content(*span, (cue.start, cue.end), party, "incise", 0.8)

    def _pick(
        self, start: tuple[int, int], end: tuple[int, int], first: str, last: str
    ) -> tuple[int, int]:
        """The words before the incise, those behind it, or all with the incise in them."""
        if not last.strip(" .\n"):
            return start
        opening = self._opening.match(first) and len(first.split()) <= 4
        if opening or not self.reporting.words.incise_whole:
            return end if opening or len(last) > len(first) else start
        return (start[0], end[1])

    def _opinion(self, reading: Reading, passage: Passage, cue: Cue) -> Content | None:
        """What somebody calls something, up to the next stop."""
        for verbs, pattern in self._opinion_patterns:
            match = (
                pattern.match(reading.masked, cue.end, passage.end) if cue.verb in verbs else None
            )
            if match and HIDDEN not in match["words"]:
                content = self._clause(reading, passage, cue, match.start("words"), "opinion", 0.7)
                return replace(content, end=match.end("words")) if content else None
        return None

    def _frame(
        self, reading: Reading, passage: Passage, cue: Cue
    ) -> tuple[tuple[int, int], Party] | None:
        """The place of ", dit-elle,", ", a dit X," or ", X said," and who it is."""
        masked = reading.masked
        party = subject(reading, passage, cue.start, cue.end, cue.pronoun)
        if party is None or party.kind == "outlet":
            return None
        left, right = min(cue.start, party.start), max(cue.end, party.end)
        comma = re.compile(r",\s*(?:\w+\s){0,2}$").search(masked, passage.start, left)
        office = (
            r"(?:,[^,.;]*)?" if comma and _is_long(masked[passage.start : comma.start()]) else ""
        )
        closing = re.compile(rf"(?:\s[^,.;:]*)?{office}(?:[,.;]|$)").match(
            masked, right, passage.end
        )
        if party.start > cue.start or cue.pronoun is not None:
            fits = comma and closing and party.start - cue.end < 40
        else:
            tight = re.compile(r"\s?[,.;]|\s?$").match(masked, cue.end, passage.end)
            fits = comma and tight and cue.start - party.end < 12
            closing = tight
        if not (fits and comma and closing):
            return None
        return (comma.start(), closing.end()), party

    def _clause(
        self, reading: Reading, passage: Passage, cue: Cue, start: int, rule: str, confidence: float
    ) -> Content | None:
        party = subject(reading, passage, cue.start, cue.end, cue.pronoun)
        if party is None or cue.passive or party.kind == "outlet":
            return None
        if cue.labels & {"feel"} and rule != "accusation" and not party.named:
            return None
        start, end = bounds(reading, start, passage.end)
        if len(reading.masked[start:end].split()) < LEAST or start <= party.start < end:
            return None
        return Content(start, end, (cue.start, cue.end), party, rule, confidence)

    @cached_property
    def _opinion_patterns(self) -> list[tuple[frozenset[str], re.Pattern[str]]]:
        return [
            (
                frozenset(map(fold, all_forms(self.reporting.lang, opinion.verbs))),
                _opinion_pattern(opinion),
            )
            for opinion in self.reporting.file.opinions
        ]

    @cached_property
    def _that_pattern(self) -> re.Pattern[str]:
        that = alternation(self.reporting.words.that)
        place = alternation(self.reporting.words.prepositions)
        return re.compile(rf"(?:,?\s{place}{LISTENER})?\s{that}\s?(?=\S)", re.IGNORECASE)

    @cached_property
    def _told_pattern(self) -> re.Pattern[str]:
        that = alternation(self.reporting.words.that)
        return re.compile(rf"(?:{LISTENER})?\s{that}\s?(?=\S)", re.IGNORECASE)

    @cached_property
    def _joined(self) -> re.Pattern[str]:
        return re.compile(rf",?\s{alternation(self.reporting.words.joined)}\s$", re.IGNORECASE)

    @cached_property
    def _cut(self) -> re.Pattern[str]:
        return re.compile(alternation(self.reporting.words.cuts), re.IGNORECASE)

    @cached_property
    def _relative(self) -> re.Pattern[str]:
        return re.compile(rf",?\s?{alternation(self.reporting.words.relatives)}\s", re.IGNORECASE)

    @cached_property
    def _accused_pattern(self) -> re.Pattern[str]:
        of = alternation(self.reporting.words.accused_of)
        verb = r"(?=(?:ne\s|n['’]|pas\s|se\s|s['’]|l['’]|les?\s|la\s|y\s|en\s)*"
        verb += r"(?:\w+(?:er|ir|re|oir)|\w+ing)\b)"
        return re.compile(rf"(?:{BLAMED})?\s{of}\s?{verb}", re.IGNORECASE)

    @cached_property
    def _infinitive_pattern(self) -> re.Pattern[str]:
        negation, ending = r"(?:ne\s(?:pas|jamais|plus)\s|n['’])?", "(?:er|ir|oir|dre|tre|ire)"
        french = rf"{negation}(?:avoir|être|\w{{2,}}{ending})\b"
        verb = r"to\s\w+" if self.reporting.lang == "en" else french
        addressee = r"(?:\s(?:à|au|aux)\s?[^\s,.;:]+(?:\s[A-Z]\w+)?)?"
        of = r"(?:de\s|d['’])?"
        return re.compile(rf"{addressee}\s{of}(?P<verb>{verb})")

    @cached_property
    def _bare_pattern(self) -> re.Pattern[str]:
        stops = alternation(self.reporting.words.bare_stops)
        return re.compile(rf"\s(?!{stops}|[{HIDDEN}])(?=[\w])", re.IGNORECASE)

    @cached_property
    def _opening(self) -> re.Pattern[str]:
        return re.compile(rf"\W*{alternation(self.reporting.words.openings)}", re.IGNORECASE)


def _opinion_pattern(opinion: Opinion) -> re.Pattern[str]:
    anything = rf"(?:\s[^\s,.;:{HIDDEN}]+){{0,6}}?"
    about = anything if "*" in opinion.about else rf"\s{alternation(opinion.about)}{anything}"
    link, words = alternation(opinion.link), r"[^\s.;:][^.;:\n]*"
    if opinion.about == ("*",):
        return re.compile(rf"{about}\s{link}\s(?P<words>{words})", re.IGNORECASE)
    return re.compile(rf"{about}\s(?P<words>{link}\s{words})", re.IGNORECASE)


def _is_long(clause: str) -> bool:
    """Whether a clause stands before an incise, so that what follows is no rest of it."""
    return len(clause.split()) > 4


def _after_words(reading: Reading, passage: Passage, cue: Cue) -> bool:
    """Whether quoted words stand right before the verb, so that its subject follows it."""
    return reading.masked[passage.start : cue.start].rstrip(" ,").endswith(HIDDEN)
