"""What a cue is directed at by the tree of its sentence: an explicit object before what is near."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from nlp.bonds import Bonds
from nlp.cues import StanceCue
from nlp.named import Named

OWNED = 1  # steps below an object at which the firm stands whose deed it is
DEEP = 4  # the same for an issue
BACK = 300  # characters before "the decision" in which stands what it is about


@dataclass(frozen=True, slots=True)
class Aimed:
    """Whether a cue may be directed at entities, at issues; `against` of what a firm did too."""

    entities: bool
    issues: bool
    against: bool
    anaphors: frozenset[str]  # nouns that mean what was spoken of before


@dataclass(frozen=True, slots=True)
class Choice:
    """A place where something is named that one can be for or against."""

    start: int
    end: int
    id: str
    entity: bool


def bound(
    bonds: Bonds,
    named: Named,
    cue: StanceCue,
    aimed: Aimed,
    holders: Sequence[str],
    places: frozenset[str],
) -> tuple[str, str] | None:
    """The id of what the cue is bound to, and how; None where the tree shows none."""
    token = bonds.token(cue.start, cue.end)
    if token is None:
        return None
    choices = _choices(named, aimed, cue, holders)
    spans = [(choice.start, choice.end) for choice in choices]
    for whole in _bonds_of(bonds, cue, token, places):
        for found in bonds.within(whole, spans):
            choice = choices[found.index]
            if _fits(named, aimed, choice, found.depth):
                return choice.id, "object" if choice.entity else "issue"
        if aimed.issues and whole.lower_ in aimed.anaphors:
            return _before(named, whole.idx)
    return None


def _before(named: Named, place: int) -> tuple[str, str] | None:
    """The issue spoken of last, which "the decision" means."""
    issues = [t for t in named.issues if place - BACK < t.start and t.end <= place]
    return (issues[-1].issue, "meant issue") if issues else None


def _bonds_of(bonds: Bonds, cue: StanceCue, token: Token, places: frozenset[str]) -> list[Token]:
    if cue.aim == "judged":
        return bonds.judged(token)
    if cue.aim == "doer":
        return bonds.doer(token)
    if cue.aim == "moved":
        return bonds.mover(token)
    return bonds.about(token, places)


def _choices(named: Named, aimed: Aimed, cue: StanceCue, holders: Sequence[str]) -> list[Choice]:
    """What is named outside the cue itself, entities first."""
    found = []
    if aimed.entities:
        found += [
            Choice(start, end, who, True)
            for start, end, who in named.blamable
            if who not in holders and (end <= cue.start or cue.end <= start)
        ]
    if aimed.issues:
        found += [Choice(t.start, t.end, t.issue, False) for t in named.issues]
    return [c for c in found if c.end <= cue.start or cue.end <= c.start]


def _fits(named: Named, aimed: Aimed, choice: Choice, depth: int) -> bool:
    """Whether it is near enough: a person only as the object itself, a firm by its deed too."""
    if not choice.entity:
        return depth <= DEEP
    if named.kind(choice.id) == "OUTLET":
        return False
    firm = aimed.against and named.kind(choice.id) in {"ORG", "PRODUCT", ""}
    return depth <= (OWNED if firm else 0)
