"""Nested and crossing marks, and the sentence around a finding."""

from __future__ import annotations

import re
from html import unescape

import pytest

from datasette_config.marks import Finding, paragraphs, sentence


def html(text: str, *spans: tuple[int, int, str]) -> str:
    findings = [Finding(a, b, kind, kind, "/x" if kind == "name" else "") for a, b, kind in spans]
    return "|".join(re.sub(r' (?:title|href)="[^"]*"', "", p) for p in paragraphs(text, findings))


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ((), "abcdef"),
        (((1, 3, "q"),), 'a<mark class="q">bc</mark>def'),
        (((0, 6, "q"), (1, 3, "s")), '<mark class="q">a<mark class="s">bc</mark>def</mark>'),
        (
            ((0, 4, "q"), (2, 6, "s")),
            '<mark class="q">ab<mark class="s">cd</mark></mark><mark class="s">ef</mark>',
        ),
        (((1, 3, "q"), (1, 3, "s")), 'a<mark class="q"><mark class="s">bc</mark></mark>def'),
        (((0, 3, "name"), (1, 2, "name")), '<a class="name">a<mark class="name">b</mark>c</a>def'),
        (((0, 2, "q"), (2, 4, "s")), '<mark class="q">ab</mark><mark class="s">cd</mark>ef'),
        (((4, 99, "q"), (-1, 2, "s"), (3, 3, "t"), (5, 2, "u")), "abcdef"),
    ],
)
def test_marks_nest(spans: tuple[tuple[int, int, str], ...], expected: str) -> None:
    assert html("abcdef", *spans) == expected


def test_a_mark_over_paragraphs_is_closed_at_each_end() -> None:
    assert html("ab\n\ncd", (1, 5, "q")) == 'a<mark class="q">b</mark>|<mark class="q">c</mark>d'


@pytest.mark.parametrize(
    "text", ["<script>x</script>", "a & b < c", "é𝄞 ’ « x »", "\"quoted\" 'one'"]
)
def test_every_character_stays_and_none_becomes_markup(text: str) -> None:
    spans = [(a, b, "q") for a in range(len(text)) for b in range(a + 1, len(text), 5)]
    marked = html(text, *spans)
    assert unescape(re.sub(r"</?mark[^>]*>", "", marked)) == text


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("It rained. Ann said no. He left.", "said", "Ann said no."),
        ('They met. "No," Ann said. He left.', '"No,"', '"No," Ann said.'),
        ("Il pleut. « Non. » dit Ann. Fin.", "dit", "« Non. » dit Ann."),
        ("One line\nAnd another one", "another", "And another one"),
        ("It cost 1.5 million. Then 2.", "million", "It cost 1.5 million."),
        ("No stop at all", "stop", "No stop at all"),
    ],
)
def test_the_sentence_around(text: str, words: str, expected: str) -> None:
    start = text.index(words)
    assert text[slice(*sentence(text, start, start + len(words)))] == expected


def test_a_text_without_stops_is_cut() -> None:
    text = "word " * 1000
    first, last = sentence(text, 2500, 2504)
    assert first <= 2500 and last >= 2504 and last - first < 600
