"""Through which verb a cue is somebody's: a verdict ("finds it absurd"), or what it serves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from nlp.bonds import Bonds
from nlp.cues import StanceCue, StanceWords
from nlp.marks import HIDDEN
from nlp.passages import Passage, Reading
from nlp.patterns import alternation
from nlp.verbs import all_forms

REACH = 110  # characters between a verb of judgement and what it says
HOLDING = frozenset(("entity", "issue", "either", "demanded"))


@dataclass(frozen=True)
class Whose:
    """The verbs of one language that show whose judgement it is."""

    lang: str
    words: StanceWords

    def through(
        self,
        reading: Reading,
        passage: Passage,
        cue: StanceCue,
        cues: Sequence[StanceCue],
        bonds: Bonds | None,
    ) -> StanceCue:
        """The cue in whose place the holder is looked for; the cue itself where there is none."""
        if cue.aim in {"judged", "doer"}:
            return self._verdict(reading, passage, cue) or replace(cue, aim="judged", verb=False)
        if cue.aim == "cause":
            return replace(cue, aim="issue")
        if cue.issue and not cue.verb and bonds is not None:
            return _served(bonds, passage, cue, cues) or cue
        return cue

    def _verdict(self, reading: Reading, passage: Passage, cue: StanceCue) -> StanceCue | None:
        """The nearest verb of judgement before, within the same clause."""
        start = max(passage.start, cue.start - REACH)
        text = reading.masked
        verbs = list(self._verbs.finditer(text, start, cue.start))
        for verb in reversed(verbs):
            between = text[verb.end() : cue.start]
            if self._noun.search(text[max(0, verb.start() - 12) : verb.start()]):
                continue
            if re.search(r"[.;:!?\n]", between.replace(HIDDEN, "")):
                return None
            return replace(cue, start=verb.start(), end=verb.end(), aim="issue", verb=True)
        return None

    @cached_property
    def _verbs(self) -> re.Pattern[str]:
        forms = alternation(all_forms(self.lang, self.words.verdicts))
        return re.compile(forms, re.IGNORECASE)

    @cached_property
    def _noun(self) -> re.Pattern[str]:
        return re.compile(
            rf"(?:{alternation(self.words.determiners)}|['’]s|s['’])\s?$", re.IGNORECASE
        )


def _served(
    bonds: Bonds, passage: Passage, cue: StanceCue, cues: Sequence[StanceCue]
) -> StanceCue | None:
    """The verb whose object holds a topic's words: "denounce copies without consent"."""
    token = bonds.token(cue.start, cue.end)
    if token is None:
        return None
    near = [c for c in cues if passage.start <= c.start < cue.start]
    for other in reversed(near):
        verb = bonds.token(other.start, other.end) if other.verb else None
        if verb is not None and other.aim in HOLDING and bonds.inside(token, verb):
            return other
    return None
