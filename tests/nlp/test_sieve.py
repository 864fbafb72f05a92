"""The quick tests of a page let through whatever the rules of relevance could keep."""

from __future__ import annotations

from functools import cache

import pytest

from benchmarks.archived import Text, press
from benchmarks.written import ways
from crawler.plain import plain
from nlp.machine import Machine, Part, Spelling, folded, in_page, in_text
from nlp.pipeline import analyse_batch
from nlp.sieve import Sieve
from storage.records import Document
from topics import load

TOPIC = "actors-strike-ai"


@cache
def sieve() -> Sieve:
    return Sieve(load(TOPIC))


@cache
def kept() -> list[Text]:
    """Articles of the sample press that the analysis keeps."""
    texts = press()[::4]
    documents = [Document("0", "\n".join(t.paragraphs), t.title, t.lang) for t in texts]
    found = analyse_batch(documents, TOPIC)
    return [text for text, analysis in zip(texts, found, strict=True) if analysis.relevant]


def test_what_the_analysis_keeps_passes_however_it_is_written() -> None:
    assert len(kept()) > 4
    lost = [
        (text.id, way)
        for text in kept()
        for way, (body, kind) in ways(text).items()
        if not (sieve().page(body) and sieve().text(plain(body, kind), text.lang))
    ]
    assert not lost


@pytest.mark.parametrize(
    "words",
    [
        "Les acteurs et l'IA",
        "Les ac<b>teurs</b> et l'IA",
        "Les ac&shy;teurs et l'IA",
        "Les acteurs et l'<b><i>intelligence</i> arti<u>ficielle</u></b>",
        "<script>var a = 1</script><p>Les acteurs et l'IA</p><script>var b = 2</script>",
        "<!-- <script> --><p>Les acteurs et l'IA</p><script>var b = 2</script>",
        '<script type="application/ld+json">{"articleBody": "Les acteurs et l\'IA"}</script>',
    ],
)
def test_words_in_pieces_or_among_scripts_are_found(words: str) -> None:
    assert sieve().page(f"<html><body>{words}</body></html>".encode())


def test_words_in_scripts_and_for_robots_do_not_make_a_page_pass() -> None:
    page = b'<meta name="robots" content="index"><script>"IA"</script><p>Les acteurs</p>'
    assert not sieve().page(page)
    assert not sieve().page(page + b'<a href="/robots" title="Des robots">Plus</a>')
    assert not sieve().page(page + b"<!-- Des robots -->")
    assert sieve().page(page + b"<p>Des robots</p>")


def test_words_of_a_page_that_stand_far_apart_do_not_make_it_pass_but_those_of_its_title_do() -> (
    None
):
    far = b"<p>Autre chose.</p>" * 5000
    assert not sieve().page(b"<p>Les acteurs" + far + b"<p>Des robots")
    assert sieve().page(b"<title>Des robots</title>" + far + b"<p>Les acteurs")
    assert sieve().page(b"<p>Les acteurs<script>" + b"var a;" * 9000 + b"</script><p>Des robots")


def test_neighbours_are_near_whatever_stands_between_them() -> None:
    between = "\n\nPublicité\n\nImage : la place du marché, lundi matin.\n\n"
    assert sieve().text(f"Le maire parle\nLes acteurs votent.{between}Des robots sont venus.")
    assert not sieve().text(f"Le maire\nLes acteurs.{'Autre chose.' * 200}Des robots sont venus.")
    assert sieve().text(f"Des robots\n{'Autre chose.' * 200}\nLes acteurs votent.")


def test_an_article_passes_where_its_sentences_are_neighbours_as_the_rules_ask() -> None:
    other = "Le maire a parlé du pont. Il a fait beau. Il a plu. On attend. "
    assert sieve().article("Le pont", f"{other}Les acteurs votent. Des robots chantent.", "fr")
    assert not sieve().article("Le pont", f"Les acteurs votent. {other}Des robots chantent.", "fr")
    assert sieve().article("Des robots", f"Les acteurs votent. {other}", "fr")


def test_a_word_that_begins_or_ends_in_an_accent_is_found() -> None:
    found = Machine([Spelling("a", "fr", (Part("éternel"), Part("beauté")))], in_page)
    texts = Machine([Spelling("a", "fr", (Part("éternel"), Part("beauté")))], in_text)
    for words in (
        "l' éternel beauté .",
        "(éternel&nbsp;beauté)",
        "&eacute;ternel <i>beaut&#233;</i>",
    ):
        assert found.find(words.encode())
    assert texts.find(folded("L'Éternel beauté.").encode())


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("Bad actors use AI.", False),
        ("Bad\u00a0actors use AI.", False),
        ("Bad actors use AI, and so do actors.", True),
        ("Actors are bad; actors use AI.", True),
        ("They are bad. Actors use AI.", True),
    ],
)
def test_terms_in_a_phrase_that_means_something_else_do_not_count(text: str, passes: bool) -> None:
    assert sieve().text(f"\n{text}", "en") is passes
    assert sieve().article("", text, "en") is passes


def test_words_of_another_language_do_not_count_where_the_language_is_known() -> None:
    text = "AI systems cannot be interpreted by people"
    assert sieve().text(text)
    assert not sieve().text(text, "en")
