"""Which quotation of a statement goes back to which: the original, and what the others made of it.

The original is what was said: the earliest quotation in the language the statement was first
quoted in (or was said in, where an article tells), before words that are only reported; of longer
ones that hold it whole, the longest. Translations are compared with the original, the others with
the original and with the translations of their own language.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from storage.outcomes import QuoteRole, StatementQuote
from stories.quotations import Quotation
from stories.repeated import Repeated, compare
from stories.translated import likeness

VERSION = "1"
HEADS = 40  # the original and translations that others are compared with, the first ones
ANONYMOUS = 8  # words from which the same ones need no speaker
LATER = 8  # words from which the same ones need not be near in time
LongerRole = Literal[QuoteRole, "extension"]
ORDER: tuple[LongerRole, ...] = ("same", "truncation", "extension", "translation", "alteration")
REPORTED = 0.8  # how much surer words in quotation marks are than reported ones
ALTERATION = 0.8  # two remarks that are alike are sometimes two remarks


@dataclass(frozen=True, slots=True)
class Link:
    """What a quotation is to another one; `start` and `end` are a place in the other's article."""

    of: Quotation
    role: LongerRole
    similarity: float
    rule: str
    confidence: float
    start: int
    end: int


def link(one: Quotation, other: Quotation) -> Link | None:
    """What `one` is to `other`; None where they are not the same statement."""
    ours, theirs = one.spoken, other.spoken
    known = bool(ours.speaker_id and theirs.speaker_id)
    if known and ours.speaker_id != theirs.speaker_id:
        return None
    if one.lang == other.lang or one.wording.words == other.wording.words:
        found = compare(one.wording, other.wording)
        return _repeated(one, other, found, known) if found else None
    alike = likeness(one.wording, other.wording) if known and one.near(other) else None
    if alike is None:
        return None
    told = one.said_in == other.lang or other.said_in == other.lang
    sure = min(1, alike + (1 - alike) / 2 * told) * _sure(one, other)
    denied = "-negation-changed" if one.wording.negated != other.wording.negated else ""
    return Link(other, "translation", alike, f"translation{denied}/{VERSION}", sure,
                theirs.start, theirs.end)  # fmt: skip


def _repeated(one: Quotation, other: Quotation, found: Repeated, known: bool) -> Link | None:
    fewer = min(len(one.wording.words), len(other.wording.words))
    if not known and (fewer < ANONYMOUS or found.kind == "alteration"):
        return None
    if fewer < LATER and not one.near(other):
        return None
    reported = "indirect" in {one.spoken.kind, other.spoken.kind}
    if found.kind == "alteration" and reported:
        return None
    sure = _sure(one, other) * (found.similarity * ALTERATION if found.kind == "alteration" else 1)
    places = other.wording.places
    start, end = places[found.first][0], places[found.last][1]
    if found.kind != "truncation":
        start, end = other.spoken.start, other.spoken.end
    return Link(other, found.kind, found.similarity, f"{found.rule}/{VERSION}", sure, start, end)


def _sure(one: Quotation, other: Quotation) -> float:
    reported = "indirect" in {one.spoken.kind, other.spoken.kind}
    return min(one.spoken.confidence, other.spoken.confidence) * (REPORTED if reported else 1)


def best(one: Quotation, others: Iterable[Quotation]) -> Link | None:
    """The closest of its links: by role, then by likeness, then the earliest.

    Words that say otherwise in their own language are altered, whatever they translate.
    """
    links = [found for other in others if other != one and (found := link(one, other))]
    return min(links, key=lambda f: (_rank(f), -f.similarity, f.of.when), default=None)


def _rank(found: Link) -> float:
    otherwise = found.role == "alteration" and not found.rule.startswith("words-changed")
    return ORDER.index("translation") - 0.5 if otherwise else ORDER.index(found.role)


def original(members: Sequence[Quotation]) -> Quotation:
    """The quotation that the others go back to."""
    in_time = sorted(members, key=lambda one: one.when)
    lang = next((one.said_in for one in in_time if one.said_in), in_time[0].lang)
    own = [one for one in in_time if one.lang == lang] or in_time
    first = min(own, key=lambda one: (one.spoken.kind == "indirect", one.when))
    longer = [one for one in own if (found := link(first, one)) and found.role == "truncation"]
    return max(longer, key=lambda one: len(one.wording.words), default=first)


def descend(
    statement: int, members: Sequence[Quotation]
) -> tuple[list[StatementQuote], list[Quotation]]:
    """The rows of a statement's quotations, and those that turn out not to belong to it."""
    source = original(members)
    heads, rows, loose = [source], [row(statement, source, None)], []
    for one in sorted(members, key=lambda one: one.when):
        if one == source:
            continue
        found = best(one, [head for head in heads if head.lang == one.lang or head == source])
        if found is None:
            loose.append(one)
            continue
        told = row(statement, one, found)
        rows.append(told)
        if told.role == "translation" and len(heads) < HEADS:
            heads.append(one)
    return rows, loose


def row(statement: int, one: Quotation, found: Link | None) -> StatementQuote:
    """The row of a quotation; without a link it is the original."""
    spoken = one.spoken
    place = (*one.place, statement)
    if found is None:
        return StatementQuote(*place, "original", 1, f"first/{VERSION}",
                              round(spoken.confidence, 4), spoken.lang, day=spoken.day)  # fmt: skip
    role: QuoteRole = found.role if found.role != "extension" else "same"
    of = found.of.spoken
    return StatementQuote(
        *place, role, found.similarity, found.rule, round(found.confidence, 4), spoken.lang,
        of.article_id, of.revision, found.start, found.end, spoken.day,
    )  # fmt: skip
