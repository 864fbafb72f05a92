"""What a position is about that its own words do not name: what was spoken of before them."""

from __future__ import annotations

from collections.abc import Container, Sequence

from nlp.cues import StanceCue
from nlp.named import Named
from nlp.passages import Passage
from storage.records import Quote

BACK = 160  # characters before a judgement in which stands what "this" or "it" means


def quoted(
    named: Named,
    passage: Passage,
    cue: StanceCue,
    quote: Quote,
    holders: Sequence[str],
    unasked: Container[str],
) -> tuple[str, str] | None:
    """What words judge that are quoted, or what quoted words are about that a verb condemns."""
    if cue.aim == "judged":
        return _spoken_of(named, passage, cue, holders, unasked)
    reports = not quote.start <= cue.start < quote.end
    if not reports or cue.aim not in {"either", "issue"} or cue.polarity != "against":
        return None
    inside = [t for t in named.issues if quote.start <= t.start and t.end <= quote.end]
    if inside:
        return inside[0].issue, "reported"
    return _spoken_of(named, passage, cue, holders, unasked)


def _spoken_of(
    named: Named,
    passage: Passage,
    cue: StanceCue,
    holders: Sequence[str],
    unasked: Container[str],
) -> tuple[str, str] | None:
    """What was spoken of last that people judge, else the main issue."""
    last = [
        (t.end, t.issue) for t in named.issues if t.issue == named.default or t.issue in unasked
    ]
    last += [
        (end, who)
        for _, end, who in named.blamable
        if named.kind(who) == "PRODUCT" and who not in holders
    ]
    near = [what for what in last if passage.start - BACK < what[0] <= cue.start]
    if near and (cue.polarity == "against" or max(near)[1] in unasked):
        return max(near)[1], "spoken of"
    if cue.polarity == "against" and named.main:
        return named.main, "main issue"
    return None


def product(named: Named, ahead: tuple[int, int]) -> tuple[str, str] | None:
    """The product that the sentence spoke of before people are alarmed."""
    found = [
        who
        for start, end, who in named.blamable
        if ahead[0] <= start and end <= ahead[1] and named.kind(who) == "PRODUCT"
    ]
    return (found[-1], "product") if found else None
