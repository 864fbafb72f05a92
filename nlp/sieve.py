"""Whether a page can be on the topic at all: what the relevance rules need, looked for quickly.

The rules give a bound: a page is on the topic only if the weights of all rules whose concepts are
named can bring it over the threshold. Two tests look for the concepts, by one scan of a machine
made of all terms at once: in the bytes of a page as it was sent, each word for itself, and in its
plain text, where phrases stand together and concepts near one another. Both err on the side of the
page; what they let through is judged in full.
"""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.entities import codepoint2name

import hyperscan

from nlp.gazetteer import aliases_of
from nlp.lexicon import LANGUAGES
from nlp.nameparts import parts
from nlp.words import words
from topics import Topic
from topics.model import Concept, RelevanceRule, TopicEntity

EXACT = (
    4  # letters up to which a name in capitals is found in capitals only, as the analysis has it
)
NEAR = 1  # lines before and after; the lines of a plain text are paragraphs, headings, captions
EVERYWHERE = -1  # the line of a name: its other forms may stand where the name does not
UTF16 = (b"\xff\xfe", b"\xfe\xff")
SOFT = (b"\xc2\xad", b"&shy;", b"&#173;")  # hyphens within words
NOT_TEXT = b'name="robots"'  # what nearly every page has in its head
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss"})
_MARKS = re.compile("[\u0300-\u036f]+")
_EDGE = rb"\b"
_GAP = rb"[^0-9A-Za-z\n]{1,12}"  # bytes between the words of a phrase

Lines = dict[str, set[int]]  # of each concept that is named


