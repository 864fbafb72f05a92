"""Roles over trees made by hand, in both schemes of labels."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc, Token

from nlp.roles import Oblique, Roles, head, parsed, schemes

UD, CLEAR = Roles(schemes()["ud"]), Roles(schemes()["clear"])


def tree(*rows: tuple[str, str, int]) -> Doc:
    """Words with their label and the place of their head."""
    words, labels, heads = zip(*rows, strict=True)
    labels = tuple(
        "ROOT" if i == h else label for i, (label, h) in enumerate(zip(labels, heads, strict=True))
    )
    return Doc(spacy.blank("en").vocab, list(words), heads=list(heads), deps=list(labels))


def word(doc: Doc, text: str) -> Token:
    return next(token for token in doc if token.text == text)


# The bill was signed by Plume, Leroux and Lumen, which warned against it.
SIGNED_UD = tree(
    ("bill", "nsubj:pass", 2), ("was", "aux:pass", 2), ("signed", "", 2), ("by", "case", 4),
    ("Plume", "obl:agent", 2), ("Leroux", "conj", 4), ("and", "cc", 7), ("Lumen", "conj", 4),
    ("warned", "acl:relcl", 7), ("against", "case", 10), ("it", "obl", 8),
)  # fmt: skip
SIGNED_CLEAR = tree(
    ("bill", "nsubjpass", 2), ("was", "auxpass", 2), ("signed", "", 2), ("by", "agent", 2),
    ("Plume", "pobj", 3), ("Leroux", "conj", 4), ("and", "cc", 5), ("Lumen", "conj", 5),
    ("warned", "relcl", 7), ("against", "prep", 8), ("it", "pobj", 9),
)  # fmt: skip
BOTH = pytest.mark.parametrize(
    ("roles", "doc"), [(UD, SIGNED_UD), (CLEAR, SIGNED_CLEAR)], ids=["ud", "clear"]
)


@BOTH
def test_who_does_it_is_the_agent_of_a_passive(roles: Roles, doc: Doc) -> None:
    signed = word(doc, "signed")
    assert roles.passive(signed)
    assert roles.actor(signed) == word(doc, "Plume")
    assert roles.object(signed) == word(doc, "bill")


@BOTH
def test_members_of_a_list_stand_together(roles: Roles, doc: Doc) -> None:
    assert [t.text for t in roles.members(word(doc, "Plume"))] == ["Plume", "Leroux", "Lumen"]


@BOTH
def test_a_relative_clause_is_about_the_noun_it_describes(roles: Roles, doc: Doc) -> None:
    assert roles.subject(word(doc, "warned")) == word(doc, "Lumen")


@BOTH
def test_obliques_come_with_their_preposition(roles: Roles, doc: Doc) -> None:
    found = list(roles.obliques(word(doc, "warned")))
    assert found == [Oblique("against", word(doc, "it"))]


# Plume refuses to sign and warns that keepers lose.
REFUSES_UD = tree(
    ("Plume", "nsubj", 1), ("refuses", "", 1), ("to", "mark", 3), ("sign", "xcomp", 1),
    ("and", "cc", 5), ("warns", "conj", 1), ("that", "mark", 8), ("keepers", "nsubj", 8),
    ("lose", "ccomp", 5), ("not", "advmod", 8),
)  # fmt: skip


@pytest.mark.parametrize("verb", ["refuses", "sign", "warns"])
def test_a_subject_is_shared(verb: str) -> None:
    assert UD.subject(word(REFUSES_UD, verb)) == word(REFUSES_UD, "Plume")


def test_a_clause_has_its_own_subject() -> None:
    [clause] = UD.clauses(word(REFUSES_UD, "warns"))
    assert UD.subject(clause) == word(REFUSES_UD, "keepers")


def test_negation_is_a_label_or_a_feature() -> None:
    doc = tree(("Plume", "nsubj", 2), ("not", "advmod", 2), ("signs", "", 2))
    doc[1].set_morph("Polarity=Neg")
    assert UD.negated(doc[2])
    assert not UD.negated(word(REFUSES_UD, "sign"))
    clear = tree(("Plume", "nsubj", 2), ("not", "neg", 2), ("signs", "", 2))
    assert CLEAR.negated(clear[2])


def test_appositions() -> None:
    doc = tree(("Plume", "", 0), ("president", "appos", 0), ("of", "case", 3), ("Lumen", "nmod", 1))
    assert UD.appositions(doc[0]) == [doc[1]]
    assert list(UD.obliques(doc[1])) == [Oblique("of", doc[3])]


def test_the_head_of_a_stretch_of_text() -> None:
    doc = SIGNED_UD
    start, end = word(doc, "Leroux").idx, word(doc, "Lumen").idx + 5
    assert head(doc, start, end) in (word(doc, "Leroux"), word(doc, "Lumen"))
    assert head(doc, doc[4].idx, doc[4].idx + 5) == doc[4]


def test_without_a_parser_there_is_no_head() -> None:
    doc = spacy.blank("en")("Plume signs.")
    assert not parsed(doc)
    assert head(doc, 0, 5) is None


def test_both_schemes_have_the_same_roles_and_share_no_passive() -> None:
    ud, clear = schemes()["ud"], schemes()["clear"]
    assert set(schemes()) == {"ud", "clear"}
    assert ud.passive_subject.isdisjoint(clear.passive_subject)
