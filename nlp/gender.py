"""Whether a party is a woman or a man, or of which gender the noun is that describes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

from nlp.lexicon import LANGUAGES, Lexicon, read, split
from nlp.nameparts import NameWords
from nlp.patterns import alternation, fold
from storage.records import Entity, Mention

Gender = Literal["f", "m"]
BESIDE = 30  # characters behind a name in which an apposition's noun stands


class PronounWords(Lexicon):
    """`pronouns.toml`."""

    feminine: tuple[str, ...]
    masculine: tuple[str, ...]
    bodies_have_gender: bool
    feminine_determiners: tuple[str, ...]
    masculine_determiners: tuple[str, ...]
    feminine_titles: tuple[str, ...]
    masculine_titles: tuple[str, ...]
    feminine_nouns: tuple[str, ...]
    either_nouns: tuple[str, ...]
    fixed_nouns: tuple[str, ...]
    masculine_nouns: tuple[str, ...]
    bodies: tuple[str, ...]
    pointing: tuple[str, ...]
    counting: tuple[str, ...]
    followed_by: tuple[str, ...]
    numbers: dict[str, int]
    feminine_names: str
    either_names: str


@cache
def _first_names() -> dict[str, frozenset[str]]:
    """The first names of women, and those of women and men, of all languages."""
    words = [read(lang, "pronouns", PronounWords) for lang in LANGUAGES]
    return {
        "f": frozenset().union(*(split(w.feminine_names) for w in words)),
        "either": frozenset().union(*(split(w.either_names) for w in words)),
    }


@cache
def genders(lang: str) -> Genders:
    """The genders of a language's words; first names are those of all languages."""
    given = (split(read(one, "names", NameWords).given) for one in LANGUAGES)
    return Genders(read(lang, "pronouns", PronounWords), frozenset().union(*given))


@dataclass(frozen=True)
class Genders:
    """Tells the gender of pronouns, descriptions and names in one language.

    `given` are the first names that are known; one that is not a woman's or either's is a man's.
    """

    words: PronounWords
    given: frozenset[str]

    def pronoun(self, words: str) -> Gender | None:
        """Of a pronoun; none where it stands for women and men alike."""
        plain = fold(words)
        return _one(plain in self._feminine, plain in self._masculine)

    def description(self, words: str) -> Gender | None:
        """Of a noun and what stands around it: its own, or that of its determiner."""
        nouns = [self._woman.search(words), self._man.search(words)]
        found = min((n for n in nouns if n), key=lambda n: n.start(), default=None)
        if found and fold(found.group()) not in self._either:
            return "f" if found is nouns[0] else "m"
        return _one(bool(self._la.match(words)), bool(self._le.match(words)))

    def name(self, name: str) -> Gender | None:
        """Of a person, by the first name."""
        first = name.partition(" ")[0].partition("-")[0]
        names = _first_names()
        if first not in self.given or first in names["either"] or " " not in name:
            return None
        return "f" if first in names["f"] else "m"

    def people(
        self, text: str, mentions: Iterable[Mention], entities: Mapping[str, Entity]
    ) -> dict[str, Gender]:
        """The genders of the entities that a text names; those that stay open are left out.

        What the text says of them, a title or a description, comes before the first name.
        """
        found: dict[str, Gender] = {}
        for mention in mentions:
            entity = entities.get(mention.entity)
            if entity and mention.entity not in found:
                told = self._told(text, mention, entity)
                if told:
                    found[mention.entity] = told
        for entity in entities.values():
            if entity.type == "PERSON" and entity.id not in found:
                told = self.name(entity.name)
                if told:
                    found[entity.id] = told
        return found

    def _told(self, text: str, mention: Mention, entity: Entity) -> Gender | None:
        before = text[max(0, mention.start - 14) : mention.start]
        if entity.type != "PERSON":
            if not self.words.bodies_have_gender:
                return None
            return _one(bool(self._la_before.search(before)), bool(self._le_before.search(before)))
        if mention.kind == "nominal":
            return self._person(text[mention.start : mention.end])
        titled = _one(bool(self._madam.search(before)), bool(self._sir.search(before)))
        beside = self._beside.match(text, mention.end, mention.end + BESIDE)
        return titled or (self._person(beside["words"]) if beside else None)

    def _person(self, words: str) -> Gender | None:
        """Of whom a description means: "la vedette" may be a man."""
        return None if self._fixed.search(words) else self.description(words)

    @cached_property
    def _feminine(self) -> frozenset[str]:
        return frozenset(map(fold, self.words.feminine))

    @cached_property
    def _masculine(self) -> frozenset[str]:
        return frozenset(map(fold, self.words.masculine))

    @cached_property
    def _either(self) -> frozenset[str]:
        return frozenset(map(fold, self.words.either_nouns))

    @cached_property
    def _fixed(self) -> re.Pattern[str]:
        return re.compile(alternation(self.words.fixed_nouns), re.IGNORECASE)

    @cached_property
    def _woman(self) -> re.Pattern[str]:
        words = self.words
        return re.compile(alternation((*words.feminine_nouns, *words.either_nouns)), re.IGNORECASE)

    @cached_property
    def _man(self) -> re.Pattern[str]:
        return re.compile(alternation(self.words.masculine_nouns), re.IGNORECASE)

    @cached_property
    def _la(self) -> re.Pattern[str]:
        return re.compile(alternation(self.words.feminine_determiners), re.IGNORECASE)

    @cached_property
    def _le(self) -> re.Pattern[str]:
        return re.compile(alternation(self.words.masculine_determiners), re.IGNORECASE)

    @cached_property
    def _la_before(self) -> re.Pattern[str]:
        words = alternation(self.words.feminine_determiners)
        return re.compile(rf"{words}\s$", re.IGNORECASE)

    @cached_property
    def _le_before(self) -> re.Pattern[str]:
        words = alternation(self.words.masculine_determiners)
        return re.compile(rf"{words}\s$", re.IGNORECASE)

    @cached_property
    def _madam(self) -> re.Pattern[str]:
        return re.compile(rf"{alternation(self.words.feminine_titles)}\s$")

    @cached_property
    def _sir(self) -> re.Pattern[str]:
        return re.compile(rf"{alternation(self.words.masculine_titles)}\s$")

    @cached_property
    def _beside(self) -> re.Pattern[str]:
        return re.compile(r",\s(?P<words>[^,.;:()]+)")


def _one(woman: bool, man: bool) -> Gender | None:
    if woman == man:
        return None
    return "f" if woman else "m"
