"""What single words tell of names: first names, titles, places, words that are no names."""

from __future__ import annotations

from functools import cache

from nlp.lexicon import LANGUAGES, Lexicon, read, split
from nlp.words import Word, key, keys
from topics.model import EntityType


class NameWords(Lexicon):
    """`names.toml`."""

    articles: tuple[str, ...]
    definite: tuple[str, ...]
    titles: tuple[str, ...]
    particles: tuple[str, ...]
    joiners: tuple[str, ...]
    org_heads: tuple[str, ...]
    bodies: tuple[str, ...]
    member_links: tuple[str, ...]
    introducing: tuple[str, ...]
    adjectival: tuple[str, ...]
    org_lasts: tuple[str, ...]
    suffixes: tuple[str, ...]
    juniors: tuple[str, ...]
    links: tuple[str, ...]
    ands: tuple[str, ...]
    title_links: tuple[str, ...]
    foreign: tuple[str, ...]
    domains: tuple[str, ...]
    outlets: tuple[str, ...]
    laws: tuple[str, ...]
    events: tuple[str, ...]
    work_cues: tuple[str, ...]
    work_links: tuple[str, ...]
    person_cues: tuple[str, ...]
    who: tuple[str, ...]
    whose: tuple[str, ...]
    pronouns: tuple[str, ...]
    letter_cues: tuple[str, ...]
    called: tuple[str, ...]
    given: str


class OrdinaryWords(Lexicon):
    """`ordinary.toml`."""

    never: tuple[str, ...]
    phrases: tuple[str, ...]
    endings: tuple[str, ...]
    words: str


class Places(Lexicon):
    """`places.toml`."""

    names: tuple[str, ...]
    cues: tuple[str, ...]
    kinds: tuple[str, ...]
    somebody: tuple[str, ...]


def _keys(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(key(word) for word in words)


class NameParts:
    """The words of one language; first names and places are those of both."""

    def __init__(self, lang: str) -> None:
        self._read_names(read(lang, "names", NameWords))
        self._read_ordinary(read(lang, "ordinary", OrdinaryWords))
        self._read_places(read(lang, "places", Places))

    def _read_names(self, names: NameWords) -> None:
        self.articles = _keys(names.articles)
        self.definite = _keys(names.definite)
        self.titles = _keys(names.titles)
        self.particles = _keys(names.particles)
        self.joiners = _keys(names.joiners)
        self.org_heads = _keys(names.org_heads)
        self.bodies = _keys(names.bodies)
        self.member_links = _keys(names.member_links)
        self.introducing = _keys(names.introducing)
        self.adjectival = names.adjectival
        self.org_lasts = _keys(names.org_lasts)
        self.suffixes = _keys(names.suffixes)
        self.juniors = _keys(names.juniors)
        self.links = _keys(names.links)
        self.ands = frozenset((key(word),) for word in names.ands)
        self.title_links = _keys(names.title_links)
        self.foreign = _keys(names.foreign)
        self.domains = _keys(names.domains)
        self.small = self.joiners | self.particles | self.foreign
        self.outlets = _keys(names.outlets)
        self.laws = _keys(names.laws)
        self.events = _keys(names.events)
        self.work_links = _keys(names.work_links)
        self.work_cues = _keys(names.work_cues)
        self.person_cues = frozenset(keys(word)[-1] for word in names.person_cues)
        self.who = _keys(names.who)
        self.whose = _keys(names.whose)
        self.pronouns = _keys(names.pronouns)
        self.called = _keys(names.called)
        self.letter_cues = _keys(names.letter_cues)
        every = [read(lang, "names", NameWords).given for lang in LANGUAGES]
        self.given = frozenset(key(word) for given in every for word in split(given))

    def _read_ordinary(self, plain: OrdinaryWords) -> None:
        self.never = _keys(tuple(word for word in plain.never if not word.isupper()))
        self.never_capitals = frozenset(word for word in plain.never if word.isupper())
        self.phrases = frozenset(keys(phrase) for phrase in plain.phrases)
        self.endings = plain.endings
        self.common = frozenset(key(word) for word in split(plain.words))

    def _read_places(self, places: Places) -> None:
        self.place_cues = _keys(places.cues)
        self.before_somebody = _keys(places.somebody)
        self.place_kinds = _keys(places.kinds)
        listed = [read(other, "places", Places).names for other in LANGUAGES]
        self.places = frozenset(keys(place) for found in listed for place in found)

    def ordinary(self, word: Word) -> bool:
        """Whether a word is more likely no name when it stands alone, even with a capital."""
        return word.key in self.common or self.no_name(word)

    def no_name(self, word: Word) -> bool:
        """Whether a word is never a name; acronyms are compared as written: "US" is not "us"."""
        return word.key in self.never or word.text.replace(".", "") in self.never_capitals

    def opening(self, word: Word) -> bool:
        """Whether a word at the start of a sentence is likely to be there as an ordinary one."""
        small = word.key in self.small or word.key in self.articles or word.key in self.place_cues
        return small or self.ordinary(word) or word.key.endswith(self.endings)

    def is_place(self, found: tuple[str, ...]) -> bool:
        """Whether words are a place or several."""
        return found in self.places or all((word,) in self.places for word in found)

    def kind(self, found: tuple[str, ...], cue: str = "") -> EntityType:
        """The likely type of a name by its words, and by the word beside it."""
        last = found[-1]
        by_word: tuple[tuple[frozenset[str], EntityType], ...] = (
            (self.events, "EVENT"),
            (self.outlets, "OUTLET"),
            (self.org_lasts, "ORG"),
        )
        if len(found) > 1:
            for known, name in ((self.laws, "LAW"), *by_word):
                if last in known:
                    return name
            if found[0] in self.org_heads:
                return "ORG"
            if found[0] in self.laws:
                return "LAW"
            if found[0] in self.given or (cue in self.person_cues and len(found) < 4):
                return "PERSON"
        return "PRODUCT" if any(c.isdigit() for c in last) else "ORG"


@cache
def parts(lang: str) -> NameParts:
    return NameParts(lang)
