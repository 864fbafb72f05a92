"""Who and what a text names: the topic's entities, and names that it does not list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

import topics
from nlp import findings
from nlp.acronyms import expansions
from nlp.anaphora import Resolver
from nlp.forms import Forms
from nlp.gazetteer import Gazetteer
from nlp.heads import by_heads
from nlp.listed import Listed
from nlp.mentions import Hit, covered, outside
from nlp.nameparts import parts
from nlp.names import Name, names
from nlp.nominals import Nominals
from nlp.persons import persons
from nlp.reading import Reading, read_text
from nlp.recognised import Seen, joined, seen
from nlp.sentences import starts
from nlp.tails import with_tails
from storage.records import Mention, MentionKind


@Language.factory("entities", default_config={"topic": ""})
def make_entities(nlp: Language, name: str, topic: str) -> Recogniser:
    return Recogniser(topics.load(topic), str(nlp.lang))


class Recogniser:
    """Sets `doc._.mentions` and `doc._.entities`."""

    def __init__(self, topic: topics.Topic, lang: str) -> None:
        self.parts = parts(lang)
        self.persons = persons(lang)
        self.listed = Listed(topic, lang)
        self.nominals = Nominals(topic.entities.values(), lang)
        self.resolver = Resolver(topic.entities, self.nominals, lang)

    def __call__(self, doc: Doc) -> Doc:
        document = findings.document(doc)
        reading, title = read_text(document.text, starts(doc)), read_text(document.title, ())
        doc.user_data["words"] = reading.words  # for components behind
        forms = Forms(self.parts)
        above = [hit.entity for hit in self._learn(title, forms, ())]
        hits = self._learn(reading, forms, seen(doc, reading))
        hits += self._agree(reading, forms, hits)
        hits += list(by_heads(reading, hits, forms.entities, self.parts))
        hits.sort(key=lambda hit: hit.first)
        hits += self._described(reading, forms, hits, above)
        doc._.mentions = [
            _mention(reading, hit) for hit in sorted(hits, key=lambda h: (h.first, -h.last))
        ]
        ids = dict.fromkeys(mention.entity for mention in doc._.mentions)
        doc._.entities = {name: forms.entities[name] for name in ids}
        return doc

    def _learn(self, reading: Reading, forms: Forms, recognised: Iterable[Seen]) -> list[Hit]:
        """The names that are sure by themselves, whose forms are then known."""
        written = list(joined(list(names(reading, self.parts)), recognised, reading, self.parts))
        spelt = list(with_tails(reading, written, self.parts))
        found = list(self.persons.typed(reading, spelt))
        listed = self.listed.find(reading, found)
        for hit in listed:
            forms.meet(self.listed.entity(hit.entity), reading.surface(hit.first, hit.last))
        taken = covered(listed)
        sure = [n for n in found if n.sure and taken.isdisjoint(range(n.first, n.last))]
        hits = self._expanded(reading, forms, listed)
        taken |= covered(hits)
        for name in sorted(sure, key=lambda name: (name.type != "PERSON", name.first - name.last)):
            if taken.isdisjoint(range(name.first, name.last)):
                hits.append(self._unlisted(reading, forms, _without_surname(reading, forms, name)))
                taken |= covered(hits[-1:])
        return listed + hits

    def _unlisted(self, reading: Reading, forms: Forms, name: Name) -> Hit:
        """A name that the topic does not list, unless it is a form or a slip of one it does."""
        spelling = reading.surface(name.first, name.last)
        known = reading.keys(name.first, name.last)
        entity, rule = forms.entity_of(known), name.rule
        if not entity and (meant := self.listed.meant(known)):
            entity, rule = self.listed.entity(meant), "slip"
        if not entity:
            entity = forms.new(spelling, name.type)
        forms.meet(entity, spelling)
        kind: MentionKind = "name" if spelling.casefold() == entity.name.casefold() else "alias"
        return Hit(name.first, name.last, entity.id, kind, rule, 0.8)

    def _expanded(self, reading: Reading, forms: Forms, listed: list[Hit]) -> list[Hit]:
        """Long forms with their acronym in brackets: two forms of one entity."""
        at = {place: hit.entity for hit in listed for place in range(hit.first, hit.last)}
        hits = []
        for found in expansions(reading, self.parts):
            long = reading.surface(found.first, found.last)
            short = reading.surface(found.acronym, found.acronym + 1)
            known = at.get(found.acronym) or at.get(found.last - 1)
            entity = forms.entities[known] if known else forms.new(long, "ORG")
            forms.meet(entity, long)
            forms.meet(entity, short)
            if found.acronym not in at:
                hits.append(Hit(found.acronym, found.acronym + 1, entity.id, "alias", "acronym"))
            if found.last - 1 not in at:
                hits.append(Hit(found.first, found.last, entity.id, "name", "acronym"))
        return hits

    def _agree(self, reading: Reading, forms: Forms, hits: list[Hit]) -> list[Hit]:
        """What is a name once is one everywhere; surnames mean whom the full name means."""
        found = Gazetteer(forms.aliases()).find(reading.text, reading.words)
        again = (Hit(m.first, m.last, m.alias.entity, "alias", "agreement", 0.9) for m in found)
        return list(outside(again, covered(hits)))

    def _described(
        self, reading: Reading, forms: Forms, hits: list[Hit], above: list[str]
    ) -> list[Hit]:
        """Descriptions, with what they mean; those meant by themselves may be named nowhere."""
        descriptions = self.nominals.find(reading, hits)
        found = self.resolver.resolve(reading, descriptions, hits, forms.entities, above)
        for hit in found:
            if hit.entity not in forms.entities:
                forms.entities[hit.entity] = self.listed.entity(hit.entity)
        return found


def _without_surname(reading: Reading, forms: Forms, name: Name) -> Name:
    """A title runs into the name of who speaks after it: "On The Harbour Plume said"."""
    known = forms.entity_of(reading.keys(name.last - 1, name.last))
    other = name.type != "PERSON" and name.last - name.first > 2
    if other and known and known.type == "PERSON":
        return replace(name, last=name.last - 1)
    return name


def _mention(reading: Reading, hit: Hit) -> Mention:
    start, end = reading.words[hit.first].start, reading.words[hit.last - 1].end
    return Mention(start, end, hit.entity, hit.kind, hit.rule, hit.confidence)
