"""The forms under which one document names its entities: full names, surnames, short forms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from nlp.gazetteer import Alias
from nlp.nameparts import NameParts
from nlp.words import Word, slug, words
from storage.records import Entity


class Forms:
    """Entities met in a document and the forms that mean them."""

    def __init__(self, parts: NameParts) -> None:
        self.parts = parts
        self.entities: dict[str, Entity] = {}
        self.full: dict[tuple[str, ...], str] = {}
        self.short: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self.written: dict[tuple[str, ...], str] = {}

    def meet(self, entity: Entity, spelling: str) -> None:
        """An entity stands in the document under a spelling."""
        self.entities.setdefault(entity.id, entity)
        found = tuple(words(spelling))
        self._set(found, spelling, entity.id)
        if entity.type == "PERSON":
            self._person(found, entity.id)
        elif entity.type == "ORG" and len(found) > 1:
            self._organisation(found, entity.id)

    def entity_of(self, spelling: tuple[str, ...]) -> Entity | None:
        """The entity that a form means here, if it is one only."""
        bare = self._bare(spelling)
        if found := self.full.get(bare):
            return self.entities[found]
        short = self.short.get(bare, set())
        return self.entities[next(iter(short))] if len(short) == 1 else None

    def aliases(self) -> Iterator[Alias]:
        """All forms that mean one entity, to look for in the whole document."""
        for spelling, entity in self.full.items():
            yield self._alias(spelling, entity)
        for spelling, entities in self.short.items():
            if len(entities) == 1 and spelling not in self.full:
                yield self._alias(spelling, next(iter(entities)))

    def new(self, spelling: str, kind: str) -> Entity:
        """An entity for a name that no list has: its id is the name's slug."""
        bare = self._bare_text(spelling)
        return Entity(slug(bare) or slug(spelling) or "unnamed", bare, kind)

    def _person(self, found: tuple[Word, ...], entity: str) -> None:
        last = len(found)
        while last > 1 and found[last - 1].key in self.parts.juniors:
            last -= 1
        if last < 2:
            return
        self._short(found[last - 1 : last], entity)
        self._short(found[:1], entity)
        for first in range(1, last - 1):
            if found[first].key in self.parts.particles or found[first].text.istitle():
                self._short(found[first:last], entity)

    def _organisation(self, found: tuple[Word, ...], entity: str) -> None:
        if found[-1].key in self.parts.org_lasts and not self.parts.ordinary(found[0]):
            self._short(found[:-1], entity)

    def _short(self, found: tuple[Word, ...], entity: str) -> None:
        """A part of a name; one small or one-letter word is none."""
        if len(found) == 1 and (len(found[0].text) < 3 or found[0].key in self.parts.small):
            return
        spelling = tuple(word.key for word in found)
        self.short[spelling].add(entity)
        self.written.setdefault(spelling, " ".join(word.text for word in found))

    def _set(self, found: tuple[Word, ...], spelling: str, entity: str) -> None:
        bare = self._bare(tuple(word.key for word in found))
        self.full.setdefault(bare, entity)
        self.written.setdefault(bare, self._bare_text(spelling))

    def _bare(self, spelling: tuple[str, ...]) -> tuple[str, ...]:
        """Without the company's legal form, which comes and goes."""
        while len(spelling) > 1 and spelling[-1] in self.parts.suffixes:
            spelling = spelling[:-1]
        return spelling

    def _bare_text(self, spelling: str) -> str:
        found = words(spelling)
        return spelling[: found[len(self._bare(tuple(w.key for w in found))) - 1].end]

    def _alias(self, spelling: tuple[str, ...], entity: str) -> Alias:
        written = self.written[spelling]
        return Alias(entity, written, tuple(words(written)))
