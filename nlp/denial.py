"""Whether a position is denied, asked or warded off, so that it turns round or falls away."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from nlp.bonds import Bonds
from nlp.cues import StanceCue, StanceWords
from nlp.passages import Passage, Reading
from nlp.patterns import alternation
from storage.records import Polarity

OPPOSITE: dict[Polarity, Polarity] = {"favor": "against", "against": "ambivalent"}
WARDED = 60  # characters between "protect from" and what it wards off
ASKED = frozenset(("either", "judged", "doer", "demanded"))
NEAR = 22  # characters before a cue in which the words stand that deny it


@dataclass(frozen=True)
class Denial:
    """The words that deny in one language."""

    words: StanceWords

    def polarity(
        self, reading: Reading, passage: Passage, cue: StanceCue, bonds: Bonds | None
    ) -> Polarity | None:
        """The cue's, turned round by a negation; none where nothing is left of it."""
        if self._warded(reading, passage, cue) or self._asked(reading, passage, cue):
            return None
        before = reading.text[max(passage.start, cue.start - NEAR) : cue.start]
        denied = bool(self._near.search(before))
        if cue.issue and cue.polarity == "favor" and self._needless(reading, cue, bonds):
            return None
        if cue.issue and denied and (cue.polarity != "favor" or not self.just(before)):
            return cue.polarity
        if not cue.issue and cue.verb and bonds is not None:
            token = bonds.token(cue.start, cue.end)
            denied = bonds.denied(token, self._plain) if token is not None else denied
        return self._turned(cue) if denied else cue.polarity

    def spared(self, reading: Reading, passage: Passage, cue: StanceCue) -> bool:
        """Whether somebody says that he does not ask: "we are not asking for a ban"."""
        before = reading.text[max(passage.start, cue.start - NEAR) : cue.start]
        return cue.aim == "demanded" and bool(self._near.search(before))

    def just(self, before: str) -> bool:
        """Whether a text ends in a negation, or a word behind one."""
        return bool(self._just.search(before))

    def _needless(self, reading: Reading, cue: StanceCue, bonds: Bonds | None) -> bool:
        """Whether nothing is missed: "no copy is made without consent" complains of nothing."""
        opening = reading.text[cue.start : cue.end].split()[0].lower()
        token = bonds.token(cue.start, cue.end) if bonds and opening in self._plain else None
        if token is None or bonds is None or token.head is token:
            return False
        return bonds.denied(token.head, self._plain)

    def _turned(self, cue: StanceCue) -> Polarity | None:
        """Not demanded or not done is no position; who calls it no danger stands up for it."""
        if (
            cue.aim in {"demanded", "outcry"}
            or cue.rule == "refuse"
            or (cue.aim == "doer" and cue.polarity == "against")
        ):
            return None
        if cue.aim == "judged" and cue.polarity == "against":
            return "favor"
        return OPPOSITE.get(cue.polarity)

    def _warded(self, reading: Reading, passage: Passage, cue: StanceCue) -> bool:
        """Whether a danger is what something protects from."""
        if cue.polarity != "against" or cue.aim not in {"judged", "outcry"}:
            return False
        return self.warded(reading.text[max(passage.start, cue.start - WARDED) : cue.start])

    def warded(self, before: str) -> bool:
        """Whether a text ends in words that ward off what follows: "protect them from"."""
        return bool(self._wards.search(before))

    def _asked(self, reading: Reading, passage: Passage, cue: StanceCue) -> bool:
        """Whether approval is only asked for or imagined: "Should the guild back it?"."""
        if cue.polarity != "favor" or cue.aim not in ASKED:
            return False
        if cue.aim == "judged" and self._if.search(reading.text, passage.start, cue.start):
            return True
        end = re.search(r"[.!?](?=\W|$)", reading.text[cue.end : passage.end])
        return end is not None and end.group() == "?"

    @cached_property
    def _if(self) -> re.Pattern[str]:
        return re.compile(rf"{alternation(self.words.conditions)}\s[^.,;:!?]*$", re.IGNORECASE)

    @cached_property
    def _plain(self) -> frozenset[str]:
        return frozenset(self.words.negations)

    @cached_property
    def _just(self) -> re.Pattern[str]:
        words = alternation(self.words.negations)
        return re.compile(rf"{words}\s?(?:\w+['’]?\s?)?$", re.IGNORECASE)

    @cached_property
    def _near(self) -> re.Pattern[str]:
        words = alternation(self.words.negations)
        return re.compile(rf"{words}\s?(?:\w+['’]?\s?){{0,2}}$", re.IGNORECASE)

    @cached_property
    def _wards(self) -> re.Pattern[str]:
        verbs, links = alternation(self.words.shields), alternation(self.words.shielded_from)
        return re.compile(rf"{verbs}\b[^.;:!?]*\s{links}\s?[^.;:!?,]{{0,25}}$", re.IGNORECASE)
