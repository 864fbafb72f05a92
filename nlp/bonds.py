"""What a cue is bound to in the tree: what it is about, who does it, what denies it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from nlp.roles import VERBAL, Roles, head

NOMINAL = frozenset(("NOUN", "PROPN"))
DEEPEST = 6  # steps from what a cue is bound to down to what is named in it


@dataclass(frozen=True, slots=True)
class Bound:
    """A place in what a cue is bound to, and how many steps it is below its head."""

    index: int
    depth: int


@dataclass(frozen=True)
class Bonds:
    """The trees of one document; every answer is empty where the parser read nothing."""

    doc: Doc
    roles: Roles

    def token(self, start: int, end: int) -> Token | None:
        return head(self.doc, start, end)

    def about(self, cue: Token, places: frozenset[str]) -> list[Token]:
        """What a verb or noun is directed at: object, clauses, then what prepositions bind."""
        found = [self.roles.object(cue)] if cue.pos_ in VERBAL else []
        found += [
            oblique.noun
            for oblique in self.roles.obliques(cue)
            if oblique.preposition and oblique.preposition not in places
        ]
        found += self.roles.clauses(cue)
        return _once(found)

    def judged(self, cue: Token) -> list[Token]:
        """What an adjective or noun of judgement is said of, the nearest first."""
        roles, first = self.roles, self._first(cue)
        found: list[Token | None] = []
        if first.dep_ in ("amod", "acl", "compound") or roles.is_(first, "apposition"):
            found.append(first.head)
        found += [c for c in first.children if roles.is_(c, "subject")]
        if first.head is not first and first.head.pos_ in VERBAL:
            found += self._beside(first)
        return _once([token for token in found if token is not None and token is not cue])

    def _beside(self, predicate: Token) -> Iterator[Token | None]:
        """What the verb of a predicate has beside it: "finds the plan absurd", "is a threat"."""
        verb, roles = predicate.head, self.roles
        if not roles.is_(predicate, "object"):
            yield roles.object(verb)
        yield roles.subject(verb)

    def doer(self, verb: Token) -> list[Token]:
        """Who does it: the agent or subject."""
        return _once([self.roles.actor(verb)])

    def mover(self, verb: Token) -> list[Token]:
        """What moves somebody to a feeling: the subject, the agent where he is the subject."""
        return _once([self.roles.actor(verb), *self.roles.clauses(verb)])

    def moved(self, verb: Token) -> Token | None:
        """Who is moved so."""
        return self.roles.object(verb)

    def passive(self, verb: Token) -> bool:
        return verb.pos_ in VERBAL and self.roles.passive(verb) and not opens(self.roles, verb)

    def inside(self, cue: Token, other: Token) -> bool:
        """Whether a token is part of what another is directed at."""
        return other is not cue and other.is_ancestor(cue)

    def denied(self, cue: Token, words: frozenset[str]) -> bool:
        """Whether a negation hangs on a cue, on what it completes, or on its subject."""
        first = self._first(cue)
        chain = [cue, first]
        if self.roles.is_(first, "open_complement"):
            chain.append(first.head)
        return any(self.roles.negated(t) or self._denies(t, words) for t in chain)

    def _denies(self, token: Token, words: frozenset[str]) -> bool:
        own = (c for c in token.children if c.dep_ in ("det", "advmod", "neg", "case", "mark"))
        subject = self.roles.subject(token) if token.pos_ in VERBAL else None
        mine = [*own, *([subject, *subject.children] if subject is not None else [])]
        if any(c.lower_ in words and not _shouted(c) for c in mine):
            return True
        adverbs = (c for c in token.children if c.dep_ == "advmod")
        return any(token.doc[c.left_edge.i : c.i + 1].text.lower() in words for c in adverbs)

    def _first(self, token: Token) -> Token:
        """The first of those that a token is listed with."""
        while self.roles.is_(token, "conjunct") and token.head is not token:
            token = token.head
        return token

    def within(self, whole: Token, spans: Sequence[tuple[int, int]]) -> list[Bound]:
        """Those of the spans, in characters, that are part of what hangs on a token."""
        left, right = whole.left_edge, whole.right_edge
        begin, end = left.idx, right.idx + len(right)
        found = []
        for index, (start, stop) in enumerate(spans):
            named = self.token(start, stop) if begin <= start and stop <= end else None
            depth = _depth(named, whole) if named is not None else None
            if depth is not None:
                found.append(Bound(index, depth))
        return sorted(found, key=lambda bound: (bound.depth, bound.index))


def _shouted(token: Token) -> bool:
    """Whether a word is in capitals as a part of a name: "the NO DICE Act"."""
    return token.is_upper and len(token) > 1


def opens(roles: Roles, verb: Token) -> bool:
    """Whether a participle is the verb of a sentence that has no other: "The union called on".

    A parser may take its subject for a noun that it only describes.
    """
    noun = verb.head
    if noun.dep_ != "ROOT" or noun.pos_ not in NOMINAL or not roles.is_(verb, "relative"):
        return False
    between = [token for token in verb.sent if token.i < verb.i]
    agent = roles.agent(verb) is not None
    return not agent and between[-1].text != "," and all(t.pos_ not in VERBAL for t in between)


def _depth(token: Token, whole: Token) -> int | None:
    for steps in range(DEEPEST):
        if token == whole:
            return steps
        token = token.head
    return None


def _once(tokens: Sequence[Token | None]) -> list[Token]:
    return list(dict.fromkeys(token for token in tokens if token is not None))
