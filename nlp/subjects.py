"""Whose verb it is: the party that a reporting verb or a stance cue belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.marks import HIDDEN
from nlp.parties import Party
from nlp.passages import Passage, Reading

INVERTED = 70  # characters behind a verb in which its inverted subject begins
_INCISE = re.compile(rf"(?:[,{HIDDEN}»”\"?!…–—-]|^)\s*$")
_STOP = re.compile(rf"\.(?!\d)|[;:?!{HIDDEN}\n]")
_CLOSED = re.compile(r"\s*(?:[,.;)]|$|\s(?:à|au|aux|dans|sur|devant|lors|en|in|on|at|to|during)\b)")
_PARTICIPLE = re.compile(r"(?!\w+\s)\w+(?:ing|ant)\b")
_LIST = re.compile(r",?\s(?:et|and)\s(?:l[ea]s?\s|the\s)?|,\s")
_OFFICE = re.compile(r"(?:\s[a-zà-ÿ'’-]+){1,5},\s")
_APPOSITION = re.compile(r",\s*$")


def subject(
    reading: Reading, passage: Passage, start: int, end: int, pronoun: int | None = None
) -> Party | None:
    """The subject of the verb from `start` to `end`: behind it in an incise, else before it."""
    if pronoun is not None:
        return next((p for p in reading.parties if p.pronoun and pronoun <= p.start < end), None)
    ahead = before(reading, passage, start)
    if _PARTICIPLE.match(reading.masked, start, end) and ahead:
        return _first(reading, passage, start) or ahead
    incise = _INCISE.search(reading.masked, passage.start, start)
    behind = inverted(reading, passage, end) if incise else None
    if behind is None or behind.pronoun:
        return ahead
    if ahead and _described(reading, passage, ahead, start):
        return ahead
    comma = not reading.masked[passage.start : start].rstrip(" ,").endswith(HIDDEN)
    return ahead if comma and ahead and _goes_on(reading, passage, ahead, behind) else behind


def _goes_on(reading: Reading, passage: Passage, ahead: Party, behind: Party) -> bool:
    """Whether a verb behind a comma is another one of the party before, not an incise."""
    if not _CLOSED.match(reading.masked, behind.end, passage.end):
        return True
    ends = behind.named and not reading.masked[behind.end : passage.end].strip(" .\n")
    return ahead.named and not ends and not reading.masked[passage.start : ahead.start].strip()


def _described(reading: Reading, passage: Passage, party: Party, verb: int) -> bool:
    """Whether a party opens its sentence and words between commas part it from its verb."""
    opening = reading.masked[passage.start : party.start].strip()
    between = reading.masked[party.end : verb].strip()
    head = opening.endswith(",") or not opening or " " not in opening
    return party.named and head and between.startswith(",") and between.endswith(",")


def _first(reading: Reading, passage: Passage, end: int) -> Party | None:
    return next((p for p in reading.between(passage.start, end) if not p.complement), None)


def inverted(
    reading: Reading, passage: Passage, end: int, *, governed: bool = False
) -> Party | None:
    """The first party behind a verb, within its clause; a named person it is the office of.

    `governed` where no verb but a preposition stands there, so that a complement is wanted.
    """
    stop = _STOP.search(reading.masked, end, passage.end)
    limit = stop.start() if stop else passage.end
    parties = [p for p in reading.between(end, limit) if p.start - end <= INVERTED]
    heads = [p for p in parties if not p.complement or (governed and p is parties[0])] or parties
    if not heads:
        return None
    first = heads[0]
    named = (p for p in parties if p.start >= first.end and p.kind == "person" and p.named)
    if first.kind != "person":
        for party in named:
            if _APPOSITION.search(reading.masked, first.end, party.start):
                return party
    between = reading.masked[end : first.start]
    office = first.named and first.kind == "person" and _OFFICE.fullmatch(between)
    if "," in between and not office and not any(p.end <= first.start for p in parties):
        return None
    return first


def before(reading: Reading, passage: Passage, start: int) -> Party | None:
    """The nearest party before a verb that can be its subject, past appositions."""
    parties = reading.between(passage.start, start)
    heads = [p for p in parties if not p.complement]
    heads = [p for p in heads if p.kind != "outlet"] or heads
    if not heads:
        visible = [p for p in parties if p.named and reading.masked[p.start] != HIDDEN]
        return visible[0] if visible else None
    nearest = _leader(reading, heads)
    opening = _apposition(reading, passage, start)
    if opening is not None and nearest.start < reading.masked.rfind(",", opening, start):
        outside = [p for p in heads if p.end <= opening]
        if outside and not (nearest.named and nearest.kind == "person" and not outside[-1].named):
            return outside[-1] if opening - outside[-1].end < 60 else nearest
    return nearest


def _leader(reading: Reading, heads: Sequence[Party]) -> Party:
    """The last party, or the first of those it is listed with."""
    leader = heads[-1]
    if leader.pronoun:
        return leader
    for party in reversed(heads[:-1]):
        if not _LIST.fullmatch(reading.masked, party.end, leader.start):
            break
        leader = party
    return leader


def _apposition(reading: Reading, passage: Passage, start: int) -> int | None:
    """Where the words between commas begin that end right before a verb."""
    closing = re.compile(r",\s*(?:\w+\s){0,1}$").search(reading.masked, passage.start, start)
    if not closing:
        return None
    opening = reading.masked.rfind(",", passage.start, closing.start())
    return opening if opening >= 0 else None


def company(
    reading: Reading,
    passage: Passage,
    party: Party,
    links: re.Pattern[str],
    members: re.Pattern[str],
) -> list[Party]:
    """A party with those it is listed with, and with the members named of a group."""
    if party.pronoun:
        return _meant(reading, party, links, members) or [party]
    found = [party]
    for other in _chain(
        reading.between(passage.start, party.start)[::-1], party, links, reading, -1
    ):
        found.insert(0, other)
    found += _chain(reading.between(party.end, passage.end), party, links, reading, 1)
    if party.kind in {"group", "organisation"}:
        found += _members(reading, passage, party, links, members)
    return found


def _meant(
    reading: Reading, pronoun: Party, links: re.Pattern[str], members: re.Pattern[str]
) -> list[Party]:
    """Those whom a pronoun means, in the sentence where they are named."""
    meant = next((p for p in reading.parties if p.start == pronoun.since and not p.pronoun), None)
    if meant is None or pronoun.kind not in {"group", "organisation"}:
        return []
    passage = next(p for p in reading.passages if p.start <= meant.start < p.end)
    return company(reading, passage, meant, links, members)


def _chain(
    others: Sequence[Party], party: Party, links: re.Pattern[str], reading: Reading, way: int
) -> list[Party]:
    found: list[Party] = []
    last = party
    for other in others:
        left, right = (last, other) if way > 0 else (other, last)
        if right.start < left.end:
            continue
        if other.pronoun or other.kind == "outlet" or (other.complement and not party.complement):
            break
        if not links.fullmatch(reading.masked, left.end, right.start):
            break
        found.append(other)
        last = other
    return found


def _members(
    reading: Reading,
    passage: Passage,
    party: Party,
    links: re.Pattern[str],
    members: re.Pattern[str],
) -> list[Party]:
    for match in members.finditer(reading.masked, party.end, min(passage.end, party.end + 80)):
        inside = [p for p in reading.between(match.end(), passage.end) if p.named]
        if inside and inside[0].start - match.end() < 12:
            return [inside[0], *_chain(inside[1:], inside[0], links, reading, 1)]
    return []
