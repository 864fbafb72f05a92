"""Whom pronouns mean, and short descriptions that stand for those named before."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nlp.gender import Gender, Genders
from nlp.patterns import alternation, fold
from nlp.rows import Rows

if TYPE_CHECKING:
    from nlp.parties import Party, PartyKind

WANTED: dict[PartyKind, tuple[PartyKind, ...]] = {
    "person": ("person", "somebody", "organisation"),
    "group": ("group", "organisation"),
    "organisation": ("organisation",),
}
REACH = 700  # characters back in which a pronoun's person is looked for
RECENT = 2  # sentences back in which a list stands that "the unions" means


@dataclass(frozen=True)
class Pronouns:
    """Resolves the pronouns of one text; `genders` are those of the entities named in it."""

    text: str
    starts: Sequence[int]
    rules: Genders
    genders: Mapping[str, Gender]
    rows: Rows

    def resolve(self, parties: Sequence[Party]) -> list[Party]:
        """Pronouns get the last salient party of their kind; those that have none are left out.

        "They" gets the first of a list: who else is in it is found from there.
        """
        rows = self.rows.find(self.text, parties)
        lists = {row[0].start: row for row in rows if not row[0].complement}
        found: list[Party] = []
        for party in parties:
            if party.pronoun and not party.who and self._counts(party):
                continue
            old = self._meant(party, found, lists)
            if old:
                meant = replace(party, who=old.who, kind=old.kind, named=old.named)
                found.append(replace(meant, since=old.start, pronoun=True))
            elif not party.pronoun:
                found.append(party)
            elif party.who:
                found.append(replace(party, kind="somebody", pronoun=False))
        return found

    def _counts(self, pronoun: Party) -> bool:
        """Whether a number stands before a noun: "both bills", "les deux projets"."""
        words = self.rules.words
        if fold(self.text[pronoun.start : pronoun.end]) not in words.counting:
            return False
        verb = re.compile(rf"\s{alternation(words.followed_by)}", re.IGNORECASE)
        return not verb.match(self.text, pronoun.end)

    def _meant(
        self, party: Party, before: Sequence[Party], lists: Mapping[int, Sequence[Party]]
    ) -> Party | None:
        if party.pronoun:
            return self._antecedent(party, before, lists)
        if party.kind == "group" and not party.named:
            return self._listed(party, before, lists)
        return None

    def _antecedent(
        self, pronoun: Party, before: Sequence[Party], lists: Mapping[int, Sequence[Party]]
    ) -> Party | None:
        """The subject of the nearest sentence that has one of the kind that the pronoun wants."""
        gender = self._gender_of(pronoun)
        if pronoun.who and (beside := self._beside(pronoun, before, gender)):
            return beside
        near = [p for p in before if pronoun.start - p.end < REACH and p.kind != "outlet"]
        for kind in WANTED[pronoun.kind]:
            if kind == "organisation" and pronoun.kind == "person" and not self.bodily:
                continue
            fitting = [
                p
                for p in near
                if (p.kind == kind or (kind == "group" and self._many(p, lists)))
                and not (kind == "organisation" and self._single(pronoun))
                and self._agrees(p, gender, lists if pronoun.kind == "group" else {})
            ]
            heads = [p for p in fitting if not p.complement] or fitting
            if heads:
                sentence = self._sentence(heads[-1])
                return next(p for p in heads if self._sentence(p) == sentence)
        return None

    def _beside(
        self, description: Party, before: Sequence[Party], gender: Gender | None
    ) -> Party | None:
        """The only person named before in the same sentence whom a description can mean."""
        here = self._sentence(description)
        named = [p for p in before if p.named and p.kind == "person" and self._sentence(p) == here]
        fitting = [p for p in named if self._agrees(p, gender, {})]
        return fitting[0] if len({p.who for p in fitting}) == 1 else None

    def _listed(
        self, group: Party, before: Sequence[Party], lists: Mapping[int, Sequence[Party]]
    ) -> Party | None:
        """The first of the list that "the unions", "these actors" or "les deux" stand for."""
        here = self._sentence(group)
        kind, number = self._pointed(group)
        if kind is None:
            return None
        for party in reversed(before):
            row = lists.get(party.start)
            if row is None or not 0 < here - self._sentence(party) <= RECENT:
                continue
            if number in (None, len(row)) and all(p.named and kind(p.kind) for p in row):
                return party
        return None

    def _pointed(self, group: Party) -> tuple[Callable[[str], bool] | None, int | None]:
        """Which kinds of parties a plural description stands for, and how many."""
        words = self.rules.words
        plain = fold(group.who)
        number = next((n for word, n in words.numbers.items() if word in plain.split()), None)
        pointing = re.match(alternation(words.pointing), plain)
        if re.fullmatch(rf"(?:les|the)\s{alternation(words.bodies)}", plain):
            return (lambda kind: kind == "organisation"), None
        if pointing and len(plain.split()) <= len(pointing.group().split()) + 2:
            return (lambda kind: kind in ("organisation", "person")), number
        return None, None

    @property
    def bodily(self) -> bool:
        return self.rules.words.bodies_have_gender

    def _many(self, party: Party, lists: Mapping[int, Sequence[Party]]) -> bool:
        """Whether it is a list or a group, "the guild's members" included."""
        several = party.kind == "organisation" and self.rows.several(self.text, party)
        return party.start in lists or several

    def _single(self, pronoun: Party) -> bool:
        """Whether a plural pronoun cannot mean one organisation."""
        return pronoun.kind == "group" and self.bodily

    def _agrees(
        self, party: Party, gender: Gender | None, lists: Mapping[int, Sequence[Party]]
    ) -> bool:
        """Whether a pronoun of a gender can mean a party, or a list that begins with it."""
        if gender is None:
            return True
        known = list(self._genders(lists.get(party.start, (party,))))
        if gender == "f":
            return "m" not in known
        return not known or None in known or "m" in known

    def _genders(self, row: Sequence[Party]) -> Iterator[Gender | None]:
        for party in row:
            if party.pronoun or party.named:
                yield self.genders.get(party.who)
            elif party.kind == "organisation":
                yield None
            else:
                yield self.rules.description(party.who)

    def _gender_of(self, pronoun: Party) -> Gender | None:
        if pronoun.who:
            return self.rules.description(pronoun.who)
        return self.rules.pronoun(self.text[pronoun.start : pronoun.end])

    def _sentence(self, party: Party) -> int:
        return bisect_right(self.starts, party.start)
