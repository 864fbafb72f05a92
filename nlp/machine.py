"""Terms and names of a topic as expressions, all of which one machine finds in a single scan."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from html.entities import codepoint2name

import hyperscan

from nlp.gazetteer import aliases_of
from nlp.lexicon import LANGUAGES
from nlp.nameparts import parts
from nlp.words import words
from topics.model import Concept, TopicEntity

EXACT = 4  # letters of a name in capitals that only capitals are, as the analysis has it
SHORT = 2  # letters up to which a small word of several need not be where the others are
_LIGATURES = (("œ", "oe"), ("Œ", "OE"), ("æ", "ae"), ("Æ", "AE"), ("ß", "ss"))
_MARKS = re.compile("[\u0300-\u036f]+")
_EDGE = rb"\b"
_GAP = rb"[^0-9A-Za-z\n]{1,12}"  # between the words of a phrase in a plain text
_LINK = "(?:[ '-]|\u00a0|\u2019)".encode()  # between those of a phrase where terms do not count
_ANY_GAP = rb"[\s\S]{0,40}"  # between them in a page: blanks by their names, tags, small words

Pattern = tuple[bytes, bool]  # an expression, and whether capitals count
Ends = dict[int, list[int]]  # by the number of the expression


@dataclass(frozen=True, slots=True)
class Part:
    """A word of a term; `open` where any ending may follow, `exact` where capitals count."""

    text: str
    open: bool = False
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to name a concept in a language, or a phrase within which its terms do not count."""

    concept: str
    lang: str
    parts: tuple[Part, ...]
    name: bool = False  # of an entity
    phrase: bool = False

    @property
    def least(self) -> int:
        """Bytes that it has in a text at least."""
        return len(self.parts) - 1 + sum(len(part.text.replace(".", "")) for part in self.parts)


class Machine:
    """Finds all spellings, and some expressions besides; not to be shared by threads.

    `spelled` has what is spelt by each expression, by its number; `besides` are the numbers of
    those that spell nothing, in their order.
    """

    def __init__(
        self,
        spellings: Iterable[Spelling],
        write: Callable[[Spelling], Pattern],
        besides: Iterable[Pattern] = (),
    ) -> None:
        written: dict[Pattern, list[Spelling]] = {}
        for each in spellings:
            written.setdefault(write(each), []).append(each)
        self.spelled = [tuple(same) for same in written.values()]
        patterns = [*written, *besides]
        self.besides = range(len(written), len(patterns))
        self._database = hyperscan.Database()
        self._database.compile(
            expressions=[pattern for pattern, _ in patterns],
            ids=list(range(len(patterns))),
            flags=[0 if exact else hyperscan.HS_FLAG_CASELESS for _, exact in patterns],
        )

    def find(self, content: bytes) -> Ends:
        """Where each expression that is found ends."""
        found: Ends = defaultdict(list)

        def take(number: int, start: int, end: int, flags: int, context: object) -> None:
            found[number].append(end)

        self._database.scan(content, match_event_handler=take)
        return found


def spellings(concepts: Iterable[Concept], entities: dict[str, TopicEntity]) -> Iterator[Spelling]:
    """Every way to name each concept in each language, and what looks like one."""
    for concept in concepts:
        for lang in LANGUAGES:
            for term in concept.terms[lang]:
                yield Spelling(concept.id, lang, _term(term))
            for term in concept.unless[lang]:
                yield Spelling(concept.id, lang, _term(term), phrase=True)
            for entity in concept.entities:
                for found in _names(entities[entity], lang):
                    yield Spelling(concept.id, lang, found, name=True)


def in_page(spelling: Spelling) -> Pattern:
    """The words of a spelling near one another, as a page may be sent."""
    parts = _telling(spelling.parts)
    pattern = _ANY_GAP.join(map(_in_bytes, parts))
    return _edged(pattern, parts[0].text, parts[-1]), parts[0].exact


def in_text(spelling: Spelling) -> Pattern:
    """The words of a spelling one after the other, in a text made `folded`."""
    exact, gap = spelling.parts[0].exact, _LINK if spelling.phrase else _GAP
    pattern = b""
    for part in spelling.parts:
        dots = rb"\.?" if "." in part.text or exact else b""
        letters = folded(part.text).replace(".", "")
        pattern += gap if pattern else b""
        pattern += dots.join(map(_either_case, letters))
        pattern += b"[0-9A-Za-z]*" if part.open and part is not spelling.parts[-1] else b""
    first, last = folded(spelling.parts[0].text), spelling.parts[-1]
    return _edged(pattern, first, replace(last, text=folded(last.text))), exact


def folded(text: str) -> str:
    """Without accents and ligatures; capitals stay."""
    if text.isascii():
        return text
    for ligature, letters in _LIGATURES:
        text = text.replace(ligature, letters)
    apart = unicodedata.normalize("NFKD", text)
    return _MARKS.sub("", apart)


def _edged(pattern: bytes, first: str, last: Part) -> bytes:
    """A word begins and ends where letters do; the machine knows only those without accents."""
    before = _EDGE if first[:1].isascii() else b""
    return before + pattern + (b"" if last.open or not last.text[-1:].isascii() else _EDGE)


def _either_case(letter: str) -> bytes:
    """A letter of a plain text; of others than ASCII the machine does not know the capitals."""
    if letter.isascii():
        return re.escape(letter).encode()
    return f"(?:{letter.lower()}|{letter.upper()})".encode()


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


def _telling(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The words of a spelling without the small ones, if there are others."""
    long = tuple(part for part in parts if len(part.text) > SHORT or part.text.isupper())
    return long or parts


def _in_bytes(part: Part) -> bytes:
    """A word in whatever encoding it is sent, with its accents or without."""
    letters = unicodedata.normalize("NFC", part.text).replace(".", "")
    dots = rb"\.?" if "." in part.text or part.exact else b""
    return dots.join(_letter(letter) for letter in letters)


def _letter(letter: str) -> bytes:
    """All forms in which a letter may be sent."""
    if letter.isascii():
        return re.escape(letter).encode()
    forms = {folded(letter).encode()}
    for each in (letter.lower(), letter.upper()):
        decomposed = unicodedata.normalize("NFD", each)
        forms |= {each.encode("utf-8"), decomposed.encode("utf-8"), each.encode("cp1252", "ignore")}
        for code in map(ord, each):
            forms |= {b"&#%d;" % code, b"&#x%x;" % code, b"\\u%04x" % code}
            if name := codepoint2name.get(code):
                forms.add(f"&{name};".encode())
    return b"(?:" + b"|".join(re.escape(form) for form in sorted(forms) if form) + b")"
