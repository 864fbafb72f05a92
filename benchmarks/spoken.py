"""Articles of the sample press's paragraphs, as long as wanted, to be analysed."""

from __future__ import annotations

import random
from collections.abc import Iterator

from demo.press import load


def articles(number: int, words: int, chance: random.Random) -> Iterator[dict[str, str]]:
    """Texts of exactly so many words, French and English in turn."""
    paragraphs: dict[str, list[str]] = {"fr": [], "en": []}
    for article in load().articles:
        texts = (text for text in article.paragraphs if not text.startswith("##"))
        paragraphs.get(article.lang, []).extend(texts)
    for n in range(number):
        lang = tuple(paragraphs)[n % len(paragraphs)]
        yield {"id": str(n), "lang": lang, "text": _text(paragraphs[lang], words, chance)}


def _text(paragraphs: list[str], words: int, chance: random.Random) -> str:
    left, text = words, []
    while left:
        taken = chance.choice(paragraphs).split()[:left]
        text.append(" ".join(taken))
        left -= len(taken)
    return "\n".join(text)
