"""The topic's entities, found by their names ahead of the trained recogniser, which keeps them."""

from __future__ import annotations

from spacy.language import Language
from spacy.pipeline import EntityRuler

import topics
from nlp.gazetteer import Alias, aliases_of
from nlp.nameparts import NameParts, parts
from topics.model import EntityType

LABELS: dict[EntityType, str] = {"PERSON": "PER", "ORG": "ORG", "OUTLET": "ORG"}
OTHER = "MISC"


@Language.factory("ruler", default_config={"topic": ""})
def make_ruler(nlp: Language, name: str, topic: str) -> EntityRuler:
    """spaCy's ruler with the names of a topic; `ent_id_` is the entity's id."""
    known, lang = parts(str(nlp.lang)), str(nlp.lang)
    # a pipeline of its own: the names are tokenized, not analysed
    words = type(nlp)(nlp.vocab, create_tokenizer=lambda _: nlp.tokenizer)
    ruler = EntityRuler(words, name)
    ruler.add_patterns(
        [
            {"label": LABELS.get(entity.type, OTHER), "pattern": alias.text, "id": entity.id}
            for entity in topics.load(topic).entities.values()
            for alias in aliases_of(entity, lang, known)
            if _clear(alias, known)
        ]
    )
    return ruler


def _clear(alias: Alias, known: NameParts) -> bool:
    """Whether a spelling is no ordinary word or first name that may stand there by itself."""
    word = alias.words[0]
    return not (alias.single and (word.key in known.common | known.given or len(word.text) == 1))
