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
from collections import defaultdict
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
SOFT = re.compile(rb"\xc2\xad|&(?:shy|#173|#x0*ad);", re.IGNORECASE)  # hyphens within words
SHORT = 2  # letters up to which a small word of several is taken to be on every page
TEXT_IN_SCRIPT = (b"ld+json", b"articleBody", b"-->")
_BEFORE = rb"(?:^|[^=]\"|[^=]'|[^=\"'])"  # no value of an attribute: name="robots" is on every page
_WITHIN = rb"</?(?:a|abbr|b|em|font|i|mark|small|span|strong|sub|sup|u|wbr)\b[^<>]*>"
_JOINED = re.compile(_WITHIN)
_SPLIT = (  # signs that words of a page may be in pieces
    (SOFT.pattern, False),
    (rb"[a-z;\x80-\xff]" + _WITHIN + rb"[a-z&\x80-\xff]", True),
)
_LIGATURES = (("œ", "oe"), ("Œ", "OE"), ("æ", "ae"), ("Æ", "AE"), ("ß", "ss"))
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
        self._words = _Words(self._spellings, {c for rule in self._rules for c in rule.all})
        self._phrases = _machine(map(_in_text, self._spellings), 0)

    def page(self, body: bytes) -> bool:
        """Whether the words of enough concepts stand anywhere in a page as it was sent."""
        if body[:2] in UTF16:
            return True
        content = b"".join(_outside_scripts(body))
        found, split = self._words.named(content)
        if any(map(self._is_enough, found.values())):
            return True
        if not split:
            return False
        whole, _ = self._words.named(_JOINED.sub(b"", SOFT.sub(b"", content)))
        return any(map(self._is_enough, whole.values()))

    def text(self, text: str, lang: str = "") -> bool:
        """Whether enough concepts are named near one another in a plain text, its title first.

        Where the language is known, they are only looked for in it.
        """
        plain = _plain(text)
        starts = [match.end() for match in re.finditer(rb"\n", plain)]
        lines: dict[str, Lines] = {lang: defaultdict(set) for lang in LANGUAGES}
        for number, end in _scan(self._phrases, plain):
            each = self._spellings[number]
            line = EVERYWHERE if each.name else bisect_right(starts, end - 1)
            lines[each.lang][each.concept].add(line)
        known = [lines[lang]] if lang in lines else lines.values()
        return any(map(self._is_enough, known))

    def _is_enough(self, lines: Lines) -> bool:
        return sum(rule.weight for rule in self._rules if _can_be_met(rule, lines)) > self._needed


class _Words:
    """The words of some concepts, found in bytes."""

    def __init__(self, spellings: Iterable[Spelling], concepts: set[str]) -> None:
        used = [(each, _telling(each.parts)) for each in spellings if each.concept in concepts]
        numbers: dict[Part, int] = {}
        self._by_first: dict[int, list[tuple[Spelling, frozenset[int]]]] = defaultdict(list)
        for each, telling in used:
            needed = [numbers.setdefault(part, len(numbers)) for part in telling]
            self._by_first[needed[0]].append((each, frozenset(needed)))
        self._split = range(len(numbers), len(numbers) + len(_SPLIT))
        patterns = [*map(_in_bytes, numbers), *_SPLIT]
        self._machine = _machine(patterns, hyperscan.HS_FLAG_SINGLEMATCH)

    def named(self, content: bytes) -> tuple[dict[str, Lines], bool]:
        """By language, the concepts all words of which are there, wherever they stand.

        And whether there are signs that more would be found if the words were whole.
        """
        found = {number for number, _ in _scan(self._machine, content)}
        lines: dict[str, Lines] = {lang: {} for lang in LANGUAGES}
        for first in found:
            for each, needed in self._by_first.get(first, ()):
                if needed <= found:
                    lines[each.lang][each.concept] = {EVERYWHERE}
        return lines, not found.isdisjoint(self._split)


def _outside_scripts(body: bytes) -> Iterator[bytes]:
    """What is not in a script, and scripts that may state the text of an article.

    One with the end of a comment in it is taken for text: it may have begun in the comment.
    """
    at = 0
    while (start := body.find(b"<script", at)) >= 0 and (end := body.find(b"</script", start)) >= 0:
        yield body[at:start]
        script = body[start:end]
        if any(sign in script for sign in TEXT_IN_SCRIPT):
            yield script
        at = end
    yield body[at:]


def _telling(parts: tuple[Part, ...]) -> list[Part]:
    """The words of a spelling that not every page has, the longest first."""
    long = [part for part in parts if len(part.text) > SHORT or part.text.isupper()]
    return sorted(long or parts, key=lambda part: -len(part.text))


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
    before = _BEFORE if letters in ("robot", "robots") else _EDGE
    return before + body + (b"" if part.open else _EDGE), part.exact


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
    for ligature, letters in _LIGATURES:
        text = text.replace(ligature, letters)
    apart = unicodedata.normalize("NFKD", text)
    return _MARKS.sub("", apart)
