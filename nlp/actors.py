"""Who does what a cue says, and with whom, where the sentence was parsed."""

from __future__ import annotations

from nlp.parties import Party
from nlp.passages import Reading
from nlp.roles import VERBAL, head
from nlp.speakers import FAR, party_of


def actor(reading: Reading, start: int, end: int) -> Party | None:
    """The party that does what the verb from `start` to `end` says."""
    verb = head(reading.doc, start, end)
    if verb is None or verb.pos_ not in VERBAL:
        return None
    doer = reading.roles.actor(verb)
    near = doer is not None and abs(doer.i - verb.i) <= FAR
    return party_of(reading, doer) if doer is not None and near else None


def agent(reading: Reading, start: int, end: int) -> Party | None:
    """The party by which what the verb from `start` to `end` says is done."""
    verb = head(reading.doc, start, end)
    doer = reading.roles.agent(verb) if verb is not None else None
    return party_of(reading, doer) if doer is not None else None


def listed(reading: Reading, party: Party) -> list[Party]:
    """The named parties that the tree lists with one, first or not; none unparsed."""
    first = head(reading.doc, party.start, party.end)
    if first is None:
        return []
    seen = {first.i}
    while reading.roles.is_(first, "conjunct") and first.head.i not in seen:
        first = first.head
        seen.add(first.i)
    members = (party_of(reading, token) for token in reading.roles.members(first))
    found = [p for p in members if p is not None]
    return found if party in found and all(p.named for p in found) else []


def unsaid(reading: Reading, start: int, end: int) -> bool:
    """Whether a participle describes a noun and nobody is said to do it: "the limits asked for"."""
    verb = head(reading.doc, start, end)
    if verb is None or not reading.roles.is_(verb, "relative"):
        return False
    bare = not any(c.dep_.startswith(("nsubj", "aux")) for c in verb.children)
    past = "Part" in verb.morph.get("VerbForm", []) and "Past" in verb.morph.get("Tense", [])
    return past and bare and reading.roles.agent(verb) is None
