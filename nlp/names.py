"""Names that no list has: which words with capitals are the name of someone or something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.nameparts import NameParts
from nlp.reading import Reading
from nlp.runs import Run, runs
from nlp.words import keys
from topics.model import EntityType

_QUOTED = re.compile(
    r"«\s?(?P<a>[^«»\n]{2,60}?)\s?»|“(?P<b>[^“”\n]{2,60})”"
    r"|\"(?P<c>[^\"\n]{2,60})\"|‘(?P<d>[^‘’\n]{2,60})’(?!\w)"
)
OPENING_QUOTES = tuple('«“‘"')
ACRONYM = 6  # letters at most
TITLE_WORDS = 7  # words of a work's title at most
LONG = 4  # letters of a word that has a capital in a title
DATELINE = 50  # characters of a place and a date at most
DASHES = ("-", "–", "—")
NEAR = 3  # words before a quotation that may say it is a title


@dataclass(frozen=True, slots=True)
class Name:
    """Words that are taken for a name; one that is not `sure` needs to be met elsewhere."""

    first: int
    last: int
    type: EntityType
    rule: str
    sure: bool = True


def names(reading: Reading, parts: NameParts) -> Iterator[Name]:
    """The names in a text, and the words that may be one."""
    yield from _shouted(reading, parts)
    for run in runs(reading, parts):
        if _known_phrase(reading.keys(run.first, run.last), parts):
            continue
        trimmed = _trim(reading, run, parts)
        if trimmed and (found := _judge(reading, trimmed, parts)):
            yield found
    yield from _titles_of_works(reading, parts)
    yield from _pseudonyms(reading, parts)


def _shouted(reading: Reading, parts: NameParts) -> Iterator[Name]:
    """In headlines with a capital on every word: a first name and what is no ordinary word."""
    for place in sorted(reading.shouted):
        first, last = place, place + 1
        if reading.key(first) not in parts.given or last not in reading.shouted:
            continue
        word = reading.words[last]
        if reading.before(last) == " " and word.capital and not parts.ordinary(word):
            yield Name(first, last + 1, "PERSON", "headline")


def _known_phrase(found: tuple[str, ...], parts: NameParts) -> bool:
    return parts.is_place(found) or found in parts.phrases


def _trim(reading: Reading, run: Run, parts: NameParts) -> Run | None:
    """Without the ordinary words that only have a capital because a sentence begins there."""
    first = run.first
    if _role(reading, run, parts):
        return Run(first + 1, run.last, run.titled)
    begins = first in reading.initial and reading.key(first) not in parts.given
    if begins and run.last - first > 1 and not _named(reading, run, parts):
        first += int(_apart(reading, first, parts))
    return Run(first, run.last, run.titled) if reading.words[first].text[0].isalpha() else None


def _bracketed(reading: Reading, run: Run) -> bool:
    """Whether brackets stand around the words alone."""
    before, after = reading.before(run.first), reading.after(run.last - 1)
    return before.strip().endswith("(") and after.startswith(")")


def _signature(reading: Reading, run: Run) -> bool:
    """Whether an agency signs here: alone in brackets at the start of a line or after its date."""
    if not _bracketed(reading, run):
        return False
    line = reading.text.rfind("\n", 0, reading.words[run.first].start) + 1
    ahead = reading.text[line : reading.words[run.first].start].strip()
    behind = reading.text[reading.words[run.last - 1].end + 1 :].lstrip(" \u00a0")
    dated = any(c.isdigit() for c in ahead) and len(ahead) <= DATELINE
    return ahead == "(" or (dated and behind.startswith(DASHES))


def _role(reading: Reading, run: Run, parts: NameParts) -> bool:
    """Whether a sentence begins with somebody's role: "Showrunner Elena Tornby"."""
    kinds = parts.org_lasts | parts.outlets | parts.events | parts.laws
    opens = run.first in reading.initial and reading.key(run.first) in parts.person_cues
    apart = run.last - run.first > 2 and reading.before(run.first + 1) == " "
    return opens and apart and reading.key(run.last - 1) not in kinds


def _apart(reading: Reading, first: int, parts: NameParts) -> bool:
    """Whether the first word of a run is an ordinary word, or an article: "L'APN"."""
    gap = reading.before(first + 1)
    if gap in ("'", "’"):
        return reading.key(first) in parts.articles
    return gap in (" ", "\u00a0") and parts.opening(reading.words[first])


def _named(reading: Reading, run: Run, parts: NameParts) -> bool:
    """Whether other words say that the first one is part of the name."""
    last, first = reading.key(run.last - 1), reading.key(run.first)
    if _bracketed(reading, run) and first in parts.org_heads | parts.outlets:
        return True
    if first in parts.articles:
        return last in parts.outlets | parts.events
    if first in parts.small:
        return False
    body, link = reading.key(run.first + 1), reading.key(run.first + 2)
    of_members = body in parts.org_heads and link in parts.links
    return of_members or last in parts.org_lasts | parts.outlets | parts.events | parts.laws


