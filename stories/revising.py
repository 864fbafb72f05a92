"""Words of pages that change: notices of corrections, and lines that are no part of the article."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from stories.days import dates, fold
from stories.phrases import Names, Phrases, pattern, read

FEW = 12  # words between the subject of a notice and the fault
SHORT = 10  # words of a line that is an aside by its first words alone
COUNTER = 6  # words of a line with a counter
LONGEST = 40  # words of a line that is a link
TELLING = 2  # words that mean something in a notice of what was changed
STOPS = {":", ".", "-", "–", "—", "(", "|", ""}  # behind the words that open a notice
DATED = re.compile(r"[^\n:]{0,30}\d[^\n:]{0,20}:")  # a date and a colon behind these words
MEANT = re.compile(r"[^\W\d_]{4,}")
OPENING = "\"'“‘«([*_ \u00a0"  # what can stand before the first word of a line


class Revising(Phrases):
    """`revising.toml`."""

    openers: Names
    subjects: Names
    faults: Names
    heralds: Names
    updates: Names
    headings: Names
    links: Names
    asides: Names
    counters: Names


def is_notice(text: str, lang: str) -> bool:
    """Whether a sentence, or a paragraph, tells that the article was corrected or updated.

    >>> [is_notice(told, "en") for told in ("Correction: it was 118 days.", "Unions correct it.")]
    [True, False]
    """
    return bool(rule(text, lang))


def rule(text: str, lang: str) -> str:
    """`notice` of a correction, `update` of another change that is told, or nothing.

    >>> rule("Update: the company has answered.", "en"), rule("Updated at 6:30pm", "en")
    ('update', '')
    """
    found, line = _patterns(lang), text.lstrip(OPENING)
    if _corrects(line, found):
        return "notice"
    headed, updated = found["headings"].match(line), found["updates"].match(line)
    if headed and not (_stops(line, headed) or line[headed.end() :].startswith(",")):
        headed = DATED.match(line, headed.end())
    opening = headed or updated
    return "update" if opening and _tells(line[opening.end() :], lang) else ""


def _corrects(line: str, found: Mapping[str, re.Pattern[str]]) -> bool:
    opened = found["openers"].match(line)
    if opened and (_stops(line, opened) or DATED.match(line, opened.end())):
        return True
    return bool(found["heralds"].search(line)) or any(
        found["faults"].search(" ".join(line[match.end() :].split()[:FEW]))
        for match in found["subjects"].finditer(line)
    )


def _tells(rest: str, lang: str) -> bool:
    """Whether words say more than a date."""
    words = {fold(word) for word in MEANT.findall(rest)}
    return len(words - dates(lang)) >= TELLING


def is_aside(line: str, lang: str) -> bool:
    """Whether a line is a link, a counter, a time or the like.

    >>> is_aside("Read more: the other strike", "en"), is_aside("12 comments", "en")
    (True, True)
    """
    found, stripped = _patterns(lang), line.lstrip(OPENING + "-–—•>")
    if is_notice(stripped, lang):
        return False
    length, opened = len(stripped.split()), found["asides"].match(stripped)
    if opened and (length <= SHORT or _stops(stripped, opened)):
        return True
    if length <= LONGEST and (found["links"].match(stripped) or stripped.startswith("©")):
        return True
    counted = length <= COUNTER and found["counters"].search(stripped)
    return bool(counted and re.search(r"\d", stripped))


def _stops(line: str, found: re.Match[str]) -> bool:
    return line[found.end() :].lstrip(" \u00a0")[:1] in STOPS


@cache
def _patterns(lang: str) -> Mapping[str, re.Pattern[str]]:
    words: Revising = read(f"{lang}/revising", Revising)
    return {name: pattern(getattr(words, name)) for name in Revising.model_fields}
