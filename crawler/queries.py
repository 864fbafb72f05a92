"""What to look for, from the topic's own words: queries for GDELT, words in addresses."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from crawler.addresses import Wanted
from topics import Topic
from topics.model import Concept, Language, RelevanceRule

LONGEST = 250  # characters of a query; GDELT refuses longer ones
SHORTEST_WORD, SHORTEST_PHRASE = 3, 5  # characters; GDELT refuses a query with shorter ones
# GDELT searches what is not in English in its translation; the own words find names in it.
LANGUAGES: tuple[tuple[Language, str], ...] = (
    ("en", "english"),
    ("en", "french"),
    ("fr", "french"),
)
LANGUAGES_WANTED: tuple[Language, ...] = ("fr", "en")
_WORDS = re.compile(r"[^\W_]+")


def gdelt_queries(topic: Topic) -> tuple[str, ...]:
    """Queries that find together what one rule alone makes relevant, in each language."""
    found = (
        f"{query} sourcelang:{source}"
        for lang, source in LANGUAGES
        for rule in telling(topic)
        for query in _queries(_clauses(topic, rule, lang), LONGEST - len(f" sourcelang:{source}"))
    )
    return tuple(dict.fromkeys(found))


def telling(topic: Topic) -> list[RelevanceRule]:
    """The rules each of which suffices for an article; without one, the weightiest."""
    relevance = topic.settings.relevance
    needed = math.log(relevance.threshold / (1 - relevance.threshold)) - relevance.bias
    rules = sorted((r for r in relevance.rule if r.weight > 0), key=lambda rule: -rule.weight)
    enough = [rule for rule in rules if rule.weight >= needed]
    return enough or [rule for rule in rules if rule.weight == rules[0].weight]


def _clauses(topic: Topic, rule: RelevanceRule, lang: Language) -> list[list[str]]:
    """For each concept of a rule, the terms that mean it, as GDELT can search them."""
    concepts = {concept.id: concept for concept in topic.settings.relevance.concept}
    return [
        list(dict.fromkeys(filter(None, map(_searchable, _terms(topic, concepts[name], lang)))))
        for name in rule.all
    ]


def _terms(topic: Topic, concept: Concept, lang: Language) -> Iterator[str]:
    yield from concept.terms[lang]
    yield from _names(topic, concept, lang)


def _names(topic: Topic, concept: Concept, lang: Language) -> Iterator[str]:
    for name in concept.entities:
        entity = topic.entities[name]
        yield entity.name
        yield from entity.aliases[lang]


def _searchable(term: str) -> str:
    """A word as it is, several in quotation marks; nothing for what GDELT refuses.

    >>> _searchable("deepfake*"), _searchable("digital  double*"), _searchable("AI")
    ('deepfake', '"digital double"', '')
    """
    text = " ".join(term.replace("*", "").replace('"', " ").split())
    if text.isalnum():
        return text if len(text) >= SHORTEST_WORD else ""
    return f'"{text}"' if len(text) >= SHORTEST_PHRASE else ""


def _queries(clauses: Sequence[Sequence[str]], room: int) -> Iterator[str]:
    """All combinations of the clauses' parts, each query within `room` characters."""
    if not clauses or not all(clauses):
        return
    share = room // len(clauses) - 1
    parts = [list(_parts(clause, share)) for clause in clauses]
    for combination in product(*parts):
        yield " ".join(combination)


def _parts(terms: Iterable[str], room: int) -> Iterator[str]:
    """Terms joined by OR, as many in each part as there is room for."""
    part: list[str] = []
    for term in terms:
        if part and len(_either([*part, term])) > room:
            yield _either(part)
            part = []
        if len(term) <= room:
            part.append(term)
    if part:
        yield _either(part)


def _either(terms: Sequence[str]) -> str:
    return terms[0] if len(terms) == 1 else f"({' OR '.join(terms)})"


def wanted(topic: Topic) -> Wanted:
    """What tells an address on the topic.

    It is a term of a rule that suffices by itself, or a name that any rule speaks for.
    """
    enough = {name for rule in telling(topic) for name in rule.all}
    heard = {n for r in topic.settings.relevance.rule if r.weight > 0 for n in r.all}
    terms: set[str] = set()
    for concept in topic.settings.relevance.concept:
        for lang in LANGUAGES_WANTED:
            if concept.id in enough:
                terms.update(concept.terms[lang])
            if concept.id in heard:
                terms.update(_names(topic, concept, lang))
    slugs = sorted(filter(None, map(_slug, terms)))
    return Wanted(re.compile(f"-(?:{'|'.join(slugs)})-"))


def _slug(term: str) -> str:
    """A term as addresses spell it: without accents, its words joined by hyphens.

    >>> _slug("comédien*"), _slug("A.I.")
    ('comedien[^-]*', 'a-i')
    """
    plain = _WORDS.findall(unaccented(term).lower().replace("*", ""))
    ending = "[^-]*" if term.endswith("*") else ""
    return "-".join(plain) + ending if plain else ""


def unaccented(text: str) -> str:
    """A text without the marks on its letters."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))
