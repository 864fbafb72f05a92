"""The topic's entities in a text: their names, kept where nothing says they mean something else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from nlp.gazetteer import Gazetteer, Match, aliases_of
from nlp.mentions import Hit
from nlp.nameparts import NameParts, parts
from nlp.names import Name
from nlp.reading import Reading
from nlp.spelling import Slips
from nlp.words import keys
from storage.records import Entity
from topics import Topic
from topics.model import TopicEntity

HYPHENS = frozenset("-‐‑")


class Listed:
    """Finds the entities of a topic in texts of one language."""

    def __init__(self, topic: Topic, lang: str) -> None:
        self.entities = topic.entities
        self.parts = parts(lang)
        spellings = [a for e in topic.entities.values() for a in aliases_of(e, lang, self.parts)]
        self.gazetteer = Gazetteer(spellings)
        self.slips = Slips((tuple(w.key for w in a.words), a.entity) for a in spellings)
        self.surnames = _surnames(topic.entities.values(), self.parts)

    def entity(self, name: str) -> Entity:
        found = self.entities[name]
        return Entity(found.id, found.name, found.type, listed=True)

    def meant(self, spelling: tuple[str, ...]) -> str | None:
        """The entity of a misspelt name, or of a surname that only one person of the topic has."""
        if len(spelling) == 1 and spelling[0] in self.surnames:
            return self.surnames[spelling[0]]
        return self.slips.find(spelling)

    def find(self, reading: Reading, names: Sequence[Name]) -> list[Hit]:
        """The names listed, without those that are part of a longer name or an ordinary word."""
        found = list(self.gazetteer.find(reading.text, reading.words))
        larger = {place: name for name in names for place in range(name.first, name.last)}
        taken = {place for m in found for place in range(m.first, m.last)}
        kept = [
            m for m in found if not self._part_of_another(reading, m, larger.get(m.first), taken)
        ]
        certain = {m.alias.entity for m in kept if not self._doubtful(reading, m)}
        return [
            self._hit(reading, m)
            for m in kept
            if m.alias.entity in certain or not self._doubtful(reading, m)
        ]

    def _hit(self, reading: Reading, match: Match) -> Hit:
        own = self.entities[match.alias.entity].name
        same = reading.surface(match.first, match.last).casefold() == own.casefold()
        return Hit(
            match.first, match.last, match.alias.entity, "name" if same else "alias", "listed"
        )

    def _part_of_another(
        self, reading: Reading, match: Match, name: Name | None, taken: set[int]
    ) -> bool:
        """Within the longer name of someone or something else, as "Lumen" in "Lumen Foundation"."""
        if not name or (name.first >= match.first and name.last <= match.last):
            return False
        rest = [p for p in range(name.first, name.last) if p not in taken]
        if match.alias.single and any(
            reading.after(p) in HYPHENS and p + 1 == match.first for p in rest
        ):
            return True
        if match.last < name.last:
            return self._goes_on(reading, match, name)
        person = self.entities[match.alias.entity].type == "PERSON"
        return match.alias.single and (reading.key(name.first) in self.parts.given or person)

    def _goes_on(self, reading: Reading, match: Match, name: Name) -> bool:
        """Whether what follows makes another name of it: "Glim Channel", "Lumen Inc. Games"."""
        if reading.key(match.last) in self.parts.small:
            return False
        if reading.words[match.last].text.isdigit():
            return match.alias.single
        kinds = self.parts.org_lasts | self.parts.events | self.parts.outlets
        changes = reading.key(name.last - 1) in kinds
        return changes or (match.alias.single and not self._ordinary_rest(reading, match, name))

    def _ordinary_rest(self, reading: Reading, match: Match, name: Name) -> bool:
        rest = reading.words[match.last : name.last]
        return all(self.parts.ordinary(w) or self.parts.is_place((w.key,)) for w in rest)

    def _doubtful(self, reading: Reading, match: Match) -> bool:
        """A single word that may stand there for another reason than to name this entity."""
        if not match.alias.single:
            return False
        word = reading.words[match.first]
        if len(word.text) == 1:
            return not self._letter(reading, match.first)
        if word.key not in self.parts.common and word.key not in self.parts.given:
            return False
        capital_for_another_reason = match.first in reading.initial | reading.shouted
        return capital_for_another_reason and reading.key(match.last) != "s"

    def _letter(self, reading: Reading, place: int) -> bool:
        if reading.key(place - 1) in self.parts.letter_cues and reading.after(place)[:1] != ".":
            return True
        return reading.key(place + 1) == "s" and reading.after(place) in ("'", "’")


def _surnames(entities: Iterable[TopicEntity], parts: NameParts) -> dict[str, str]:
    """Rare surnames that one person of the topic alone has, and nothing else is called."""
    holders: dict[str, set[str]] = defaultdict(set)
    for entity in entities:
        found = keys(entity.name)
        if entity.type == "PERSON" and len(found) > 1:
            holders[found[-1]].add(entity.id)
    return {
        surname: next(iter(held))
        for surname, held in holders.items()
        if len(held) == 1 and len(surname) >= 5 and surname not in parts.common | parts.given
    }
