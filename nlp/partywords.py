"""The words by which one who speaks or holds a position is described: `parties.toml`."""

from __future__ import annotations

from nlp.lexicon import Lexicon


class PartyWords(Lexicon):
    """`parties.toml`."""

    plural_determiners: tuple[str, ...]
    partial: tuple[str, ...]
    singular_determiners: tuple[str, ...]
    definite: tuple[str, ...]
    modifiers: tuple[str, ...]
    group_nouns: tuple[str, ...]
    collective_nouns: tuple[str, ...]
    person_nouns: tuple[str, ...]
    organs: tuple[str, ...]
    indefinites: tuple[str, ...]
    adjectives: tuple[str, ...]
    tails: tuple[str, ...]
    tail_stops: tuple[str, ...]
    relatives: tuple[str, ...]
    relative_stops: tuple[str, ...]
    members: tuple[str, ...]
    links: tuple[str, ...]
    singular_pronouns: tuple[str, ...]
    plural_pronouns: tuple[str, ...]
    neuter_pronouns: tuple[str, ...]
    complements: tuple[str, ...]
    amounts: tuple[str, ...]
    articles: tuple[str, ...]
    partitives: tuple[str, ...]
    clause_openers: tuple[str, ...]
    possessive: tuple[str, ...]
