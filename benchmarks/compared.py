"""One annotated document beside what was found in it, with names resolved as the scorer does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType
from typing import Protocol

from benchmarks import mistakes
from benchmarks.calibration import Judged
from benchmarks.gold import Row
from benchmarks.mistakes import Claim, Mistake, Placed, Span
from storage.records import Analysis

AUTHOR = "author"


class Names(Protocol):
    """The scorer's: spellings of an entity to its id; `person` is laxer with those not listed."""

    ids: set[str]

    def __call__(self, *spellings: str | None) -> str: ...

    def person(self, *spellings: str | None) -> str: ...


@dataclass(frozen=True)
class Compared:
    """A relevant document of the gold, our analysis, and the scorer's names of the entities."""

    doc: Row
    ours: Analysis
    scorer: ModuleType
    names: Names

    def mistakes(self) -> dict[str, list[Mistake]]:
        """By the scorer's rows."""
        return {
            "entities": list(self._entities()),
            "mentions": list(self._mentions()),
            "quotes": list(self._quotes()),
            "stances": list(self._stances()),
            "attributions": list(self._credits()),
            "figures": list(self._figures()),
        }

    def judged_stances(self) -> Iterator[Judged]:
        """Right: with its holder. Nearly: somebody holds it, in this document."""
        claims = {one.claim for one in self._wanted_stances}
        held = {claim.said for claim in claims}
        for one, stance in zip(self._found_stances, self.ours.stances, strict=True):
            yield Judged(stance.confidence, one.claim in claims, one.claim.said in held)

    def judged_quotes(self) -> Iterator[Judged]:
        """Right: the span and the speaker. Nearly: the span."""
        gold, found, pairs = self._quote_pairs
        ours = {j: i for i, j in pairs}
        for j, quote in enumerate(self.ours.quotes):
            right = j in ours and gold[ours[j]].label == found[j].label
            yield Judged(quote.confidence, right, j in ours)

    @cached_property
    def _called(self) -> dict[str, str]:
        return {entity.id: entity.name for entity in self.ours.entities}

    def _entity(self, id_: str) -> str:
        return self.names(id_, self._called.get(id_))

    def _person(self, id_: str) -> str:
        return self.names.person(id_, self._called.get(id_))

    def _kind(self, person: str) -> str:
        """What a holder or speaker is."""
        if person in (AUTHOR, ""):
            return "nobody named"
        return "entity" if person in self.names.ids else "group"

    def _subject(self, target: str) -> str:
        return "an entity" if target in self.names.ids else target

    def _shown(self, start: int, end: int) -> str:
        return " ".join(self.doc["text"][start:end].split())

    def _span(self, start: int, end: int, label: str, what: str) -> Span:
        return Span(start, end, label, what, self._shown(start, end))

    def _pairs(
        self, gold: Sequence[Span], found: Sequence[Span], fits: Callable[[Row, Row], bool]
    ) -> list[tuple[int, int]]:
        rows = ([vars(span) for span in spans] for spans in (gold, found))
        return list(self.scorer.best_pairs(*rows, fits))

    def _same(self, gold: Row, found: Row) -> bool:
        return bool(self.scorer.overlap(gold, found)) and gold["label"] == found["label"]

    def _entities(self) -> Iterator[Mistake]:
        gold = {self.names(entity) for entity in self.doc["entities"]}
        return _sets(gold, {self._entity(entity.id) for entity in self.ours.entities})

    def _mentions(self) -> Iterator[Mistake]:
        gold = [
            self._span(m["start"], m["end"], self.names(m["entity"]), m["kind"])
            for m in self.doc["mentions"]
        ]
        found = [
            self._span(m.start, m.end, self._entity(m.entity), m.kind) for m in self.ours.mentions
        ]
        pairs = self._pairs(gold, found, self._same)
        return mistakes.spans(gold, found, pairs, "wrong entity")

    @cached_property
    def _quote_pairs(self) -> tuple[list[Span], list[Span], list[tuple[int, int]]]:
        gold, found = [], []
        for row in self.doc["quotes"]:
            speaker = self.names.person(row["speaker"])
            what = f"{row['type']}, speaker {self._kind(speaker)}"
            gold.append(self._span(row["start"], row["end"], speaker, what))
        for quote in self.ours.quotes:
            speaker = self._person(quote.speaker)
            what = f"{quote.kind}, speaker {self._kind(speaker)}"
            found.append(self._span(quote.start, quote.end, speaker, what))
        pairs = self._pairs(gold, found, lambda g, p: self.scorer.agreement(g, p) >= 0.5)
        return gold, found, pairs

    def _quotes(self) -> Iterator[Mistake]:
        return mistakes.spans(*self._quote_pairs, "boundary", "wrong speaker")

    @cached_property
    def _wanted_stances(self) -> list[Placed]:
        person = self.names.person
        return [
            Placed(
                Claim(person(s["holder"]), self.names(s["target"]), s["polarity"]),
                s["start"],
                self.scorer.sentence_of(self.doc, s),
            )
            for s in self.doc["stances"]
        ]

    @cached_property
    def _found_stances(self) -> list[Placed]:
        return [
            Placed(Claim(self._person(s.holder), self._entity(s.target), s.polarity), s.start)
            for s in self.ours.stances
        ]

    def _stances(self) -> Iterator[Mistake]:
        texts = {
            place.claim: self._shown(*place.sentence) or self._shown(place.start, place.start + 60)
            for place in [*self._found_stances, *self._wanted_stances]
        }
        for kind, gold, ours in mistakes.stances(self._wanted_stances, self._found_stances):
            both = gold if gold == ours else f"{gold} → {ours}"
            yield Mistake(kind, self._split(kind, gold, ours), f"{both}: {texts[gold]}")

    def _split(self, kind: str, gold: Claim, ours: Claim) -> str:
        said = f"{gold.polarity} {self._subject(gold.target)}"
        holder = self._kind(gold.holder)
        if kind == "wrong holder":
            return f"{said}: {holder} → {self._kind(ours.holder)}"
        if kind == "wrong polarity":
            return f"{said} → {ours.polarity}"
        if kind == "wrong target":
            return f"{said} → {self._subject(ours.target)}"
        return f"{said}, holder {holder}"

    def _credits(self) -> Iterator[Mistake]:
        gold = {self.names(row["outlet"]) for row in self.doc["attributions"]}
        found = {self._entity(credit.outlet) for credit in self.ours.credits}
        return _sets(gold, found)

    def _figures(self) -> Iterator[Mistake]:
        gold = [
            self._span(f["start"], f["end"], _figure(f["value"], f["unit"]), "")
            for f in self.doc["figures"]
        ]
        found = [
            self._span(f.start, f.end, _figure(f.value, f.unit), "") for f in self.ours.figures
        ]
        return mistakes.spans(gold, found, self._pairs(gold, found, self._same), "wrong value")


def _sets(gold: set[str], found: set[str]) -> Iterator[Mistake]:
    yield from (Mistake(mistakes.MISSED, shown=name) for name in sorted(gold - found))
    yield from (Mistake(mistakes.SPURIOUS, shown=name) for name in sorted(found - gold))


def _figure(value: float, unit: str) -> str:
    return f"{float(value):.9g} {unit.split('/')[0].casefold()}"
