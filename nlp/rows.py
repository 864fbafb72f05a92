"""Lists of parties: "X, Y and Z", with what may stand between those that are listed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from nlp.partywords import PartyWords
from nlp.patterns import alternation

if TYPE_CHECKING:
    from nlp.parties import Party


@dataclass(frozen=True)
class Rows:
    """Finds lists with the words of one language that join those who are listed."""

    words: PartyWords

    def find(self, text: str, parties: Sequence[Party]) -> Iterator[list[Party]]:
        """The lists of a text, each of two parties at least, with "and" or the like in it."""
        row: list[Party] = []
        for party in parties:
            if row and (party.end <= row[-1].end or same(text, row[-1], party)):
                continue
            if not row or party.pronoun or not self.linked(text, row[-1], party):
                yield from self._complete(text, row)
                row = []
            if not party.pronoun and party.kind != "outlet":
                row.append(party)
        yield from self._complete(text, row)

    def linked(self, text: str, left: Party, right: Party) -> bool:
        """Whether only a comma, "and" or the like stands between two parties."""
        match = self._between.fullmatch(text, left.end, right.start)
        if match is None:
            return False
        several = " " in (match["join"] or "")  # "as well as" makes a complement of what follows
        return several or left.complement or not right.complement

    def closed(self, text: str, row: Sequence[Party]) -> bool:
        """Whether more than commas join the members of a list."""
        pairs = pairwise(row)
        return any(self._join.search(text, a.end, b.start) for a, b in pairs)

    def several(self, text: str, party: Party) -> bool:
        """Whether the words of a party are in the plural: "les membres du syndicat"."""
        return bool(self._plural.match(text, party.start, party.end))

    def _complete(self, text: str, row: list[Party]) -> Iterator[list[Party]]:
        if len({party.who for party in row}) > 1 and self.closed(text, row):
            yield row

    @cached_property
    def _between(self) -> re.Pattern[str]:
        join, articles = alternation(self.words.links), alternation(self.words.articles)
        return re.compile(
            rf"(?:\s?\([^()]{{2,40}}\))?(?:,\s*|,?\s(?P<join>{join})\s)(?:{articles}\s?)?",
            re.IGNORECASE,
        )

    @cached_property
    def _plural(self) -> re.Pattern[str]:
        words = self.words
        many, pronouns = map(alternation, (words.plural_determiners, words.plural_pronouns))
        organs, nouns = map(alternation, (words.organs, words.group_nouns))
        front = rf"(?:{many}\s?)?(?:{alternation(words.modifiers)}\s)*"
        return re.compile(rf"{front}(?:{organs}|{nouns}$)|{pronouns}", re.IGNORECASE)

    @cached_property
    def _join(self) -> re.Pattern[str]:
        return re.compile(alternation(self.words.links), re.IGNORECASE)


def same(text: str, left: Party, right: Party) -> bool:
    """Whether a name in brackets repeats the one before it: "Ligue du Lac (LDL)"."""
    return left.who == right.who and text[left.end : right.start] in (" (", ", ", " ")
