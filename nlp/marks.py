"""Finds what stands in quotation marks, of every kind, nested, reopened or left open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

PAIRS = {"«": "»", "“": "”", "„": "“”", "‘": "’", '"': '"', "‹": "›"}
_MARK = re.compile("[" + "".join({*PAIRS, *"".join(PAIRS.values())}) + "]")
_SINGLE = re.compile(r"(?<![\w’'])'(?=\w)([^'\n]|(?<=\w)'(?=\w))*[\w.,!?…]'(?!\w)")
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
    place = start
    while opening := _MARK.search(text, place, end):
        place = opening.end()
        mark = opening.group()
        if mark not in PAIRS or not _opens(text, opening.start()):
            continue
        close = _close(text, mark, place, end)
        if close is None and mark in "«“" and _reopened(text, end, mark):
            close = end
        if close is not None:
            yield _trim(text, opening.start(), close, end)
            place = min(close + 1, end)
    yield from _singles(text, start, end)


def _close(text: str, mark: str, place: int, end: int) -> int | None:
    """Where a quotation that begins at `place` closes: past those nested in it."""
    while found := _MARK.search(text, place, end):
        place, at = found.end(), found.start()
        if found.group() in PAIRS[mark] and _closes(text, at):
            return at
        if found.group() == mark and mark != "‘":
            return None if _opens(text, at) and mark == '"' else _close_nested(text, mark, at, end)
        if found.group() in PAIRS and _opens(text, at):
            inner = _close(text, found.group(), place, end)
            place = place if inner is None else inner + 1
    return None


def _close_nested(text: str, mark: str, at: int, end: int) -> int | None:
    """The same mark opens again inside: a quotation in a quotation, or the first never closed."""
    inner = _close(text, mark, at + 1, end)
    return None if inner is None else _close(text, mark, inner + 1, end)


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
