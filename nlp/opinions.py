"""Finds what somebody calls something, without marks: "calls it a betrayal", "y voit un piège"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property

from nlp.clauses import ClauseRules
from nlp.content import Content
from nlp.marks import HIDDEN
from nlp.passages import Passage, Reading
from nlp.patterns import alternation, fold
from nlp.reporting import Cue, Opinion, Reporting
from nlp.verbs import all_forms


@dataclass(frozen=True)
class OpinionRules:
    reporting: Reporting
    clauses: ClauseRules

    def find(self, reading: Reading, passage: Passage, cue: Cue) -> Content | None:
        """What somebody calls something, up to the next stop."""
        for verbs, before, pattern in self._patterns:
            if cue.verb not in verbs or not before.search(reading.masked, passage.start, cue.start):
                continue
            match = pattern.match(reading.masked, cue.end, passage.end)
            if match and HIDDEN not in match["words"]:
                at = match.start("words")
                content = self.clauses.clause(reading, passage, cue, at, "opinion", 0.9)
                return replace(content, end=match.end("words")) if content else None
        return None

    @cached_property
    def _patterns(self) -> list[tuple[frozenset[str], re.Pattern[str], re.Pattern[str]]]:
        return [
            (
                frozenset(map(fold, all_forms(self.reporting.lang, opinion.verbs))),
                _before(opinion),
                _behind(opinion, rf"(?:\s{alternation(self.reporting.words.adverbs)})?"),
            )
            for opinion in self.reporting.file.opinions
        ]


def _before(opinion: Opinion) -> re.Pattern[str]:
    if not opinion.before:
        return re.compile("")
    return re.compile(rf"{alternation(opinion.before)}\s?$", re.IGNORECASE)


def _behind(opinion: Opinion, adverb: str) -> re.Pattern[str]:
    anything = rf"(?:\s[^\s,.;:{HIDDEN}]+){{0,6}}?"
    link, words = alternation(opinion.link), r"[^\s.;:][^.;:\n]*"
    if opinion.about == ("*",):
        return re.compile(rf"{anything}\s{link}\s?(?P<words>{words})", re.IGNORECASE)
    between = "" if opinion.near else anything
    about = rf"\s{alternation(opinion.about)}{between}" if opinion.about else adverb
    return re.compile(rf"{about}\s(?P<words>{link}\s?{words})", re.IGNORECASE)
