"""Whether a page can be on the topic at all: what the relevance rules need, looked for quickly.

The rules give a bound: a page is on the topic only if the weights of all rules whose concepts are
named near enough to one another can bring it over the threshold. Two tests look for the concepts,
each by one scan of a machine made of all spellings at once: in the bytes of a page as it was sent,
and in its plain text; in both nearness is counted in bytes, generously: they err on the side of
the page. What they let through is read, and looked at once more by its sentences.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Set
from functools import cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from nlp.lexicon import LANGUAGES
from nlp.machine import Ends, Machine, Spelling, folded, in_page, in_text, spellings
from nlp.shown import EVERYWHERE, MARKS, Shown, whole_words
from topics import Topic
from topics.model import RelevanceRule

if TYPE_CHECKING:
    from nlp.sentences import Splitter

PLACES = ("title", "sentence", "passage")
# How far apart the concepts of a rule may stand that asks for a passage, three sentences, or less:
# bytes of a page outside scripts, with its markup and what stands between paragraphs,
REACH = dict.fromkeys(PLACES, 2**14)
# bytes of a plain text,
NEAR = dict.fromkeys(PLACES, 1000)
# and sentences of an article, one more than the rules say: accents, left out here, tell some ends.
APART = {"title": 1, "sentence": 1, "passage": 2}
UTF16 = (b"\xff\xfe", b"\xfe\xff")

Named = dict[str, list[tuple[Spelling, list[int]]]]  # of each concept: its spellings, their ends
Where = Callable[[Iterable[int]], Set[int]]  # the places of what ends at some bytes


class Sieve:
    """The two tests for one topic; not to be shared by threads."""

    def __init__(self, topic: Topic) -> None:
        relevance = topic.settings.relevance
        self._rules = [rule for rule in relevance.rule if rule.weight > 0]
        self._needed = math.log(relevance.threshold / (1 - relevance.threshold)) - relevance.bias
        wanted = {concept for rule in self._rules for concept in rule.all}
        found = [s for s in spellings(relevance.concept, topic.entities) if s.concept in wanted]
        self._in_page = Machine([s for s in found if not s.phrase], in_page, MARKS)
        self._in_text = Machine(found, in_text)

    def page(self, body: bytes) -> bool:
        """Whether enough concepts are named near one another in a page as it was sent."""
        if body[:2] in UTF16:
            return True
        ends = self._in_page.find(body)
        marks = [ends.pop(number, []) for number in self._in_page.besides]
        for place, words in whole_words(body, marks):
            for number in self._in_page.find(words).keys() - self._in_page.besides:
                ends[number].append(place)
        possible = [named for named in _named(self._in_page, ends) if self._can_pass(named)]
        if not possible:
            return False
        shown = Shown(body, marks)
        return any(self._passes(named, shown.places, REACH) for named in possible)

    def text(self, text: str, lang: str = "") -> bool:
        """Whether enough concepts are named near one another in a plain text, its title first.

        Where the language is known, they are only looked for in it.
        """
        plain = folded(text.replace("\xad", "")).encode("utf-8", "replace")
        title = plain.find(b"\n")

        def where(ends: Iterable[int]) -> set[int]:
            return {EVERYWHERE if end <= title else end for end in ends}

        found = _named(self._in_text, self._in_text.find(plain), lang)
        return any(self._passes(named, where, NEAR) for named in found)

    def article(self, title: str, text: str, lang: str) -> bool:
        """Whether enough concepts are named near one another in an article, title and sentences."""
        plain = folded(text.replace("\xad", ""))
        starts = _sentences(plain, lang)

        def where(ends: Iterable[int]) -> set[int]:
            return {bisect_right(starts, end - 1) for end in ends}

        head = folded(title).replace("\n", " ").encode("utf-8", "replace") + b"\n"
        starts = [len(head) + start for start in starts]
        ends = self._in_text.find(head + plain.encode("utf-8", "replace"))
        found = _named(self._in_text, ends, lang)
        return any(self._passes(named, where, APART) for named in found)

    def _can_pass(self, named: Named) -> bool:
        """Whether the rules whose concepts are named bring a page over the threshold."""
        met = (rule.weight for rule in self._rules if named.keys() >= set(rule.all))
        return sum(met) > self._needed

    def _passes(self, named: Named, where: Where, reach: Mapping[str, int]) -> bool:
        """And whether they do where these concepts have to stand near one another."""
        places = _Places(named, where)
        met = (rule.weight for rule in self._rules if _is_met(rule, places, reach))
        return sum(met) > self._needed


class _Places(dict[str, Set[int]]):
    """The places of each concept, worked out once they are asked for."""

    def __init__(self, named: Named, where: Where) -> None:
        self._named, self._where = named, where

    def __missing__(self, concept: str) -> Set[int]:
        found: set[int] = set()
        for spelling, ends in self._named.get(concept, ()):
            if places := self._where(ends):
                found |= {EVERYWHERE} if spelling.name else places
        self[concept] = found
        return found


@cache
def _splitter(lang: str) -> Splitter:
    from nlp.sentences import Splitter

    return Splitter(lang)


def _sentences(text: str, lang: str) -> list[int]:
    """Where the sentences of a text begin, in bytes; spaCy is imported."""
    places = [0, *sorted(_splitter(lang).starts(text))]
    sizes = (len(text[a:b].encode("utf-8", "replace")) for a, b in pairwise(places))
    return [0, *accumulate(sizes)]


def _named(machine: Machine, ends: Ends, lang: str = "") -> list[Named]:
    """By language what is named and where it ends; of one language only if it is one of ours."""
    named: dict[str, Named] = {lang: defaultdict(list) for lang in LANGUAGES}
    phrases: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for number, places in ends.items():
        for each in machine.spelled[number]:
            if each.phrase:
                phrases[each.lang, each.concept] += [(end - each.least, end) for end in places]
            else:
                named[each.lang][each.concept].append((each, places))
    for (of, concept), spans in phrases.items():
        found = ((each, _outside(each, places, spans)) for each, places in named[of][concept])
        named[of][concept] = [(each, places) for each, places in found if places]
    return [named[lang]] if lang in named else list(named.values())


def _outside(term: Spelling, ends: list[int], spans: list[tuple[int, int]]) -> list[int]:
    """The ends of those that do not stand within one of the spans; a name counts anywhere."""
    if term.name:
        return ends
    return [e for e in ends if not any(a <= e - term.least and e <= b for a, b in spans)]


def _is_met(rule: RelevanceRule, places: _Places, reach: Mapping[str, int]) -> bool:
    """Whether all concepts of a rule are named, within reach of one another if it says so."""
    if not all(places[concept] for concept in rule.all):
        return False
    fixed = [sorted(places[c]) for c in rule.all if EVERYWHERE not in places[c]]
    if rule.within == "article" or not fixed:
        return True
    far = reach[rule.within]
    return any(all(_has_near(others, place, far) for others in fixed[1:]) for place in fixed[0])


def _has_near(places: list[int], place: int, reach: int) -> bool:
    first = bisect_left(places, place - reach)
    return first < len(places) and places[first] <= place + reach
