"""Finds what is said "selon X", "according to X" and the like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from nlp.content import LEAST, Content, bounds
from nlp.marks import HIDDEN
from nlp.parties import Party
from nlp.passages import Passage, Reading
from nlp.patterns import alternation
from nlp.reporting import Reporting
from nlp.subjects import before, inverted


@dataclass(frozen=True)
class AccordingRules:
    reporting: Reporting

    def find(self, reading: Reading, passage: Passage) -> Iterator[Content]:
        """What stands before or behind "selon X" and its like."""
        masked = reading.masked
        for match in self._according_pattern.finditer(masked, passage.start, passage.end):
            party = self._source(reading, passage, match)
            if party is None or party.kind == "outlet":
                continue
            source_end = max(match.end(), party.end)
            span = self._governed(reading, passage, match, source_end)
            if span and len(reading.text[slice(*span)].split()) > LEAST:
                yield _content(span, (match.start(), source_end), party)
        yield from self._views(reading, passage)

    def _views(self, reading: Reading, passage: Passage) -> Iterator[Content]:
        """What holds "in X's view": the clause around it, or behind it at its start."""
        for match in self._view_pattern.finditer(reading.masked, passage.start, passage.end):
            inside = [p for p in reading.between(match.start(), match.end()) if p.kind != "outlet"]
            if not inside:
                continue
            opens = not reading.masked[passage.start : match.start()].strip()
            colon = reading.masked.rfind(": ", passage.start, match.start())
            start = match.end() if opens else max(passage.start, colon + 1)
            span = bounds(reading, start, passage.end)
            if len(reading.text[slice(*span)].split()) > LEAST:
                yield _content(span, match.span(), inside[-1])

    def _source(self, reading: Reading, passage: Passage, match: re.Match[str]) -> Party | None:
        if match["whom"]:
            return before(reading, passage, match.start())
        party = inverted(reading, passage, match.end() - 1, governed=True)
        if party is None or party.start - match.end() > 24:
            return None
        return None if "," in reading.masked[match.end() : party.start] else party

    def _governed(
        self, reading: Reading, passage: Passage, match: re.Match[str], end: int
    ) -> tuple[int, int] | None:
        masked, left = reading.masked, reading.masked[passage.start : match.start()]
        if match["whom"]:
            return bounds(reading, end, passage.end)
        if match["weak"] and left.strip(" \n"):
            return None
        comma = masked.find(",", end, passage.end)
        if comma >= 0 and self._relative.match(masked, comma):
            comma = masked.find(",", comma + 1, passage.end)
        if not left.strip() or left.rstrip().endswith(":"):
            return (
                _to_colon(reading, *bounds(reading, comma + 1, passage.end)) if comma >= 0 else None
            )
        return self._around(reading, passage, match.start(), end)

    def _around(self, reading: Reading, passage: Passage, left: int, right: int) -> tuple[int, int]:
        """The clause that "…, selon X" ends, or that it stands in front of."""
        rest = reading.masked[right : passage.end].strip(" .\n")
        incise = reading.masked[passage.start : left].rstrip().endswith((",", "("))
        comma = reading.masked.find(",", right, passage.end)
        if incise and comma >= 0 and self._resumed(reading, passage, left, comma + 1):
            that = self._that_start.match(reading.masked, comma + 1)
            return bounds(reading, that.end() if that else comma + 1, passage.end)
        if rest and not incise and not rest.startswith((",", ")", "'", "’")):
            return bounds(reading, right, passage.end)
        return bounds(reading, passage.start, left)

    def _resumed(self, reading: Reading, passage: Passage, left: int, comma: int) -> bool:
        """Whether what is reported stands behind the incise alone."""
        if reading.masked[comma : passage.end].lstrip().startswith(HIDDEN):
            return True
        open_end = self._relative_end.search(reading.masked, passage.start, left)
        return bool(open_end or self._that_start.match(reading.masked, comma))

    @cached_property
    def _according_pattern(self) -> re.Pattern[str]:
        words = self.reporting.words
        whom = alternation(words.according_whom)
        strong = alternation(words.according)
        weak = alternation(words.according_weak)
        return re.compile(rf"(?:(?P<whom>{whom})|{strong}|(?P<weak>{weak}))\s?", re.IGNORECASE)

    @cached_property
    def _view_pattern(self) -> re.Pattern[str]:
        views = alternation(self.reporting.words.views)
        owner = rf"[^,.;:{HIDDEN}]{{2,40}}?['’]s?|his|her|their|its"
        return re.compile(rf"\b(?:in|by)\s(?:{owner})\s{views}", re.IGNORECASE)

    @cached_property
    def _that_start(self) -> re.Pattern[str]:
        return re.compile(rf"\s*{alternation(self.reporting.words.that)}\s?", re.IGNORECASE)

    @cached_property
    def _relative(self) -> re.Pattern[str]:
        return re.compile(rf",\s{alternation(self.reporting.words.relatives)}\s", re.IGNORECASE)

    @cached_property
    def _relative_end(self) -> re.Pattern[str]:
        return re.compile(rf"{alternation(self.reporting.words.relatives)},?\s*$", re.IGNORECASE)


def _content(span: tuple[int, int], cue: tuple[int, int], party: Party) -> Content:
    return Content(*span, cue, party, "according", 0.9 if party.named else 0.75)


def _to_colon(reading: Reading, start: int, end: int) -> tuple[int, int]:
    colon = reading.masked.find(" :", start, end)
    return (start, colon) if colon > 0 else (start, end)
