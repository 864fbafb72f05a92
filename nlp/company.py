"""Who holds a position with somebody: those listed with them, the members named, who joins them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from nlp import actors
from nlp.lexicon import Lexicon
from nlp.parties import Party
from nlp.partywords import PartyWords
from nlp.passages import Passage, Reading
from nlp.patterns import alternation
from nlp.rows import Rows, same

MEMBERS = 80  # characters behind a group in which its members begin to be named
AT_ONCE = 12  # the same from the words that announce them
JOINED = 4  # the same from the words that join somebody


class CompanyWords(Lexicon):
    """`company.toml`."""

    joined_behind: tuple[str, ...]
    joined_ahead: tuple[str, ...]
    lists: tuple[str, ...]
    bearers: tuple[str, ...]
    copulas: tuple[str, ...]
    amid: tuple[str, ...]
    belonging: tuple[str, ...]
    organs: tuple[str, ...]
    letters: tuple[str, ...]
    no_letters: tuple[str, ...]
    signed_by: tuple[str, ...]
    signs: tuple[str, ...]
    signs_himself: tuple[str, ...]
    among: tuple[str, ...]
    voices: tuple[str, ...]
    inside: tuple[str, ...]
    counts: tuple[str, ...]
    controls: tuple[str, ...]
    participles: tuple[str, ...]


@dataclass(frozen=True)
class Company:
    """Finds it in one language: in the tree of a sentence, and in the order of its words."""

    parties: PartyWords
    words: CompanyWords

    def of(self, reading: Reading, passage: Passage, party: Party) -> list[Party]:
        """A party with those who hold a position with it; of a plural pronoun all that it means."""
        if party.pronoun:
            return [*self._meant(reading, party), *self._joined(reading, passage, party)]
        group = self._group_of(reading, passage, party)
        party = group or party
        found = self.listed(reading, passage, party)
        for one in list(found):
            if one.kind in {"group", "organisation"}:
                found += self._members(reading, passage, one)
        found += self._joined(reading, passage, party)
        return found

    def listed(self, reading: Reading, passage: Passage, party: Party) -> list[Party]:
        """The list that a party is in, in the order of the text; itself alone without one."""
        ahead = reading.between(passage.start, party.start)[::-1]
        behind = reading.between(party.end, passage.end)
        row = [*self._chain(reading, ahead, party, -1)[::-1], party]
        row += self._chain(reading, behind, party, 1)
        if not self._rows.closed(reading.masked, row):
            row = [party]
        row += [p for p in actors.listed(reading, party) if p not in row]
        return _joint(reading, sorted(row, key=lambda p: p.start))

    def _group_of(self, reading: Reading, passage: Passage, member: Party) -> Party | None:
        """The group of which a party is named as one: "six unions, including X and Y"."""
        ahead = reading.between(passage.start, member.start)
        start = self._chain(reading, ahead[::-1], member, -1)
        first = start[-1] if start else member
        match = self._announced_before.search(reading.masked, passage.start, first.start)
        groups = [p for p in ahead if match and p.end <= match.start() and p.kind == "group"]
        heads = [p for p in groups if not p.complement] or groups
        if heads and match and match.start() - heads[-1].end < MEMBERS:
            return heads[-1]
        colon = self._colon_before.search(reading.masked, passage.start, first.start)
        last = next((p for p in ahead[::-1] if colon and p.end == colon.start()), None)
        return last if last and last.kind == "group" else None

    def _meant(self, reading: Reading, pronoun: Party) -> list[Party]:
        """Those whom a pronoun means, in the sentence where they are named."""
        plural = self._rows.several(reading.masked, pronoun)
        meant: Party | None = pronoun
        while meant and meant.pronoun:
            since, place = meant.since, meant.start
            meant = next((p for p in reading.parties if p.start == since < place), None)
        if meant is None or not plural:
            return [pronoun]
        passage = next(p for p in reading.passages if p.start <= meant.start < p.end)
        described = " ".join(reading.masked[pronoun.start : pronoun.end].split())
        words = [] if self._pronoun.fullmatch(described) else [replace(pronoun, who=described)]
        group = [replace(one, kind="group", named=False) for one in words]
        return [*group, *self.of(reading, passage, meant)]

    def _chain(
        self, reading: Reading, others: Sequence[Party], party: Party, way: int
    ) -> list[Party]:
        found: list[Party] = []
        last = party
        for other in others:
            left, right = (last, other) if way > 0 else (other, last)
            if right.start < left.end or same(reading.masked, left, right):
                continue
            if other.pronoun or other.kind == "outlet":
                break
            plain = replace(other, complement=False) if self._first_of(reading, other) else other
            left, right = (last, plain) if way > 0 else (plain, last)
            if not self._rows.linked(reading.masked, left, right):
                break
            found.append(other)
            last = other
        return found

    def _first_of(self, reading: Reading, party: Party) -> bool:
        """Whether a party is the first that is named of a group."""
        return bool(
            self._announced_before.search(reading.masked, max(0, party.start - 30), party.start)
        )

    def _members(self, reading: Reading, passage: Passage, group: Party) -> list[Party]:
        """Those whom the text names of a group: "dont X et Y", "six unions: X, Y and Z"."""
        text, end = reading.masked, min(passage.end, group.end + MEMBERS)
        for match in self._announced.finditer(text, group.end, end):
            row = self._named_from(reading, passage, match.end())
            if row and row[0].start - match.end() < AT_ONCE:
                return row
        at_once = self._colon.match(text, group.end, passage.end) if group.kind == "group" else None
        row = self._named_from(reading, passage, at_once.end()) if at_once else []
        return row if at_once and len(row) > 1 and row[0].start - at_once.end() <= JOINED else []

    def _named_from(self, reading: Reading, passage: Passage, place: int) -> list[Party]:
        named = [p for p in reading.between(place, passage.end) if p.named]
        return [named[0], *self._chain(reading, named[1:], named[0], 1)] if named else []

    def _joined(self, reading: Reading, passage: Passage, party: Party) -> list[Party]:
        """Those who join in: "..., tout comme X", "Along with X, ..."."""
        text = reading.masked
        places = [m.end() for m in self._behind.finditer(text, party.end, passage.end)]
        opening = self._ahead.match(text, passage.start, party.start)
        found = [p for place in places for p in self._row_at(reading, passage, place)]
        if opening:
            row = self._row_at(reading, replace(passage, end=party.start), opening.end())
            if row and re.fullmatch(r",\s(?:\w+['’\s])?", text[row[-1].end : party.start]):
                found += row
        return found

    def _row_at(self, reading: Reading, passage: Passage, place: int) -> list[Party]:
        first = next(iter(reading.between(place, passage.end)), None)
        if first is None or first.pronoun or first.start - place > JOINED:
            return []
        behind = reading.between(first.end, passage.end)
        return [first, *self._chain(reading, behind, first, 1)]

    @cached_property
    def _rows(self) -> Rows:
        return Rows(self.parties)

    @cached_property
    def _announced(self) -> re.Pattern[str]:
        return re.compile(alternation(self.parties.members), re.IGNORECASE)

    @cached_property
    def _pronoun(self) -> re.Pattern[str]:
        words = self.parties
        return re.compile(
            alternation((*words.plural_pronouns, *words.singular_pronouns, *words.neuter_pronouns)),
            re.IGNORECASE,
        )

    @cached_property
    def _colon_before(self) -> re.Pattern[str]:
        lists, articles = alternation(self.words.lists), alternation(self.parties.articles)
        return re.compile(rf"\s?{lists}\s?(?:{articles}\s?)?$", re.IGNORECASE)

    @cached_property
    def _announced_before(self) -> re.Pattern[str]:
        members, articles = alternation(self.parties.members), alternation(self.parties.articles)
        return re.compile(rf"{members},?\s(?:{articles}\s?)?$", re.IGNORECASE)

    @cached_property
    def _colon(self) -> re.Pattern[str]:
        return re.compile(rf"\s?{alternation(self.words.lists)}\s?")

    @cached_property
    def _behind(self) -> re.Pattern[str]:
        return re.compile(rf",\s{alternation(self.words.joined_behind)}\s?", re.IGNORECASE)

    @cached_property
    def _ahead(self) -> re.Pattern[str]:
        return re.compile(rf"\s*{alternation(self.words.joined_ahead)}\s?", re.IGNORECASE)


def _joint(reading: Reading, row: Sequence[Party]) -> list[Party]:
    """The row with groups that are described side by side as one: "actors and writers"."""
    found: list[Party] = []
    for party in row:
        last = found[-1] if found else None
        if last and last.kind == party.kind == "group" and not (last.named or party.named):
            words = " ".join(reading.text[last.start : party.end].split())
            found[-1] = replace(last, end=party.end, who=words)
        else:
            found.append(party)
    return found
