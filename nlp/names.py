"""Names that no list has: which runs of words with capitals are the name of someone or something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.nameparts import NameParts
from nlp.reading import Reading
from nlp.runs import Run, runs
from nlp.words import keys
from topics.model import EntityType

_QUOTED = re.compile(r"[«“‘\"]\s?([^«»“”\"\n]{2,60}?)\s?[»”’\"]")
TITLE_WORDS = 7  # words of a work's title at most
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
    for run in runs(reading, parts):
        trimmed = _trim(reading, run, parts)
        if trimmed and (found := _judge(reading, trimmed, parts)):
            yield found
    yield from _titles_of_works(reading, parts)


def _trim(reading: Reading, run: Run, parts: NameParts) -> Run | None:
    """Without the ordinary words that only have a capital because a sentence begins there."""
    first = run.first
    if first in reading.initial and reading.key(first) not in parts.given and run.last - first > 1:
        ordinary = parts.ordinary(reading.words[first])
        if ordinary and reading.before(first + 1) == " " and not _named(reading, run, parts):
            first += 1
    return Run(first, run.last, run.titled) if first < run.last else None


def _named(reading: Reading, run: Run, parts: NameParts) -> bool:
    """Whether the last word says that all before it is part of the name."""
    return reading.key(run.last - 1) in parts.org_lasts | parts.outlets | parts.events | parts.laws


def _judge(reading: Reading, run: Run, parts: NameParts) -> Name | None:
    found = reading.keys(run.first, run.last)
    if parts.is_place(found) or all(key in parts.place_words for key in found):
        return None
    if found[-1] in parts.place_kinds or reading.key(run.first - 1) in parts.place_kinds:
        return None
    if run.titled:
        return Name(run.first, run.last, "PERSON", "title")
    if len(found) > 1:
        return _judge_several(reading, run, found, parts)
    return _judge_one(reading, run, parts)


def _judge_several(
    reading: Reading, run: Run, found: tuple[str, ...], parts: NameParts
) -> Name | None:
    given = found[0] in parts.given
    if not given and all(parts.ordinary(word) for word in reading.words[run.first : run.last]):
        return None
    return Name(run.first, run.last, parts.kind(found, _cue(reading, run, parts)), "capitals")


def _cue(reading: Reading, run: Run, parts: NameParts) -> str:
    """The word before a name, where it tells what kind of name it is."""
    before = reading.key(run.first - 1)
    return before if reading.before(run.first) in (" ", "\u00a0") else ""


def _judge_one(reading: Reading, run: Run, parts: NameParts) -> Name | None:
    word = reading.words[run.first]
    if len(word.text) == 1 or parts.ordinary(word) or word.key in parts.given:
        return None
    if reading.key(run.first - 1) in parts.place_cues:
        return None
    kind = parts.kind((word.key,), _cue(reading, run, parts))
    marked = any(c.isupper() or c.isdigit() for c in word.text[1:])
    return Name(run.first, run.last, kind, "capital", marked or run.first not in reading.initial)


def _titles_of_works(reading: Reading, parts: NameParts) -> Iterator[Name]:
    """What stands in quotation marks, written like a title and near a word such as "film"."""
    place_of = {word.start: i for i, word in enumerate(reading.words)}
    for quoted in _QUOTED.finditer(reading.text):
        first = place_of.get(quoted.start(1))
        inside = keys(quoted[1])
        if first is None or not 0 < len(inside) <= TITLE_WORDS or quoted[1][-1] in ".,!?;:":
            continue
        if _like_title(reading, first, first + len(inside), parts) and _work_near(
            reading, first, parts
        ):
            yield Name(first, first + len(inside), "WORK", "quoted")


def _like_title(reading: Reading, first: int, last: int, parts: NameParts) -> bool:
    inside = reading.words[first:last]
    return inside[0].text[0].isupper() and all(
        word.text[0].isupper() or word.text[0].isdigit() or word.key in parts.small
        for word in inside
    )


def _work_near(reading: Reading, first: int, parts: NameParts) -> bool:
    return any(reading.key(place) in parts.work_cues for place in range(first - NEAR, first))
