"""Terms of a topic found in a text: whole words without regard to case or accents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from nlp.gazetteer import linked
from nlp.words import Word, key, words

KEPT = 20_000  # words whose terms are kept in mind


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a concept; a word that ends in `*` stands for all that begin so."""

    concept: str
    words: tuple[str, ...]
    open: tuple[bool, ...]
    capitals: bool  # written in capitals, so only found in capitals: "IA" is not "ia"

    def fits(self, text: str, found: Sequence[Word], first: int) -> bool:
        if first + len(self.words) > len(found):
            return False
        for i, (wanted, any_ending) in enumerate(zip(self.words, self.open, strict=True), first):
            word = found[i]
            if not (word.key.startswith(wanted) if any_ending else word.key == wanted):
                return False
            if self.capitals and not word.text[: len(wanted)].isupper():
                return False
            if i > first and not linked(text, found[i - 1], word):
                return False
        return True


@dataclass(frozen=True, slots=True)
class Found:
    """A place where a concept is named."""

    concept: str
    start: int
    end: int


class Terms:
    """The terms of many concepts, looked up by the beginning of their first word."""

    def __init__(self, terms: Iterable[tuple[str, str]]) -> None:
        self.by_word: dict[str, list[Term]] = defaultdict(list)
        self.by_beginning: dict[str, list[Term]] = defaultdict(list)
        self.lengths: set[int] = set()
        self.candidates = lru_cache(maxsize=KEPT)(self._candidates)
        for concept, written in terms:
            self._add(_term(concept, written))

    def _add(self, term: Term) -> None:
        first = term.words[0]
        if term.open[0]:
            self.by_beginning[first].append(term)
            self.lengths.add(len(first))
        else:
            self.by_word[first].append(term)

    def find(self, text: str, found: Sequence[Word]) -> Iterator[Found]:
        for place, word in enumerate(found):
            for term in self.candidates(word.key):
                if term.fits(text, found, place):
                    last = found[place + len(term.words) - 1]
                    yield Found(term.concept, word.start, last.end)

    def _candidates(self, word: str) -> tuple[Term, ...]:
        begun = (word[:length] for length in self.lengths if length <= len(word))
        found = [*self.by_word.get(word, ())]
        for beginning in begun:
            found += self.by_beginning.get(beginning, ())
        return tuple(found)


def _term(concept: str, written: str) -> Term:
    stems = written.split("*")
    found, open_ends = [], []
    for i, stem in enumerate(stems):
        inner = words(stem)
        found += [key(word.text) for word in inner]
        open_ends += [False] * len(inner)
        if i < len(stems) - 1 and open_ends:
            open_ends[-1] = True
    letters = written.replace(".", "").replace("*", "")
    return Term(concept, tuple(found), tuple(open_ends), letters.isupper() and len(letters) > 1)
