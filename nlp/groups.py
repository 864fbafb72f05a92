"""Groups that a topic says stand for an entity: "the ovens" for the bakers' guild."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc

import topics
from nlp import findings
from nlp.lexicon import read
from nlp.nominals import NominalWords
from nlp.words import keys
from storage.records import Entity
from topics.model import TopicEntity


@dataclass(frozen=True)
class Groups:
    """`ids` are the entities' ids by the description of the group, in lower case."""

    ids: dict[str, str]
    entities: dict[str, Entity]
    unions: frozenset[str]  # the ids of those that the topic describes as one

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
        frozenset(e.id for e in entities if _is_union(e, lang)),
    )


@cache
def union_nouns(lang: str) -> frozenset[str]:
    """The words that call an organisation a union, folded."""
    nouns = read(lang, "nominals", NominalWords).nouns
    return frozenset(word for noun in nouns.union for word in keys(noun))


def _is_union(entity: TopicEntity, lang: str) -> bool:
    """Whether a topic says that "the union" may mean it: no person, and no union of firms."""
    bare = (keys(phrase) for phrase in entity.weak[lang])
    return entity.type == "ORG" and any(union_nouns(lang).issuperset(one) for one in bare if one)
