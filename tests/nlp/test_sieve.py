"""The quick tests of a page let through whatever the rules of relevance could keep."""

from __future__ import annotations

from functools import cache

import pytest

from benchmarks.archived import Text, press
from benchmarks.written import ways
from crawler.plain import plain
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
    assert sieve().page(page + b"<p>Des robots</p>")


def test_words_of_another_language_do_not_count_where_the_language_is_known() -> None:
    text = "AI systems cannot be interpreted by people"
    assert sieve().text(text)
    assert not sieve().text(text, "en")