def _judge(reading: Reading, run: Run, parts: NameParts) -> Name | None:
    found = reading.keys(run.first, run.last)
    if _known_phrase(found, parts):
        return None
    if found[-1] in parts.place_kinds or reading.key(run.first - 1) in parts.place_kinds:
        return None
    if run.titled:
        return Name(run.first, run.last, "PERSON", "title")
    if _signature(reading, run) and not (
        len(found) == 1 and parts.ordinary(reading.words[run.first])
    ):
        return Name(run.first, run.last, "OUTLET", "signature")
    if parts.is_place(reading.keys(max(0, run.first - 1), run.last)):
        return None
    if len(found) > 1:
        return _judge_several(reading, run, found, parts)
    return _judge_one(reading, run, parts)


def _judge_several(
    reading: Reading, run: Run, found: tuple[str, ...], parts: NameParts
) -> Name | None:
    plain = all(parts.ordinary(word) for word in reading.words[run.first : run.last])
    if found[0] not in parts.given and _all_capitals(reading, run):
        return None
    if plain and found[0] not in parts.given and _capital_anyway(reading, run, parts):
        return None
    return Name(run.first, run.last, parts.kind(found, _cue(reading, run, parts)), "capitals")


def _all_capitals(reading: Reading, run: Run) -> bool:
    """A heading within a text, not several acronyms side by side."""
    inside = [word.text for word in reading.words[run.first : run.last]]
    return all(word.isupper() for word in inside) and max(map(len, inside)) > ACRONYM


def _capital_anyway(reading: Reading, run: Run, parts: NameParts) -> bool:
    """Whether ordinary words may have their capitals for another reason than to be a name."""
    first = run.first
    if first in reading.initial or reading.before(first)[-1:] in OPENING_QUOTES:
        return True
    return reading.before(first) == " " and parts.no_name(reading.words[first - 1])


def _cue(reading: Reading, run: Run, parts: NameParts) -> str:
    """The word before a name, where it tells what kind of name it is."""
    before = reading.key(run.first - 1)
    return before if reading.before(run.first) in (" ", "\u00a0") else ""


def _judge_one(reading: Reading, run: Run, parts: NameParts) -> Name | None:
    word = reading.words[run.first]
    if len(word.text) == 1 or parts.ordinary(word) or word.key in parts.given | parts.org_heads:
        return None
    marked = any(c.isupper() or c.isdigit() for c in word.text[1:])
    if not marked and like_place(reading, run.first, parts):
        return None
    kind = parts.kind((word.key,), _cue(reading, run, parts))
    return Name(run.first, run.last, kind, "capital", marked or run.first not in reading.initial)


def like_place(reading: Reading, place: int, parts: NameParts) -> bool:
    """Whether the words before a name are those that stand before places."""
    cue = reading.key(place - 1) in parts.place_cues
    return cue and reading.key(place - 2) not in parts.before_somebody


def _titles_of_works(reading: Reading, parts: NameParts) -> Iterator[Name]:
    """What stands in quotation marks, written like a title and near a word such as "film"."""
    place_of = {word.start: i for i, word in enumerate(reading.words)}
    for quoted in _QUOTED.finditer(reading.text):
        content = quoted[quoted.lastgroup or 0]
        first = place_of.get(quoted.start(quoted.lastgroup or 0))
        inside = keys(content)
        if first is None or not 0 < len(inside) <= TITLE_WORDS or content[-1] in ".,!?;:":
            continue
        last = first + len(inside)
        if (
            inside not in parts.phrases
            and _work_near(reading, first, last, parts)
            and _like_title(reading, first, last)
        ):
            yield Name(first, last, "WORK", "quoted")


def _pseudonyms(reading: Reading, parts: NameParts) -> Iterator[Name]:
    """One capital letter that somebody is called by: "known only as K", then "K's face"."""
    letters = [
        place
        for place, word in enumerate(reading.words)
        if len(word.text) == 1 and word.capital and _stands_alone(reading, place, parts)
    ]
    called = {reading.key(p) for p in letters if reading.key(p - 1) in parts.called}
    for place in letters:
        if reading.key(place) in called:
            yield Name(place, place + 1, "PERSON", "pseudonym")


def _stands_alone(reading: Reading, place: int, parts: NameParts) -> bool:
    following = reading.after(place)
    apart = reading.before(place)[-1:].isspace() or place == 0
    return (
        apart and following[:1] not in (".", "-", "&") and not parts.no_name(reading.words[place])
    )


def _like_title(reading: Reading, first: int, last: int) -> bool:
    """A capital on the first word, on half of them and on all long ones."""
    inside = reading.words[first:last]
    small = [word.text for word in inside if not (word.capital or word.text[0].isdigit())]
    few = 2 * len(small) <= len(inside)
    return inside[0].capital and few and all(len(word) < LONG for word in small)


def _work_near(reading: Reading, first: int, last: int, parts: NameParts) -> bool:
    before = (reading.key(place) for place in range(first - NEAR, first))
    beside = reading.key(first - 1) in parts.work_links or reading.key(last) in parts.work_cues
    return beside or any(key in parts.work_cues for key in before)
