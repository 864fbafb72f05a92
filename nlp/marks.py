"""Finds what stands in quotation marks, of every kind, nested, reopened or left open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

PAIRS = {"«": "»", "“": "”", "„": "“”", "‘": "’", '"': '"', "‹": "›"}
_MARK = re.compile("[" + "".join({*PAIRS, *"".join(PAIRS.values())}) + "]")
_SINGLE = re.compile(r"(?<![\w’'])'(?=\w)([^'\n]|(?<=\w)'(?=\w))*[\w.,!?…]'(?!\w)")
DEEPEST = 20  # quotations in quotations, or marks that never close, that are kept in mind
HIDDEN = "\ue000"  # stands for each character of quoted words


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words in marks: `start` and `end` take in the marks, `inner` is what they enclose."""

    start: int
    end: int
    inner: tuple[int, int]


def quoted(text: str) -> list[Quoted]:
    """The outermost quotations, in order; a mark without its pair encloses nothing."""
    found: list[Quoted] = []
    for line in re.finditer(r"[^\n]+", text):
        found.extend(_in_line(text, line.start(), line.end()))
    return found


def hide(text: str, quotations: list[Quoted]) -> str:
    """The text with the quoted words and their marks hidden; offsets stay."""
    pieces, place = [], 0
    for quotation in quotations:
        pieces += [text[place : quotation.start], HIDDEN * (quotation.end - quotation.start)]
        place = quotation.end
    return "".join([*pieces, text[place:]])


def _in_line(text: str, start: int, end: int) -> Iterator[Quoted]:
    last = start
    for opening, close in sorted(_pairs(text, start, end), key=lambda pair: (pair[0], -pair[1])):
        if opening >= last:
            yield _trim(text, opening, close, end)
            last = close + 1
    yield from _singles(text, start, end)


def _pairs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Each mark that opens with the one that closes it, or with the end where it opens again."""
    waiting: list[int] = []
    for found in _MARK.finditer(text, start, end):
        at, mark = found.start(), found.group()
        fitting = [i for i, place in enumerate(waiting) if mark in PAIRS[text[place]]]
        if fitting and _closes(text, at):
            yield waiting[fitting[-1]], at
            del waiting[fitting[-1] :]
        elif mark in PAIRS and _opens(text, at):
            waiting = [*waiting[-DEEPEST:], at]
    for at in waiting:
        if text[at] in "«“" and _reopened(text, end, text[at]):
            yield at, end


def _opens(text: str, at: int) -> bool:
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    if text[at] not in '"‘':
        return True
    return not before.isalnum() and bool(after.strip()) and before not in {".", ",", "!", "?"}


def _closes(text: str, at: int) -> bool:
    if text[at] not in '"’':
        return True
    after = text[at + 1 : at + 2]
    return not after.isalnum() and not (text[at] == '"' and _opens(text, at))


def _reopened(text: str, end: int, mark: str) -> bool:
    return text[end:].lstrip()[:1] == mark


def _trim(text: str, start: int, close: int, end: int) -> Quoted:
    inner = text[start + 1 : close]
    left = start + 1 + len(inner) - len(inner.lstrip())
    return Quoted(start, min(close + 1, end), (left, left + len(inner.strip())))


def _singles(text: str, start: int, end: int) -> Iterator[Quoted]:
    line = text[start:end]
    if "'" in line and not _MARK.search(line):
        for single in _SINGLE.finditer(line):
            left, right = start + single.start(), start + single.end()
            yield Quoted(left, right, (left + 1, right - 1))
