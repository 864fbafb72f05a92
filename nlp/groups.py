"""Groups that a topic says stand for an entity: "the ovens" for the bakers' guild."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc

import topics
from nlp import findings
from storage.records import Entity


@dataclass(frozen=True)
class Groups:
    """`ids` are the entities' ids by the description of the group, in lower case."""

    ids: dict[str, str]
    entities: dict[str, Entity]

    def meet(self, doc: Doc, used: Iterable[str]) -> None:
        """Add to a Doc the entities that are meant in it without being named."""
        known = findings.entities(doc)
        for name in used:
            if name in self.entities:
                known.setdefault(name, self.entities[name])
        doc._.entities = known


@cache
def groups(topic: str, lang: str) -> Groups:
    entities = topics.load(topic).entities.values() if topic else ()
    meant = [entity for entity in entities if entity.groups[lang]]
    return Groups(
        {group.lower(): entity.id for entity in meant for group in entity.groups[lang]},
        {e.id: Entity(e.id, e.name, e.type, listed=True) for e in meant},
    )
