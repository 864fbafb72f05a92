"""Who signs an open letter, a petition or a manifesto, and so holds what it demands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from nlp.company import Company
from nlp.parties import Party
from nlp.passages import Passage, Reading
from nlp.patterns import alternation
from nlp.subjects import before
from nlp.verbs import all_forms

AT_ONCE = 16  # characters behind "signed by" in which the first name begins
OBJECT = 40  # characters behind a verb in which what is signed stands


@dataclass(frozen=True)
class Letter:
    """Those who sign what a text reports, and where it is first spoken of."""

    signatories: tuple[Party, ...]
    since: int

    def speaks(self, holder: Party) -> bool:
        """Whether a holder is one of several who sign, not one who was named for himself."""
        return any(holder.who == one.who for one in self.signatories)


@dataclass(frozen=True)
class LetterRules:
    lang: str
    company: Company

    def read(self, reading: Reading) -> Letter | None:
        """The letter that a text reports, read once; none where nobody signs one."""
        known: dict[str, object] = reading.doc.user_data
        if "letter" not in known:
            known["letter"] = self._read(reading)
        found = known["letter"]
        return found if isinstance(found, Letter) else None

    def _read(self, reading: Reading) -> Letter | None:
        text = reading.masked
        first = self._letter.search(text)
        if first is None:
            return None
        found = [
            *self._signed_by(reading),
            *self._signing(reading, self._signs_himself),
            *self._among(reading),
        ]
        found = found or self._published(reading)
        if found and not any(p.kind == "group" for p in found):
            found = [*self._counted(reading, first, found), *found]
        unique = {party.who: party for party in found if not self.is_letter(party)}
        return Letter(tuple(unique.values()), first.start()) if unique else None

    def is_letter(self, party: Party) -> bool:
        """Whether a party is the letter itself, or those who speak in it: "les signataires"."""
        return not party.named and bool(self._own.search(party.who))

    def inside(self, reading: Reading, passage: Passage) -> bool:
        """Whether a sentence tells what the letter says."""
        return bool(self._inside.search(reading.masked, passage.start, passage.end))

    def _signed_by(self, reading: Reading) -> Iterator[Party]:
        for match in self._by.finditer(reading.masked):
            passage = _around(reading, match.start())
            if not self._is_of_letter(reading, match.start()):
                continue
            behind = reading.between(match.end(), passage.end)
            if behind and behind[0].start - match.end() <= AT_ONCE:
                yield from self.company.of(reading, passage, behind[0])

    def _among(self, reading: Reading) -> Iterator[Party]:
        for match in self._are_among.finditer(reading.masked):
            if self._is_of_letter(reading, match.start()):
                yield from self._doers(reading, match.start())

    def _signing(self, reading: Reading, verbs: re.Pattern[str]) -> Iterator[Party]:
        for match in verbs.finditer(reading.masked):
            passage = _around(reading, match.start())
            end = min(passage.end, match.end() + OBJECT)
            thing = self._thing.search(reading.masked, match.end(), end)
            signed = thing and self._letter.fullmatch(thing.group())
            if signed or self._pronoun(reading, match):
                yield from self._doers(reading, match.start())

    def _published(self, reading: Reading) -> list[Party]:
        """Those who publish it first, where nobody is said to sign."""
        found = list(self._signing(reading, self._signs))
        ends = [p.end for p in reading.passages if found and found[0].start < p.end]
        return [party for party in found if party.start < ends[0]]

    def _pronoun(self, reading: Reading, verb: re.Match[str]) -> bool:
        """Whether the object is a pronoun, and what was spoken of last is a letter."""
        ahead = reading.masked[max(0, verb.start() - 8) : verb.start()]
        behind = reading.masked[verb.end() : verb.end() + 4]
        clitic = re.search(r"\bl['’](?:ont|a)\s$|\bla\s$", ahead) or re.match(r"\sit\b", behind)
        return bool(clitic) and self._is_of_letter(reading, verb.start())

    def _doers(self, reading: Reading, place: int) -> list[Party]:
        passage = _around(reading, place)
        party = before(reading, passage, place)
        if party is None or party.kind == "outlet":
            return []
        return self.company.of(reading, passage, party)

    def _counted(
        self, reading: Reading, first: re.Match[str], signed: Sequence[Party]
    ) -> list[Party]:
        """The group that is counted where the letter is first told of: "4 000 voisins ..."."""
        last = min(first.end(), signed[0].start)
        start = _before(reading, last)
        for party in reading.between(start, max(first.end(), last)):
            if party.kind == "group" and not party.pronoun and self._count.match(party.who):
                passage = _around(reading, party.start)
                return self.company.listed(reading, passage, party)
        return []

    def _is_of_letter(self, reading: Reading, place: int) -> bool:
        """Whether the last that can be signed before a place is a letter, no agreement."""
        ahead = [*self._thing.finditer(reading.masked, _before(reading, place), place)]
        behind = self._thing.search(reading.masked, place, _around(reading, place).end)
        last = ahead[-1] if ahead else behind
        return bool(last and self._letter.fullmatch(last.group()))

    @cached_property
    def _letter(self) -> re.Pattern[str]:
        return re.compile(alternation(self.company.words.letters), re.IGNORECASE)

    @cached_property
    def _thing(self) -> re.Pattern[str]:
        words = self.company.words
        return re.compile(alternation((*words.letters, *words.no_letters)), re.IGNORECASE)

    @cached_property
    def _own(self) -> re.Pattern[str]:
        words = self.company.words
        return re.compile(alternation((*words.letters, *words.voices)), re.IGNORECASE)

    @cached_property
    def _inside(self) -> re.Pattern[str]:
        return re.compile(alternation(self.company.words.inside), re.IGNORECASE)

    @cached_property
    def _by(self) -> re.Pattern[str]:
        return re.compile(rf"{alternation(self.company.words.signed_by)}\s?", re.IGNORECASE)

    @cached_property
    def _are_among(self) -> re.Pattern[str]:
        return re.compile(alternation(self.company.words.among), re.IGNORECASE)

    @cached_property
    def _count(self) -> re.Pattern[str]:
        words = alternation(self.company.words.counts)
        return re.compile(rf"(?:[\w’']+\s){{0,3}}?(?:\d|{words})", re.IGNORECASE)

    @cached_property
    def _signs(self) -> re.Pattern[str]:
        return re.compile(
            alternation(all_forms(self.lang, self.company.words.signs)), re.IGNORECASE
        )

    @cached_property
    def _signs_himself(self) -> re.Pattern[str]:
        forms = all_forms(self.lang, self.company.words.signs_himself)
        return re.compile(rf"(?<![-\w]){alternation(forms)}(?!\s(?:par|by)\b)", re.IGNORECASE)


def _around(reading: Reading, place: int) -> Passage:
    return next((p for p in reading.passages if p.start <= place < p.end), reading.passages[-1])


def _before(reading: Reading, place: int) -> int:
    """Where the passage begins that stands before the one around a place."""
    number = reading.passages.index(_around(reading, place))
    return reading.passages[max(0, number - 1)].start
