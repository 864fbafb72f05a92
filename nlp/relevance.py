"""Whether a text is on the topic: the topic's rules added up, each with where it was met."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from spacy.language import Language
from spacy.tokens import Doc

import topics
from nlp import findings
from nlp.sentences import starts
from nlp.terms import Found, Terms
from nlp.words import Word, words
from storage.records import Reason
from topics.model import Relevance, RelevanceRule

NEAR = 1  # sentences before and after that make a passage
TITLE = -1  # number of the title among the sentences

# the places of each concept by the number of the sentence
Places = dict[str, dict[int, list[Found]]]


@Language.factory("relevance", default_config={"topic": ""})
def make_relevance(nlp: Language, name: str, topic: str) -> Judge:
    return Judge(topics.load(topic).settings.relevance, str(nlp.lang))


class Judge:
    """Sets `doc._.relevance`, between 0 and 1, and `doc._.reasons`."""

    def __init__(self, relevance: Relevance, lang: str) -> None:
        self.relevance = relevance
        self.terms = Terms((c.id, term) for c in relevance.concept for term in c.terms[lang])
        self.unless = Terms((c.id, term) for c in relevance.concept for term in c.unless[lang])
        self.of_entity: dict[str, list[str]] = defaultdict(list)
        for concept in relevance.concept:
            for entity in concept.entities:
                self.of_entity[entity].append(concept.id)

    def __call__(self, doc: Doc) -> Doc:
        places = self._places(doc)
        reasons = [reason for rule in self.relevance.rule for reason in _met(rule, places)]
        total = self.relevance.bias + sum(reason.weight for reason in reasons)
        doc._.reasons = sorted(reasons, key=lambda reason: (reason.start, reason.rule))
        doc._.relevance = 1 / (1 + math.exp(-total))
        return doc

    def _places(self, doc: Doc) -> Places:
        places: Places = defaultdict(lambda: defaultdict(list))
        begins = starts(doc)
        for found in self._found(doc):
            places[found.concept][bisect_right(begins, found.start) - 1].append(found)
        for found in self._in_title(findings.document(doc).title):
            places[found.concept][TITLE].append(found)
        return places

    def _found(self, doc: Doc) -> Iterator[Found]:
        text = findings.document(doc).text
        yield from self._terms(text, doc.user_data.get("words") or words(text))
        for mention in findings.mentions(doc):
            for concept in self.of_entity.get(mention.entity, ()):
                yield Found(concept, mention.start, mention.end)

    def _in_title(self, title: str) -> Iterator[Found]:
        for found in self._terms(title, words(title)):
            yield Found(found.concept, 0, 0)

    def _terms(self, text: str, found: Sequence[Word]) -> Iterator[Found]:
        """The terms, without those in a phrase where they mean something else."""
        phrases = list(self.unless.find(text, found))
        for term in self.terms.find(text, found):
            if not any(_within(term, phrase) for phrase in phrases):
                yield term


def _within(term: Found, phrase: Found) -> bool:
    same = term.concept == phrase.concept
    return same and phrase.start <= term.start and term.end <= phrase.end


def _met(rule: RelevanceRule, places: Places) -> Iterator[Reason]:
    """The rule's weight, once, with the first place that meets it."""
    present = [places[concept] for concept in rule.all]
    absent = [places[concept] for concept in rule.none]
    spots = [s for s in _spots(rule, present) if not any(_at(c, s, rule) for c in absent)]
    if len(spots) < rule.times:
        return
    shown = [place for concept in present for place in _at(concept, spots[0], rule)[:1]]
    start = min((place.start for place in shown), default=0)
    end = max((place.end for place in shown), default=0)
    yield Reason(rule.id, rule.weight, start, end)


def _spots(rule: RelevanceRule, present: list[dict[int, list[Found]]]) -> list[int]:
    """The sentences around which all concepts of the rule are met; one for a whole article."""
    if rule.within == "title":
        return [TITLE] if all(TITLE in concept for concept in present) else []
    if rule.within == "article":
        return [0] if all(present) else []
    sentences: Iterable[int] = sorted(present[0]) if present else ()
    return [s for s in sentences if all(_at(concept, s, rule) for concept in present)]


def _at(concept: dict[int, list[Found]], sentence: int, rule: RelevanceRule) -> list[Found]:
    """Where a concept is named at a sentence, as far around it as the rule looks."""
    if rule.within == "article":
        return [place for number in sorted(concept) for place in concept[number]]
    reach = NEAR if rule.within == "passage" else 0
    numbers = range(sentence - reach, sentence + reach + 1)
    return [place for number in numbers for place in concept.get(number, ())]
