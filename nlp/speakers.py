"""Who speaks: the subject of the reporting verb in the tree, else by the order of the words."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from nlp.parties import Party
from nlp.passages import Passage, Reading
from nlp.reporting import Cue
from nlp.roles import VERBAL, Roles, head
from nlp.subjects import inverted, subject

UNKNOWN = 0.3  # how sure words are somebody's whose speaker is not found
AT_ONCE = 2  # characters between a verb and its inverted subject
FAR = 25  # tokens from a verb at which a parser's subject is no surer than the nearest party


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody, or nobody known, and how sure that is, from 0 to 1."""

    party: Party | None
    certainty: float


def speaker(reading: Reading, passage: Passage, cue: Cue) -> Speaker:
    """Who the subject of a reporting verb is."""
    near = subject(reading, passage, cue.start, cue.end, cue.pronoun)
    near = near or _behind(reading, passage, cue)
    told = _told(reading, cue) if cue.pronoun is None else None
    if told is None and near and near.end <= cue.start and _is_other(reading, cue):
        return Speaker(None, UNKNOWN)
    if told is None or (near and _closer(reading, near, told, cue)):
        return Speaker(near, _certainty(near, agreed=False))
    return Speaker(told, _certainty(told, agreed=told == near))


def _behind(reading: Reading, passage: Passage, cue: Cue) -> Party | None:
    """The party right behind a verb that has none before it: "comme l'a dit X"."""
    party = inverted(reading, passage, cue.end)
    return party if party and party.start - cue.end <= AT_ONCE else None


def _certainty(party: Party | None, *, agreed: bool) -> float:
    """How often such a speaker was right in both languages' development documents."""
    if party is None:
        return UNKNOWN
    if party.complement:
        return 0.55
    if party.pronoun:
        return 0.8
    if not party.named:
        return 0.7
    return 0.95 if agreed else 0.85


def _closer(reading: Reading, near: Party, told: Party, cue: Cue) -> bool:
    """Whether word order knows better: an incise, or a description of the one named before it."""
    between = reading.masked[told.end : cue.start]
    if near.start >= cue.end and told.end <= cue.start:
        return between.strip() in {",", "-", "–", "—"}
    described = near.named and not told.named and near.kind == "person"
    return described and reading.masked[near.end : told.start].strip() == ","


def _is_other(reading: Reading, cue: Cue) -> bool:
    """Whether the verb has a noun as its own subject that is nobody who can speak."""
    verb = head(reading.doc, cue.start, cue.end)
    if verb is None or verb.pos_ != "VERB":
        return False
    own = list(reading.roles.children(verb, "subject"))
    return len(own) == 1 and own[0].pos_ == "NOUN" and own[0].i < verb.i


def _told(reading: Reading, cue: Cue) -> Party | None:
    """The party that the tree says is the subject, where it says so."""
    verb = head(reading.doc, cue.start, cue.end)
    if verb is None or verb.pos_ not in VERBAL or _controlled(reading.roles, verb):
        return None
    actor = _actor(reading.roles, verb)
    if actor is None or abs(actor.i - verb.i) > FAR:
        return None
    return party_of(reading, actor)


def _actor(roles: Roles, verb: Token) -> Token | None:
    """The subject of a verb, the nearest where it has two: "Extras, he said, …"."""
    own = [
        c for c in roles.children(verb, "subject") if c.pos_ == "PRON" and abs(c.i - verb.i) == 1
    ]
    if len(own) == 1 and "Rel" not in own[0].morph.get("PronType", []):
        return own[0]
    return roles.actor(verb)


def _controlled(roles: Roles, verb: Token) -> bool:
    """Whether a verb takes its subject from the one before in a way that word order tells best.

    "praised X for saying": the object of the first verb speaks, not its subject.
    """
    own = any(next(roles.children(verb, r), None) for r in ("subject", "passive_subject"))
    marked = any(child.pos_ in {"ADP", "SCONJ"} for child in verb.lefts)
    return not own and marked and roles.is_(verb, "adverbial")


def party_of(reading: Reading, noun: Token) -> Party | None:
    """The party that a noun is the head of, or that is named beside it: "the boss, X"."""
    own = _covering(reading, noun)
    named = (_covering(reading, other) for other in _beside(reading.roles, noun))
    others = [p for p in named if p and p.named]
    other = next((p for p in others if p.kind == "person"), next(iter(others), None))
    return own if own and (own.named or other is None) else other


def _covering(reading: Reading, token: Token) -> Party | None:
    place = token.idx
    inside = [p for p in reading.parties if p.start <= place < p.end]
    return max(inside, key=lambda p: (p.named, p.end - p.start), default=None)


def _beside(roles: Roles, noun: Token) -> list[Token]:
    """The words that name the same as a noun does."""
    found = [*roles.appositions(noun), *roles.children(noun, "name_part")]
    found += [
        child
        for child in roles.children(noun, "oblique")
        if child.pos_ == "PROPN" and next(roles.children(child, "preposition"), None) is None
    ]
    return sorted(found, key=lambda token: token.i)
