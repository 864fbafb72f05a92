"""Whether the object of a cue is a pronoun: "les accuse", "accused them of", "called it out"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from nlp.cues import StanceCue, StanceWords
from nlp.patterns import alternation

BEFORE, BEHIND = 12, 16  # characters around a cue in which a pronoun stands


@dataclass(frozen=True)
class Pronominal:
    """The pronouns of one language that are objects."""

    words: StanceWords

    def is_object(self, text: str, cue: StanceCue) -> bool:
        """Whether a pronoun before the verb, in it or behind it is its object."""
        before, behind = text[max(0, cue.start - BEFORE) : cue.start], text[cue.end :][:BEHIND]
        clitic = cue.verb and bool(self._before.search(before))
        inside = cue.verb and bool(self._amid.search(text, cue.start, cue.end))
        return clitic or inside or bool(self._behind.match(behind))

    @cached_property
    def _before(self) -> re.Pattern[str]:
        return re.compile(rf"{alternation(self.words.objects_before)}\s?$", re.IGNORECASE)

    @cached_property
    def _amid(self) -> re.Pattern[str]:
        return re.compile(rf"\s{alternation(self.words.objects_after)}\s", re.IGNORECASE)

    @cached_property
    def _behind(self) -> re.Pattern[str]:
        """No possessive: "defended her work" has no pronoun for its object."""
        words = self.words
        links = alternation((*words.about, *words.clauses, *words.places))
        pronouns = alternation(words.objects_after)
        return re.compile(rf"\s{pronouns}(?=[^\w\s]|\s?$|\s{links})", re.IGNORECASE)
