"""Who can speak or hold a position in a text: those named, groups described, and pronouns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import chain
from typing import Literal

from nlp.gender import Genders, genders
from nlp.lexicon import read
from nlp.marks import HIDDEN
from nlp.partywords import PartyWords
from nlp.patterns import alternation
from nlp.phrases import PhraseIndex
from nlp.pronouns import Pronouns
from nlp.rows import Rows
from storage.records import Entity, Mention

PartyKind = Literal["person", "organisation", "outlet", "group", "somebody"]
TYPES: dict[str, PartyKind] = {"PERSON": "person", "ORG": "organisation", "OUTLET": "outlet"}
REACH = 700  # characters back in which the organisation of "members" is looked for


@dataclass(frozen=True, slots=True)
class Party:
    """`who` is an entity's id or the words of the text; a complement is no subject."""

    start: int
    end: int
    who: str
    kind: PartyKind
    named: bool = False
    complement: bool = False
    pronoun: bool = False
    since: int = 0  # where the party stands that a pronoun means


@cache
def _index(nouns: tuple[str, ...]) -> PhraseIndex:
    return PhraseIndex(nouns)


@cache
def describer(lang: str) -> Describer:
    return Describer(read(lang, "parties", PartyWords), genders(lang))


@dataclass(frozen=True)
class Describer:
    """Finds parties with the words of one language."""

    words: PartyWords
    genders: Genders

    def parties(
        self,
        text: str,
        starts: Sequence[int],
        mentions: Sequence[Mention],
        entities: dict[str, Entity],
        known: Mapping[str, str],
    ) -> list[Party]:
        """All parties in the order of a text whose quotations are hidden.

        `starts` are the offsets of its sentences; `known` maps described groups to entities.
        """
        named = list(self._named(text, mentions, entities))
        groups = [
            self._whole(group, named, known)
            for group in self._groups(text, known)
            if not any(_cuts(party, group) or _entitled(text, group, party) for party in named)
        ]
        pronouns = (p for p in self._pronouns(text) if not any(_inside(p, g) for g in groups))
        everyone = sorted([*named, *groups, *pronouns], key=lambda p: (p.start, -p.end))
        people = self.genders.people(text, mentions, entities)
        return Pronouns(text, starts, self.genders, people, Rows(self.words)).resolve(everyone)

    def _named(
        self, text: str, mentions: Iterable[Mention], entities: dict[str, Entity]
    ) -> Iterator[Party]:
        last = 0
        found: Party | None = None
        for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
            entity = entities.get(mention.entity)
            kind = TYPES.get(entity.type) if entity else None
            if kind and mention.start >= last:
                last = mention.end
                joined = bool(found and found.complement and self._joins(text, found, mention))
                inside = (
                    joined
                    or text[mention.start] == HIDDEN
                    or self._is_complement(text, mention.start, mention.end)
                )
                found = Party(mention.start, mention.end, mention.entity, kind, True, inside)
                yield found

    def _joins(self, text: str, party: Party, mention: Mention) -> bool:
        """Whether nothing but "and" or "or" stands between a party and a mention."""
        between = text[party.end : mention.start].strip().lower()
        return between in self.words.links and text[party.start] != HIDDEN

    def _groups(self, text: str, known: Mapping[str, str]) -> Iterator[Party]:
        """Groups and single persons that are described, around the noun that says what they are."""
        last = 0
        for noun in self._nouns(tuple(known)).find(text, 0, len(text)):
            kind = self._kinds.get(noun.key, "group")
            front = (self._front if kind == "group" else self._single).search(
                text, max(0, noun.start - 50), noun.start
            )
            if front is None:
                continue
            behind = self._tail.match(text, noun.end)
            start, end = front.end() - len(front["words"]), behind.end() if behind else noun.end
            inside = self._is_complement(text, start, end)
            words = " ".join(text[start:end].split())
            old = kind == "somebody" and bool(self._definite.match(words))
            yield from self._indefinites(text, last, start)
            yield Party(
                start, end, words, "person" if old else kind, complement=inside, pronoun=old
            )
            last = end
        yield from self._indefinites(text, last, len(text))

    def _indefinites(self, text: str, start: int, end: int) -> Iterator[Party]:
        """Those that no noun describes, between the groups that one does."""
        for match in self._indefinite.finditer(text, start, end):
            inside = self._is_complement(text, match.start(), match.end())
            yield Party(match.start(), match.end(), match.group(), "group", complement=inside)

    def _pronouns(self, text: str) -> Iterator[Party]:
        kinds: dict[str, PartyKind] = {"one": "person", "many": "group", "it": "organisation"}
        for match in self._pronoun.finditer(text):
            kind = kinds[match.lastgroup or "one"]
            yield Party(match.start(), match.end(), "", kind, pronoun=True)

    def _whole(self, group: Party, named: Sequence[Party], known: Mapping[str, str]) -> Party:
        """A group that stands for an organisation: "KEEP's members", "les membres du syndicat"."""
        plain = re.sub(rf"^{alternation(self.words.articles)}\s*", "", group.who.lower())
        if plain in known:
            return replace(group, who=known[plain], kind="organisation", named=True)
        if not self._organ.search(group.who) or self._partial.match(group.who):
            return group
        inside = (p for p in named if group.start <= p.start and p.end <= group.end)
        owner = (p for p in named if 0 <= group.start - p.end <= 3)
        for party in chain(inside, owner, _only_organisation(group, named)):
            if party.kind == "organisation":
                return replace(group, who=party.who, kind="organisation", named=True)
        return group

    def _is_complement(self, text: str, start: int, end: int) -> bool:
        if amount := self._amount.search(text, max(0, start - 20), start):
            start = amount.start()
        if self._before.search(text, max(0, start - 48), start) or self._behind.match(text, end):
            return True
        partitive = self._partitive.match(text, start, end)
        return bool(partitive) and not self._opener.search(text, max(0, start - 24), start)

    @cached_property
    def _before(self) -> re.Pattern[str]:
        article = alternation(self.words.articles)
        articles = rf"(?:\s*{article}(?:\s(?!{article})(?-i:[a-zà-ÿ]+)){{0,3}})?"
        owner = r"(?:\s*[\w-]+['’]s?)?"
        complements = alternation(self.words.complements)
        return re.compile(rf"(?:{complements}{articles}{owner}\s*|\()$", re.IGNORECASE)

    @cached_property
    def _amount(self) -> re.Pattern[str]:
        return re.compile(rf"{alternation(self.words.amounts)}\s?$", re.IGNORECASE)

    @cached_property
    def _behind(self) -> re.Pattern[str]:
        if not self.words.possessive:
            return re.compile("(?!)")
        organs = rf"(?:\s\w+)?\s{alternation(self.words.organs)}"
        return re.compile(rf"{alternation(self.words.possessive)}\s(?!{organs})")

    @cached_property
    def _partitive(self) -> re.Pattern[str]:
        return re.compile(alternation(self.words.partitives), re.IGNORECASE)

    @cached_property
    def _opener(self) -> re.Pattern[str]:
        openers = alternation(self.words.clause_openers)
        return re.compile(rf"(?:^|[^\w\s]\s*|\n|{openers}\s*)$", re.IGNORECASE)

    @cached_property
    def _organ(self) -> re.Pattern[str]:
        return re.compile(alternation(self.words.organs), re.IGNORECASE)

    @cached_property
    def _partial(self) -> re.Pattern[str]:
        return re.compile(alternation(self.words.partial), re.IGNORECASE)

    @cached_property
    def _kinds(self) -> dict[str, PartyKind]:
        words = self.words
        kinds: dict[str, PartyKind] = dict.fromkeys(words.person_nouns, "somebody")
        kinds |= dict.fromkeys(words.collective_nouns, "organisation")
        return kinds | dict.fromkeys((*words.group_nouns, *words.organs), "group")

    def _nouns(self, known: tuple[str, ...]) -> PhraseIndex:
        return _index((*self._kinds, *known))

    @cached_property
    def _front(self) -> re.Pattern[str]:
        """The determiner, number and modifiers that a group's noun may have before it."""
        words = self.words
        many = rf"(?:{alternation(words.plural_determiners)}\s?)?(?:\d[\d ., \u00a0\u202f]*\s)?"
        front = rf"{many}(?:{alternation(words.modifiers)}\s)*"
        return re.compile(rf"(?<![\w-])(?P<words>{front})$", re.IGNORECASE)

    @cached_property
    def _single(self) -> re.Pattern[str]:
        """The same of a single person or a body, whose determiner must be there."""
        words = self.words
        one = rf"{alternation(words.singular_determiners)}\s?"
        front = rf"{one}(?:{alternation(words.modifiers)}\s)*"
        return re.compile(rf"(?<![\w-])(?P<words>{front})$", re.IGNORECASE)

    @cached_property
    def _tail(self) -> re.Pattern[str]:
        words = self.words
        adjectives, stops = alternation(words.adjectives), alternation(words.tail_stops)
        tail = rf"(?:\s{alternation(words.tails)}\s?(?!{stops})[\w’'-]+(?:\s(?-i:[A-Z])\w+)*)?"
        word = rf"(?:\s(?!{alternation(words.relative_stops)})[^\s,.;:!?()]+)"
        relative = rf"(?:\s{alternation(words.relatives)}{word}{{1,9}})?"
        return re.compile(rf"(?:\s{adjectives})?{tail}{relative}", re.IGNORECASE)

    @cached_property
    def _definite(self) -> re.Pattern[str]:
        return re.compile(alternation(self.words.definite), re.IGNORECASE)

    @cached_property
    def _indefinite(self) -> re.Pattern[str]:
        return re.compile(rf"{alternation(self.words.indefinites)}(?=\s|,)", re.IGNORECASE)

    @cached_property
    def _pronoun(self) -> re.Pattern[str]:
        words = self.words
        one, many = alternation(words.singular_pronouns), alternation(words.plural_pronouns)
        it = alternation(words.neuter_pronouns)
        return re.compile(rf"(?P<many>{many})|(?P<one>{one})|(?P<it>{it})", re.IGNORECASE)


def _inside(party: Party, other: Party) -> bool:
    return other.start <= party.start and party.end <= other.end


def _cuts(named: Party, group: Party) -> bool:
    """Whether a group's words are part of a name, or begin or end inside one."""
    apart = group.end <= named.start or named.end <= group.start
    return not apart and not (group.start <= named.start and named.end <= group.end)


def _entitled(text: str, description: Party, named: Party) -> bool:
    """Whether a description stands beside its name: "the actress Jane", "Jane, an actor"."""
    if description.kind not in {"person", "somebody"} or named.kind != "person":
        return False
    if text[named.end : description.start] == ", ":
        return text[description.end : description.end + 1] in {",", ".", ";", ""}
    return text[description.end : named.start] in {" ", ", "}


def _only_organisation(group: Party, named: Sequence[Party]) -> list[Party]:
    """The organisation named before a group, where it is the only one."""
    near = [p for p in named if p.kind == "organisation" and 0 < group.start - p.end < REACH]
    return near[-1:] if len({party.who for party in near}) == 1 else []
