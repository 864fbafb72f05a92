"""Two revisions of an article beside each other: the sentences that only one of them has."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice

from storage.coverage import Revision
from stories.revising import is_aside, is_notice
from stories.sentences import Sentence, sentences

WORD = re.compile(r"\w+(?:[.,]\d+)*")
LONGEST = 600  # characters of a notice: the rest of a longer paragraph is told by the article
LIKE = 0.5  # share of words that two sentences have in order, to be two versions of one


@dataclass(frozen=True, slots=True)
class Compared:
    """What only the earlier revision says, what only the later one does, and new notices."""

    old: Revision
    new: Revision
    gone: tuple[Sentence, ...]
    come: tuple[Sentence, ...]
    notices: tuple[Sentence, ...]  # of the later revision, not in `come`
    old_words: str
    new_words: str  # without the new notices


def compare(old: Revision, new: Revision, lang: str) -> Compared:
    """Compare two revisions by their words: typography, links and counters are no difference."""
    before, after = told(old.text, lang), told(new.text, lang)
    old_words = _joined(before)
    fresh = [s for s in after if not has(old_words, s.text)]
    notices = tuple(s for s in fresh if is_notice(s.text, lang))
    kept = [s for s in after if s not in notices]
    new_words = _joined(kept)
    return Compared(
        old,
        new,
        tuple(s for s in before if not has(new_words, s.text) and not is_notice(s.text, lang)),
        tuple(s for s in fresh if s not in notices),
        notices,
        old_words,
        new_words,
    )


def told(text: str, lang: str) -> list[Sentence]:
    """The sentences of a text without lines that are no part of what it tells.

    A paragraph that opens with a notice is one sentence.
    """
    asides: list[tuple[int, int]] = []
    whole: list[Sentence] = []
    start = 0
    for line in text.split("\n"):
        place = (start, start + len(line))
        if is_aside(line, lang):
            asides.append(place)
        elif len(line) <= LONGEST and any(
            is_notice(s.text, lang) for s in islice(sentences(line), 1)
        ):
            whole.append(Sentence(*place, line))
        start += len(line) + 1
    apart = [*asides, *((s.start, s.end) for s in whole)]
    rest = [s for s in sentences(text) if not any(a <= s.start < b for a, b in apart)]
    return sorted([*rest, *whole], key=lambda sentence: sentence.start)


def is_aside_or_notice(text: str, sentence: Sentence, lang: str) -> bool:
    """Whether a sentence stands in a line that is no part of what is told, or in a notice."""
    start, end = text.rfind("\n", 0, sentence.start) + 1, text.find("\n", sentence.end)
    line = text[start : end if end >= 0 else None]
    return (
        is_notice(sentence.text, lang)
        or is_aside(line, lang)
        or (len(line) <= LONGEST and _opens_with_notice(line, lang))
    )


def _opens_with_notice(line: str, lang: str) -> bool:
    return any(is_notice(first.text, lang) for first in islice(sentences(line), 1))


def words(text: str) -> str:
    """The words of a text in lower case, whatever stands between them.

    >>> words("“It’s  over” – he said")
    'it s over he said'
    """
    return " ".join(WORD.findall(unicodedata.normalize("NFKC", text).lower()))


def has(all_words: str, text: str) -> bool:
    """Whether words, as `words` gives them, have those of a text in one piece."""
    return f" {words(text)} " in f" {all_words} "


def likeness(one: str, other: str) -> float:
    """The share of words that two texts have in the same order, from 0 to 1."""
    return SequenceMatcher(None, words(one).split(), words(other).split(), autojunk=False).ratio()


def likest(sentence: Sentence, others: Iterable[Sentence]) -> Sentence | None:
    """The other sentence that has most of its words in order, the first of several."""
    best, most = None, 0.0
    for other in others:
        if common(sentence.text, other.text) > most:
            like = likeness(sentence.text, other.text)
            if like > most:
                best, most = other, like
    return best


def common(one: str, other: str) -> float:
    """The share of words that two texts have in any order: quicker, and never below `likeness`."""
    first, second = _bag(one), _bag(other)
    return 2 * (first & second).total() / max(first.total() + second.total(), 1)


@lru_cache(maxsize=4096)
def _bag(text: str) -> Counter[str]:
    return Counter(words(text).split())


def around(place: int, found: Iterable[Sentence]) -> Sentence | None:
    """The sentence that a place is in."""
    return next((s for s in found if s.start <= place < s.end), None)


def _joined(found: Sequence[Sentence]) -> str:
    return " ".join(words(sentence.text) for sentence in found)
