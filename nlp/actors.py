"""Who does what a cue says, and with whom, where the sentence was parsed."""

from __future__ import annotations

from spacy.tokens import Token

from nlp.bonds import opens
from nlp.parties import Party
from nlp.passages import Reading
from nlp.roles import VERBAL, Roles, head
from nlp.speakers import FAR, party_of

SHARED = ("conjunct", "open_complement")  # a verb with the subject of the one it hangs on


def actor(reading: Reading, start: int, end: int) -> Party | None:
    """The party that does what the verb from `start` to `end` says."""
    verb = head(reading.doc, start, end)
    if verb is None or verb.pos_ not in VERBAL:
        return None
    passive = reading.roles.passive(verb)
    doer = reading.roles.agent(verb) if passive else _subject(reading.roles, verb)
    near = doer is not None and abs(doer.i - verb.i) <= FAR
    return party_of(reading, doer) if doer is not None and near else None


def _subject(roles: Roles, verb: Token) -> Token | None:
    """The subject where the order of words does not speak against it.

    Of several nouns the last one before the verb, behind an apposition that opens the sentence; no
    noun that a preposition governs, or that is of another number.
    """
    own = _before(roles, verb)
    while not own and any(roles.is_(verb, r) for r in SHARED) and verb.head.i != verb.i:
        verb = verb.head
        own = _before(roles, verb)
    bare = [one for one in own if next(roles.children(one, "preposition"), None) is None]
    if own and not bare:
        return None
    found = bare[-1] if bare else roles.subject(verb)
    return found if found is None or _agree(roles, verb, found) else None


def _before(roles: Roles, verb: Token) -> list[Token]:
    kinds = ("subject", "passive_subject")
    return [c for c in verb.children if c.i < verb.i and any(roles.is_(c, kind) for kind in kinds)]


def _agree(roles: Roles, verb: Token, subject: Token) -> bool:
    """Whether nothing shows that one is singular and the other plural."""
    auxiliaries = list(roles.children(verb, "auxiliary"))
    finite = next((t for t in (*auxiliaries, verb) if "Fin" in t.morph.get("VerbForm", [])), None)
    several = next(roles.children(subject, "conjunct"), None) is not None
    if finite is None or several or subject.pos_ != "NOUN":
        return True
    one, other = finite.morph.get("Number", []), subject.morph.get("Number", [])
    return not one or not other or one == other


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
    tokens = [t for t in reading.roles.members(first) if t == first or _joined(reading, first, t)]
    members = (party_of(reading, token) for token in tokens)
    found = [p for p in members if p is not None]
    return found if party in found and all(p.named for p in found) else []


def _joined(reading: Reading, first: Token, member: Token) -> bool:
    """Whether a member is no part of what is told of the first: "X, which owns Y and Z"."""
    between = reading.doc[min(first.i, member.i) : max(first.i, member.i)]
    verbs = [token for token in between if token.pos_ in VERBAL]
    return not verbs or any(token.text == "," for token in reading.doc[verbs[-1].i : member.i])


def another(reading: Reading, start: int, end: int) -> bool:
    """Whether the subject is a thing in which nobody is named: "firms that would sign"."""
    verb = head(reading.doc, start, end)
    if verb is None or verb.pos_ not in VERBAL or reading.roles.passive(verb):
        return False
    doer = _subject(reading.roles, verb)
    if doer is None or doer.pos_ != "NOUN" or not reading.roles.is_(verb, "relative"):
        return False
    begin, last = doer.left_edge.idx, doer.idx + len(doer)
    return not any(begin <= p.start < last for p in reading.parties)


def unsaid(reading: Reading, start: int, end: int) -> bool:
    """Whether a participle describes a noun and nobody is said to do it: "the limits asked for"."""
    verb = head(reading.doc, start, end)
    if verb is None or not reading.roles.is_(verb, "relative"):
        return False
    if opens(reading.roles, verb):
        return False
    bare = not any(c.dep_.startswith(("nsubj", "aux")) for c in verb.children)
    past = "Part" in verb.morph.get("VerbForm", []) and "Past" in verb.morph.get("Tense", [])
    return past and bare and reading.roles.agent(verb) is None
