"""Synthetic edits of articles: what scrapers, desks and rewriters do to a text."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

Edit = Callable[[str, random.Random, Sequence[str]], str]


def truncate(text: str, rng: random.Random, words: Sequence[str]) -> str:
    """The first 30 to 80 % of the words."""
    kept = text.split(" ")
    return " ".join(kept[: int(len(kept) * rng.uniform(0.3, 0.8))])


def rehead(text: str, rng: random.Random, words: Sequence[str]) -> str:
    """A new opening of 40 to 80 words before, or instead of, the first paragraph."""
    head, _, rest = text.partition("\n")
    opening = " ".join(rng.choices(words, k=rng.randint(40, 80)))
    keep = rest.strip() if len(rest) > 2 * len(head) else text
    return f"{opening}\n\n{keep}"


def drop(text: str, rng: random.Random, words: Sequence[str]) -> str:
    """Every other paragraph or so is left out; of a text without any, sentences are."""
    mark = "\n" if text.count("\n") > 3 else ". "
    parts = text.split(mark)
    kept = [part for part in parts if rng.random() < 0.6]
    return mark.join(kept if len(kept) > len(parts) / 3 else parts[: len(parts) // 2 + 1])


def swap(text: str, rng: random.Random, words: Sequence[str]) -> str:
    """5 to 20 % of the words are other ones."""
    share = rng.uniform(0.05, 0.2)
    return " ".join(rng.choice(words) if rng.random() < share else w for w in text.split(" "))


def mixed(text: str, rng: random.Random, words: Sequence[str]) -> str:
    """Cut, given a new opening, and some words swapped."""
    return swap(rehead(truncate(text, rng, words), rng, words), rng, words)


EDITS: dict[str, Edit] = {
    "truncate": truncate, "re-head": rehead, "drop paragraphs": drop, "swap words": swap,
    "all of them": mixed,
}  # fmt: skip
