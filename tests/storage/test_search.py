"""What is typed becomes an expression that FTS5 takes, in an index with places and without."""

from __future__ import annotations

import sqlite3

import pytest

from storage.search import expression, plain, singulars, terms

FORMS = {"acteur": ("acteur", "acteurs", "actrice"), "strike": ("strike",)}
ODD = ("()", '"', "", "*", "AND OR", "NEAR(", "a OR", "title:", "-", "^x", "{x}", '"un', "a_b",
       "\x00", "é" * 400, "a " * 150, "l’", "'s", "„x“", "一二", "𒀀 x", "ⅷ", "e\u0301t\u0301",
       "ﬁn", "½", "²", "\u0300", "a\u200bb", "+", "x+y", "#", "@a.b")  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("Œuvre", '"oeuvre"'),
        ("acteur strike", '("acteur" OR "acteurs" OR "actrice") AND "strike"'),
        ("l’acteur", '("acteur" OR "acteurs" OR "actrice")'),
        ('"acteur"', '"acteur"'),
        ("ac*", '"ac"'),
        ("acteur*", '"acteur" *'),
        ("« les acteurs »", '"les acteurs"'),
        ("jean-luc", '"jean luc"'),
        ("studio's", '"studio"'),
        ("e\u0301te\u0301", '"ete"'),
    ],
)
def test_expressions(typed: str, wanted: str) -> None:
    assert expression(typed, FORMS) == wanted


@pytest.mark.parametrize(
    ("word", "wanted"),
    [("greves", "greve"), ("chevaux", "cheval"), ("bateaux", "bateau"), ("yeux", "oeil"),
     ("women", "woman"), ("children", "child"), ("actresses", "actress"), ("parties", "party"),
     ("wives", "wife"), ("voix", "voi")],
)  # fmt: skip
def test_singulars(word: str, wanted: str) -> None:
    assert wanted in singulars(word)


@pytest.mark.parametrize("word", ["", "s", "es", "as", "grand", "xx"])
def test_what_is_no_plural_has_no_singular(word: str) -> None:
    assert singulars(word) == ()


def test_without_places_the_words_of_a_phrase_may_stand_apart() -> None:
    assert (
        expression('"deux mots" jean-luc*', phrases=False)
        == '"deux" AND "mots" AND "jean" AND "luc" *'
    )


def test_only_single_words_have_other_forms() -> None:
    assert [term.single for term in terms('acteur "un mot" mot* jean-luc')] == [
        "acteur",
        "",
        "",
        "",
    ]


@pytest.mark.parametrize("options", ["", ", content='', detail=column"])
@pytest.mark.parametrize("typed", ODD)
def test_whatever_is_typed_can_be_asked(typed: str, options: str) -> None:
    db = sqlite3.connect(":memory:")
    tokens = "tokenize='unicode61 remove_diacritics 2'"
    db.execute(f"CREATE VIRTUAL TABLE f USING fts5(title, text, {tokens}{options})")
    if asked := expression(typed, phrases=not options):
        db.execute("SELECT rowid FROM f WHERE f MATCH ?", [asked]).fetchall()
    db.close()


def test_words_are_as_the_index_keeps_them() -> None:
    assert [plain(word) for word in ("GRÈVE", "cœur", "Æon", "ñ")] == [
        "greve",
        "coeur",
        "aeon",
        "n",
    ]