@dataclass(frozen=True, slots=True)
class Part:
    """A word of a term; `open` where any ending may follow, `exact` where capitals count."""

    text: str
    open: bool = False
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to name a concept in a language."""

    concept: str
    lang: str
    parts: tuple[Part, ...]
    name: bool = False  # of an entity


class Sieve:
    """The two tests for one topic; not to be shared by threads."""

    def __init__(self, topic: Topic) -> None:
        relevance = topic.settings.relevance
        self._rules = [rule for rule in relevance.rule if rule.weight > 0]
        self._needed = math.log(relevance.threshold / (1 - relevance.threshold)) - relevance.bias
        self._spellings = list(_spellings(relevance.concept, topic.entities))
        self._first = _Words(self._spellings, self._indispensable())
        self._words = _Words(self._spellings, {c for rule in self._rules for c in rule.all})
        self._phrases = _machine(map(_in_text, self._spellings), 0)

    def page(self, body: bytes) -> bool:
        """Whether the words of enough concepts stand anywhere in a page as it was sent."""
        if body[:2] in UTF16:
            return True
        content = body.replace(NOT_TEXT, b"")
        for soft in SOFT:
            content = content.replace(soft, b"")
        if not any(self._first.named(content).values()):
            return False
        return any(map(self._is_enough, self._words.named(content).values()))

    def text(self, text: str) -> bool:
        """Whether enough concepts are named near one another in a plain text, its title first."""
        plain = _plain(text)
        starts = [match.end() for match in re.finditer(rb"\n", plain)]
        lines: dict[str, Lines] = {lang: defaultdict(set) for lang in LANGUAGES}
        for number, end in _scan(self._phrases, plain):
            each = self._spellings[number]
            line = EVERYWHERE if each.name else bisect_right(starts, end - 1)
            lines[each.lang][each.concept].add(line)
        return any(map(self._is_enough, lines.values()))

    def _indispensable(self) -> set[str]:
        """A few concepts of which every page on the topic names one."""
        everything = {concept for rule in self._rules for concept in rule.all}
        parts = Counter(each.concept for each in self._spellings for _ in each.parts)
        kept = set(everything)
        for concept in sorted(everything, key=lambda name: (-parts[name], name)):
            others = everything - kept | {concept}
            if not self._is_enough({name: {EVERYWHERE} for name in others}):
                kept.remove(concept)
        return kept

    def _is_enough(self, lines: Lines) -> bool:
        return sum(rule.weight for rule in self._rules if _can_be_met(rule, lines)) > self._needed


class _Words:
    """The words of some concepts, found in bytes."""

    def __init__(self, spellings: Iterable[Spelling], concepts: set[str]) -> None:
        self._spellings = [each for each in spellings if each.concept in concepts]
        found = dict.fromkeys(part for each in self._spellings for part in each.parts)
        self._number = {part: number for number, part in enumerate(found)}
        self._machine = _machine(map(_in_bytes, found), hyperscan.HS_FLAG_SINGLEMATCH)

    def named(self, content: bytes) -> dict[str, Lines]:
        """By language, the concepts all words of which are there, wherever they stand."""
        found = {number for number, _ in _scan(self._machine, content)}
        lines: dict[str, Lines] = {lang: {} for lang in LANGUAGES}
        for each in self._spellings:
            if all(self._number[part] in found for part in each.parts):
                lines[each.lang][each.concept] = {EVERYWHERE}
        return lines


def _can_be_met(rule: RelevanceRule, lines: Lines) -> bool:
    """Whether all concepts of a rule are named, near one another if it says so."""
    named = [lines.get(concept, set()) for concept in rule.all]
    if not all(named) or rule.within == "article":
        return all(named)
    fixed = [places for places in named if EVERYWHERE not in places]
    return not fixed or any(
        all(any(abs(line - other) <= NEAR for other in places) for places in fixed[1:])
        for line in fixed[0]
    )


def _spellings(concepts: Iterable[Concept], entities: dict[str, TopicEntity]) -> Iterator[Spelling]:
    for concept in concepts:
        for lang in LANGUAGES:
            for term in concept.terms[lang]:
                yield Spelling(concept.id, lang, _term(term))
            for entity in concept.entities:
                for found in _names(entities[entity], lang):
                    yield Spelling(concept.id, lang, found, name=True)


def _term(written: str) -> tuple[Part, ...]:
    """The words of a term of the topic, as `nlp.terms` reads it."""
    letters = written.replace(".", "").replace("*", "")
    exact = letters.isupper() and len(letters) > 1
    stems = written.split("*")
    found: list[Part] = []
    for number, stem in enumerate(stems):
        found += [Part(word.text, exact=exact) for word in words(stem)]
        if number < len(stems) - 1 and found:
            found[-1] = Part(found[-1].text, open=True, exact=exact)
    return tuple(found)


def _names(entity: TopicEntity, lang: str) -> Iterator[tuple[Part, ...]]:
    """The names of an entity, and what means it wherever it is read."""
    for alias in aliases_of(entity, lang, parts(lang)):
        exact = alias.single and len(alias.text) <= EXACT and alias.text.isupper()
        yield tuple(Part(word.text, exact=exact) for word in alias.words)
    for phrase in entity.unique[lang]:
        yield tuple(Part(word.text) for word in words(phrase))


def _machine(patterns: Iterable[tuple[bytes, bool]], flag: int) -> hyperscan.Database:
    """One machine that finds all patterns at once; each may ask for its own capitals."""
    found = list(patterns)
    machine = hyperscan.Database()
    machine.compile(
        expressions=[pattern for pattern, _ in found],
        ids=list(range(len(found))),
        flags=[flag | (0 if exact else hyperscan.HS_FLAG_CASELESS) for _, exact in found],
    )
    return machine


def _scan(machine: hyperscan.Database, content: bytes) -> list[tuple[int, int]]:
    """The number of each pattern that is found, and where it ends."""
    found: list[tuple[int, int]] = []

    def take(number: int, start: int, end: int, flags: int, context: object) -> None:
        found.append((number, end))

    machine.scan(content, match_event_handler=take)
    return found


def _in_bytes(part: Part) -> tuple[bytes, bool]:
    """A word in whatever encoding it is sent, with its accents or without."""
    letters = (unicodedata.normalize("NFC", part.text)).replace(".", "")
    dots = rb"\.?" if "." in part.text or part.exact else b""
    body = dots.join(_letter(letter) for letter in letters)
    return _EDGE + body + (b"" if part.open else _EDGE), part.exact


def _letter(letter: str) -> bytes:
    """All forms in which a letter may be sent."""
    if letter.isascii():
        return re.escape(letter).encode()
    forms = {_folded(letter).encode()}
    for each in (letter.lower(), letter.upper()):
        decomposed = unicodedata.normalize("NFD", each)
        forms |= {each.encode("utf-8"), decomposed.encode("utf-8"), each.encode("cp1252", "ignore")}
        for code in map(ord, each):
            forms |= {b"&#%d;" % code, b"&#x%x;" % code, b"\\u%04x" % code}
            if name := codepoint2name.get(code):
                forms.add(f"&{name};".encode())
    return b"(?:" + b"|".join(re.escape(form) for form in sorted(forms) if form) + b")"


def _in_text(spelling: Spelling) -> tuple[bytes, bool]:
    """The words of a spelling one after the other, in a text made `_plain`."""
    exact = spelling.parts[0].exact
    pattern = b""
    for part in spelling.parts:
        dots = rb"\.?" if "." in part.text or exact else b""
        letters = _folded(part.text).replace(".", "")
        pattern += _GAP if pattern else b""
        pattern += dots.join(re.escape(letter).encode() for letter in letters)
        pattern += b"[0-9A-Za-z]*" if part.open and part is not spelling.parts[-1] else b""
    return _EDGE + pattern + (b"" if spelling.parts[-1].open else _EDGE), exact


def _plain(text: str) -> bytes:
    """Without accents and ligatures; capitals stay."""
    return _folded(text.replace("\xad", "")).encode("utf-8", "replace")


def _folded(text: str) -> str:
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return _MARKS.sub("", apart)
