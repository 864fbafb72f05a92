"""Take out of an extracted text the lines that are no part of the article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import groupby

from crawler.authors import people
from crawler.dates import written_day
from crawler.lists import terms, words_of
from crawler.words import words

LONGEST_NOTICE = 40  # words
LONGEST_END = 80  # characters
SENTENCE = 12  # words from which a line is taken for running text
BIO = 3  # lines at the end among which a note on the author can stand
REPEATED = 6  # words from which a line is not said twice
RUN = 2  # lines that are nothing but links, one after the other, are a list of other articles


def article_lines(
    lines: Sequence[str], title: str, authors: Sequence[str], links: frozenset[str]
) -> list[str]:
    """The lines of the article itself; `links` are the texts of the links of the page."""
    kept = [line for line in _cut(lines) if not _is_notice(line)]
    kept = _without_head(kept, title, authors)
    kept = _without_lists(kept, links)
    kept = _without_notes(kept, authors)
    return _once(kept)


def _cut(lines: Sequence[str]) -> list[str]:
    """The lines up to the first, in the second half, that announces something else."""
    before, size = 0, sum(map(len, lines))
    for number, line in enumerate(lines):
        if before * 2 > size and len(line) <= LONGEST_END and _plain(line) in _ends():
            return list(lines[:number])
        before += len(line)
    return list(lines)


def _is_notice(line: str) -> bool:
    if len(line.split()) > LONGEST_NOTICE:
        return False
    text = _plain(line)
    if _ADDRESS.fullmatch(text):
        return True
    return bool(_whole().fullmatch(text) or _starts().match(text) or _holds().search(text))


def _without_head(lines: list[str], title: str, authors: Sequence[str]) -> list[str]:
    """Leave out title, byline and date where they stand before the text."""
    said = words(title)
    start = next((n for n, line in enumerate(lines) if _is_text(line, said)), 0)
    head = [line for line in lines[:start] if words(line) != said and not _is_byline(line, authors)]
    return head + lines[start:]


def _is_text(line: str, title: tuple[str, ...]) -> bool:
    return len(line.split()) >= SENTENCE and words(line) != title


def _is_byline(line: str, authors: Sequence[str]) -> bool:
    if len(line.split()) >= SENTENCE:
        return False
    names = {words(name) for name in authors}
    return bool(written_day(line)) or any(words(name) in names for name in people(line))


def _without_lists(lines: list[str], links: frozenset[str]) -> list[str]:
    """Leave out runs of lines that are links, and those with which the text ends."""
    kept: list[str] = []
    for is_link, group in groupby(lines, lambda line: line in links):
        run = list(group)
        if not is_link or len(run) < RUN:
            kept += run
    while kept and kept[-1] in links:
        kept.pop()
    return kept


def _without_notes(lines: list[str], authors: Sequence[str]) -> list[str]:
    """Leave out notes on the author that follow the text: nobody writes so of themselves."""
    names = [words(name) for name in authors if " " in name]
    return [
        line
        for number, line in enumerate(lines)
        if number < len(lines) - BIO or not any(words(line)[: len(n)] == n for n in names)
    ]


def _once(lines: list[str]) -> list[str]:
    """Leave out what was said before word for word, where it is more than a few words."""
    seen: set[str] = set()
    kept = []
    for line in lines:
        said = line.casefold()
        if said not in seen or len(line.split()) < REPEATED:
            kept.append(line)
        seen.add(said)
    return kept


def _plain(line: str) -> str:
    text = line.casefold().replace("’", "'").lstrip("-–—•▶►>*\"'“«[ ")
    return re.sub(r"\s+", " ", text).strip(" .:!…→»>]")


@cache
def _ends() -> frozenset[str]:
    return frozenset(terms("boilerplate", "ends"))


_ADDRESS = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,6}(?:/\S*)?")


@cache
def _whole() -> re.Pattern[str]:
    return re.compile(words_of("boilerplate", "whole"))


@cache
def _starts() -> re.Pattern[str]:
    return re.compile(rf"(?:{words_of('boilerplate', 'starts')})(?!\w)")


@cache
def _holds() -> re.Pattern[str]:
    return re.compile(words_of("boilerplate", "holds"))
