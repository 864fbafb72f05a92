"""Which entity a description means: by itself, by its place beside a name, or the salient one."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from nlp.mentions import Hit
from nlp.nominals import Description, Nominals
from nlp.reading import Reading
from nlp.words import keys
from storage.records import Entity
from topics.model import TopicEntity

TYPES = {
    "person": ("PERSON",),
    "relative": ("PERSON",),
    "body": ("ORG",),
    "company": ("ORG", "PRODUCT"),
    "union": ("ORG",),
    "outlet": ("OUTLET",),
    "law": ("LAW",),
    "work": ("WORK",),
}
REACH = 3  # sentences back in which an entity is salient
LEAD = 2  # sentences by which the nearest must be nearer than the next
TIMES = 3  # or how much more often it must be named


class Resolver:
    """Finds what descriptions mean, in texts about one topic."""

    def __init__(self, entities: Mapping[str, TopicEntity], nominals: Nominals, lang: str) -> None:
        self.entities = entities
        unions = [core for core, kinds in nominals.kinds.items() if "union" in kinds]
        self.union_words = frozenset(word for core in unions for word in core)
        self.unions = frozenset(
            entity.id
            for entity in entities.values()
            for phrase in (*entity.unique[lang], *entity.weak[lang])
            if self.union_words & set(keys(phrase))
        )
        self.offices = {
            entity.id: frozenset(
                word for office in entity.offices for word in keys(office.title[lang])
            )
            for entity in entities.values()
            if entity.offices
        }

    def resolve(
        self, reading: Reading, found: Iterable[Description], names: Sequence[Hit],
        known: Mapping[str, Entity], title: Sequence[str],
    ) -> list[Hit]:  # fmt: skip
        """A hit for each description whose entity is clear.

        `known` are the document's entities; `title` those named in its title.
        """
        hits: list[Hit] = []
        context = Context(reading, names, known, title)
        for description in found:
            if hit := self._resolve(description, context):
                if hits and hits[-1].first == hit.first:  # "the union" in "the union's president"
                    hits.pop()
                hits.append(hit)
                context.add(hit)
        return hits

    def _resolve(self, found: Description, context: Context) -> Hit | None:
        if found.unique:
            return _hit(found, found.unique, "described", 0.95)
        if context.name_at(found.last, " "):
            return None
        if beside := self._beside(found, context):
            return _hit(found, beside, "apposition", 0.9)
        if not found.definite or not self._may_be_salient(found):
            return None
        inside = {hit.entity for hit in found.names}
        candidates = [
            entity
            for entity in context.known.values()
            if entity.id not in inside and self._may_mean(found, entity)
        ]
        salient = self._salient(found, candidates, context)
        return _hit(found, salient, "salient", 0.7) if salient else None

    def _may_be_salient(self, found: Description) -> bool:
        """A name within a description tells who is meant, not that it is the salient one."""
        if found.names:
            return "person" in found.kinds
        return found.kinds != {"relative"}

    def _may_mean(self, found: Description, entity: Entity) -> bool:
        if entity.id in found.weak:
            return True
        if entity.id in self.offices and "person" in found.kinds and found.names:
            return bool(self.offices[entity.id].intersection(found.core))
        return any(
            entity.type in TYPES[kind] and (entity.type != "ORG" or self._sort_fits(entity, kind))
            for kind in found.kinds
        )

    def _sort_fits(self, entity: Entity, kind: str) -> bool:
        """No company is "the union", and no union "the company"."""
        union = entity.id in self.unions or not self.union_words.isdisjoint(keys(entity.name))
        return kind == "body" or union == (kind == "union")

    def _beside(self, found: Description, context: Context) -> str:
        """The name that a description stands in apposition to."""
        before = context.name_before(found.first, ",")
        if before and (
            self._may_mean(found, context.known[before]) or not context.known[before].listed
        ):
            return before
        after = context.name_at(found.last, ",")
        starts = found.first in context.reading.initial or found.names
        if after and starts and "person" in found.kinds and found.definite:
            return after if context.known[after].type == "PERSON" else ""
        return ""

    def _salient(
        self, found: Description, candidates: Sequence[Entity], context: Context
    ) -> str | None:
        """The one candidate that is named nearest before, where no other comes close."""
        distances = {
            entity.id: distance
            for entity in candidates
            if (distance := context.distance(entity.id, found.first)) is not None
        }
        near = sorted((d, name) for name, d in distances.items() if d <= REACH)
        if not near:
            only = [entity.id for entity in candidates if entity.id in found.weak]
            return only[0] if len(only) == 1 else None
        if len(near) == 1:
            return near[0][1]
        (first, name), (second, rival) = near[:2]
        often = context.times(name) >= TIMES * context.times(rival)
        return name if second - first >= LEAD or (first <= 1 and often) else None


class Context:
    """What is named where, around a description."""

    def __init__(
        self, reading: Reading, names: Iterable[Hit], known: Mapping[str, Entity],
        title: Sequence[str],
    ) -> None:  # fmt: skip
        self.reading = reading
        self.known = known
        self.title = title
        self.starts: dict[int, str] = {}
        self.ends: dict[int, str] = {}
        self.lasts: dict[str, list[int]] = defaultdict(list)
        for hit in names:
            self.starts[hit.first] = hit.entity
            self.ends[hit.last] = hit.entity
            self.add(hit)

    def add(self, hit: Hit) -> None:
        insort(self.lasts[hit.entity], hit.last)

    def times(self, entity: str) -> int:
        return len(self.lasts[entity])

    def name_at(self, place: int, gap: str) -> str:
        """The entity named right after a description, with only `gap` between."""
        if place in self.starts and self.reading.before(place).strip() == gap.strip():
            return self.starts[place]
        return ""

    def name_before(self, place: int, gap: str) -> str:
        if place in self.ends and self.reading.before(place).strip() == gap:
            return self.ends[place]
        return ""

    def distance(self, entity: str, place: int) -> int | None:
        """Sentences since an entity was last named before a word."""
        here = self.reading.sentence(place)
        lasts = self.lasts.get(entity, [])
        if number := bisect_right(lasts, place):
            return here - self.reading.sentence(lasts[number - 1] - 1)
        return here + 1 if entity in self.title else None


def _hit(found: Description, entity: str, rule: str, confidence: float) -> Hit:
    return Hit(found.first, found.last, entity, "nominal", rule, confidence)
