"""Who and what a text names: the topic's entities, and names that it does not list."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

import topics
from nlp.gazetteer import Gazetteer, aliases_of
from nlp.nameparts import parts
from nlp.words import words
from storage.records import Entity, Mention, MentionKind


@Language.factory("entities", default_config={"topic": ""})
def make_entities(nlp: Language, name: str, topic: str) -> Recogniser:
    return Recogniser(topics.load(topic), str(nlp.lang))


class Recogniser:
    """Sets `doc._.mentions` and `doc._.entities`."""

    def __init__(self, topic: topics.Topic, lang: str) -> None:
        self.entities = topic.entities
        self.parts = parts(lang)
        self.gazetteer = Gazetteer(
            alias
            for entity in topic.entities.values()
            for alias in aliases_of(entity, lang, self.parts)
        )

    def __call__(self, doc: Doc) -> Doc:
        found = words(doc.text)
        mentions = []
        for match in self.gazetteer.find(doc.text, found):
            entity = self.entities[match.alias.entity]
            kind = "name" if match.alias.text == entity.name else "alias"
            mentions.append(
                Mention(
                    found[match.first].start, found[match.last - 1].end, entity.id, kind, "listed"
                )
            )
        doc._.mentions = mentions
        ids = dict.fromkeys(mention.entity for mention in mentions)
        doc._.entities = {
            e: Entity(e, self.entities[e].name, self.entities[e].type, listed=True) for e in ids
        }
        return doc
