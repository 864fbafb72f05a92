"""Words of pages that change: notices of corrections, and lines that are no part of the article."""

from __future__ import annotations

import re
from functools import cache

from stories.phrases import Names, Phrases, pattern, read

FEW = 12  # words between the subject of a notice and the fault
SHORT = 10  # words of a line that is an aside by its first words alone
COUNTER = 6  # words of a line with a counter
STOPS = {":", ".", "-", "–", "—", "(", "|", ""}  # behind the words that open a notice
OPENING = "\"'“‘«([*_ \u00a0"  # what can stand before the first word of a line


class Revising(Phrases):
    """`revising.toml`."""

    openers: Names
    subjects: Names
    faults: Names
    asides: Names
    counters: Names


def is_notice(sentence: str, lang: str) -> bool:
    """Whether a sentence tells that the article was corrected.

    >>> [is_notice(told, "en") for told in ("Correction: it was 118 days.", "Unions correct it.")]
    [True, False]
    """
    opener, subject, fault, *_ = _patterns(lang)
    line = sentence.lstrip(OPENING)
    found = opener.match(line)
    if found and _stops(line, found):
        return True
    return any(
        fault.search(" ".join(line[match.end() :].split()[:FEW]))
        for match in subject.finditer(line)
    )


def is_aside(line: str, lang: str) -> bool:
    """Whether a line is a link, a counter, a time or the like.

    >>> is_aside("Read more: the other strike", "en"), is_aside("12 comments", "en")
    (True, True)
    """
    *_, aside, counter = _patterns(lang)
    stripped = line.lstrip(OPENING + "-–—•>")
    if is_notice(stripped, lang):
        return False
    length, opened = len(stripped.split()), aside.match(stripped)
    if opened and (length <= SHORT or _stops(stripped, opened)):
        return True
    return length <= COUNTER and bool(re.search(r"\d", stripped) and counter.search(stripped))


def _stops(line: str, found: re.Match[str]) -> bool:
    return line[found.end() :].lstrip(" \u00a0")[:1] in STOPS


@cache
def _patterns(lang: str) -> tuple[re.Pattern[str], ...]:
    words: Revising = read(f"{lang}/revising", Revising)
    lists = (words.openers, words.subjects, words.faults, words.asides, words.counters)
    return tuple(map(pattern, lists))
