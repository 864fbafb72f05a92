"""The names that a topic lists, found whatever their quotes, dashes, accents and capitals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nlp.nameparts import NameParts
from nlp.words import Word, words
from topics.model import TopicEntity

_LINKS = frozenset(" \u00a0\u202f\u2009-\u2010\u2011\u2012\u2013\u2014\u2018\u2019'’.`´/")
_OPEN = tuple('«“"‘')
_CLOSE = tuple('»”"’')
GAP = 4  # characters between two words of a name at most


@dataclass(frozen=True, slots=True)
class Alias:
    """One spelling of an entity's name, as its list has it."""

    entity: str
    text: str
    words: tuple[Word, ...]

    @property
    def single(self) -> bool:
        return len(self.words) == 1


@dataclass(frozen=True, slots=True)
class Match:
    """The words from `first` up to, not including, `last` spell `alias`."""

    first: int
    last: int
    alias: Alias


class Node:
    """The names that begin with the words that lead here."""

    __slots__ = ("ends", "next")

    def __init__(self) -> None:
        self.next: dict[str, Node] = {}
        self.ends: list[Alias] = []


class Gazetteer:
    """Names by their words; a search is linear in the text."""

    def __init__(self, aliases: Iterable[Alias]) -> None:
        self.root = Node()
        for alias in aliases:
            self.add(alias)

    def add(self, alias: Alias) -> None:
        node = self.root
        for word in alias.words:
            node = node.next.setdefault(word.key, Node())
        if all(known.entity != alias.entity or known.text != alias.text for known in node.ends):
            node.ends.append(alias)

    def find(self, text: str, found: Sequence[Word]) -> Iterator[Match]:
        """The longest names from left to right; where several share one, the first that fits."""
        place = 0
        for first, word in enumerate(found):
            if first < place or word.key not in self.root.next:
                continue
            if match := self._longest(text, found, first):
                yield match
                place = match.last

    def _longest(self, text: str, found: Sequence[Word], first: int) -> Match | None:
        node, last, best = self.root, first, None
        while last < len(found) and (following := node.next.get(found[last].key)):
            if last > first and not linked(text, found[last - 1], found[last]):
                break
            node, last = following, last + 1
            for alias in node.ends:
                if fits(text, found[first:last], alias):
                    best = Match(first, last, alias)
                    break
        return best


def linked(text: str, left: Word, right: Word) -> bool:
    """Whether what stands between two words can stand within a name."""
    gap = text[left.end : right.start]
    return len(gap) <= GAP and "\n" not in gap


def fits(text: str, found: Sequence[Word], alias: Alias) -> bool:
    """Whether words that spell an alias are written like a name, and like this one."""
    quoted = not alias.single and found[0].capital and _quoted(text, found)
    for i, (word, listed) in enumerate(zip(found, alias.words, strict=True)):
        if i and not _same_gap(text, found[i - 1], word, alias, i):
            return False
        if not (quoted or _cased(word.text, listed.text, alias)):
            return False
    return True


def _quoted(text: str, found: Sequence[Word]) -> bool:
    """Whether quotation marks stand around the words alone."""
    before = text[max(0, found[0].start - 2) : found[0].start].rstrip()
    after = text[found[-1].end : found[-1].end + 2].lstrip()
    return before[-1:] in _OPEN and after[:1] in _CLOSE


def _same_gap(text: str, left: Word, right: Word, alias: Alias, i: int) -> bool:
    """Punctuation that parts phrases may stand in a name only where the list has it."""
    gap = text[left.end : right.start]
    listed = alias.text[alias.words[i - 1].end : alias.words[i].start]
    if ". " in gap and len(left.text) > 1 and "." not in listed:
        return False
    return all(c in _LINKS or c in listed for c in gap)


def _cased(written: str, listed: str, alias: Alias) -> bool:
    if written == listed:
        return True
    if not any(c.isupper() for c in listed):
        return True
    if not written[0].isupper() and not written[0].isdigit():
        return _lower_case_allowed(listed, alias)
    if alias.single and len(listed) <= 3:
        return False
    return not (alias.single and listed.isupper() and len(listed) == 4 and not written.isupper())


def _lower_case_allowed(listed: str, alias: Alias) -> bool:
    """Small words of long names, and names that no ordinary word looks like: "tiktok"."""
    capitals = [w for w in alias.words if w.text[0].isupper()]
    if len(listed) <= 3 and len(capitals) >= 3:
        return True
    return distinctive(alias)


def distinctive(alias: Alias) -> bool:
    """Spelt like no ordinary word: capitals inside, digits with letters, acronyms with a hyphen."""
    if alias.single:
        inner = alias.text[1:]
        return len(alias.text) >= 5 and any(c.isupper() for c in inner) and not inner.isupper()
    joined = " " not in alias.text and "-" in alias.text
    return joined and all(w.text.isupper() for w in alias.words)


def aliases_of(entity: TopicEntity, lang: str, parts: NameParts) -> Iterator[Alias]:
    """An entity's spellings, and those without the article that begins them.

    Of the other language only names of several words: they cannot be mistaken for ordinary words.
    """
    other = entity.aliases.en if lang == "fr" else entity.aliases.fr
    spellings = dict.fromkeys((entity.name, *entity.aliases[lang]))
    spellings |= dict.fromkeys(name for name in other if len(words(name)) > 1)
    for spelling in spellings:
        if found := tuple(words(spelling)):
            yield Alias(entity.id, spelling, found)
            if found[0].key in parts.articles and not found[0].text.isupper():
                yield from _without_article(entity.id, spelling, found, parts)


def _without_article(
    entity: str, spelling: str, found: tuple[Word, ...], parts: NameParts
) -> Iterator[Alias]:
    rest = spelling[found[1].start :] if len(found) > 1 else ""
    bare = tuple(words(rest))
    if len(bare) > 1 or (bare and not parts.ordinary(bare[0])):
        yield Alias(entity, rest, bare)
