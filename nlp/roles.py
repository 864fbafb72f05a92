"""Who does what in a sentence, in neutral roles, whatever labels the parser has.

The rules of quotes and positions ask for subjects, objects, clauses and obliques with their
preposition; `roles.toml` says which dependency labels those are.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, Token

from nlp.lexicon import FOLDER, Lexicon

VERBAL = frozenset(("VERB", "AUX"))


class Scheme(Lexicon):
    """The labels of each role in one scheme of dependencies."""

    subject: frozenset[str]
    passive_subject: frozenset[str]
    object: frozenset[str]
    complement: frozenset[str]
    open_complement: frozenset[str]
    oblique: frozenset[str]
    agent: frozenset[str]
    adverbial: frozenset[str]
    relative: frozenset[str]
    apposition: frozenset[str]
    conjunct: frozenset[str]
    preposition: frozenset[str]  # hangs on its noun
    preposed: frozenset[str]  # its noun hangs on it
    negation: frozenset[str]
    name_part: frozenset[str]
    copula: frozenset[str]
    passive_auxiliary: frozenset[str]
    auxiliary: frozenset[str]


class Oblique(NamedTuple):
    """A noun with the preposition that binds it, in lower case; empty where there is none."""

    preposition: str
    noun: Token


@cache
def schemes() -> dict[str, Scheme]:
    """The schemes of `roles.toml` by name."""
    content = tomllib.loads((FOLDER / "roles.toml").read_text(encoding="utf-8"))
    return {name: Scheme.model_validate(labels) for name, labels in content.items()}


def scheme(nlp: Language) -> Scheme:
    """The scheme that a pipeline's parser was trained with."""
    labels = nlp.get_pipe("parser").labels if "parser" in nlp.pipe_names else ()  # type: ignore[attr-defined]
    return schemes()["clear" if "pobj" in labels else "ud"]


def parsed(doc: Doc) -> bool:
    """Whether a parser read it; without one the rules go by the order of words."""
    return bool(doc.has_annotation("DEP"))


class Roles:
    """The roles of the tokens of parsed documents."""

    def __init__(self, labels: Scheme) -> None:
        self.labels = labels

    def is_(self, token: Token, role: str) -> bool:
        """Whether a token has a role: `is_(token, "subject")`."""
        found: frozenset[str] = getattr(self.labels, role)
        label = token.dep_
        return label in found or (":" in label and label.partition(":")[0] in found)

    def children(self, token: Token, role: str) -> Iterator[Token]:
        """The tokens that hang on another in a role, in the order of the text."""
        return (child for child in token.children if self.is_(child, role))

    def passive(self, verb: Token) -> bool:
        """Whether a verb is passive, a participle that describes a noun included."""
        roles = ("passive_subject", "passive_auxiliary", "agent")
        if any(self.is_(child, role) for child in verb.children for role in roles):
            return True
        past = "Part" in verb.morph.get("VerbForm", []) and "Past" in verb.morph.get("Tense", [])
        return past and self.is_(verb, "relative") and next(self._subjects(verb), None) is None

    def subject(self, verb: Token) -> Token | None:
        """The grammatical subject of a verb: its own, or that of what it is joined to.

        A second verb ("came and said") and a bare complement ("wants to leave") take the subject of
        the first; in a relative clause it is the noun that the clause describes.
        """
        seen: set[int] = set()
        while verb.i not in seen:
            seen.add(verb.i)
            own = next(self._subjects(verb), None)
            if own is not None:
                return self._meant(own, verb)
            if self.is_(verb, "relative") and not self.is_(verb.head, "preposition"):
                return verb.head
            shared = any(self.is_(verb, r) for r in ("conjunct", "open_complement", "adverbial"))
            if not shared:
                return None
            verb = verb.head
        return None

    def _subjects(self, verb: Token) -> Iterator[Token]:
        for role in ("subject", "passive_subject"):
            yield from self.children(verb, role)

    def _meant(self, subject: Token, verb: Token) -> Token:
        """The noun that a relative pronoun stands for, where the subject is one."""
        relative = self.is_(verb, "relative") and "Rel" in subject.morph.get("PronType", [])
        wh = subject.tag_ in ("WP", "WDT") and self.is_(verb, "relative")
        return verb.head if relative or wh else subject

    def agent(self, verb: Token) -> Token | None:
        """Who does it, where the verb is passive: "signed by"."""
        named = next(self.children(verb, "agent"), None)
        if named is not None:
            return named
        if not self.passive(verb):
            return None
        return next((o.noun for o in self.obliques(verb) if o.preposition in ("par", "by")), None)

    def actor(self, verb: Token) -> Token | None:
        """Who does what a verb says: its agent where it is passive, else its subject."""
        return self.agent(verb) if self.passive(verb) else self.subject(verb)

    def object(self, verb: Token) -> Token | None:
        """What a verb is done to: its object, or its subject where it is passive."""
        if self.passive(verb):
            return self.subject(verb)
        return next(self.children(verb, "object"), None)

    def clauses(self, verb: Token) -> Iterator[Token]:
        """The heads of the clauses that complete a verb."""
        return self.children(verb, "complement")

    def obliques(self, token: Token) -> Iterator[Oblique]:
        """The nouns that prepositions bind to a token."""
        for child in token.children:
            if self.is_(child, "preposed"):
                for noun in self.children(child, "oblique"):
                    yield Oblique(child.lower_, noun)
            elif self.is_(child, "oblique") and not self.labels.preposed:
                cases = list(self.children(child, "preposition"))
                yield Oblique(" ".join(case.lower_ for case in cases), child)

    def members(self, token: Token) -> list[Token]:
        """A token with those it is listed with: "X, Y and Z"."""
        found = [token]
        for one in found:
            found += [c for c in self.children(one, "conjunct") if c not in found]
        return found

    def appositions(self, token: Token) -> list[Token]:
        """What stands in apposition to a token: "X, president of Y"."""
        return list(self.children(token, "apposition"))

    def negated(self, token: Token) -> bool:
        """Whether a word of negation hangs on a token."""
        return any(
            self.is_(child, "negation") or "Neg" in child.morph.get("Polarity", [])
            for child in token.children
        )


def head(doc: Doc, start: int, end: int) -> Token | None:
    """The token on which the others from `start` to `end`, in characters, hang; None unparsed."""
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None or not span.root.has_dep():
        return None
    return span.root
