"""What news does to text, done to training examples: capitals, quotes, missing accents, names.

Each example passes as it is or, with a probability, in one noisy form, chosen anew in each epoch.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import registry

Words = list[str]
Name = list[tuple[str, bool]]  # its words, each with whether a blank follows
Pool = dict[str, list[Name]]  # names by type
Augmenter = Callable[[Language, Example], Iterator[Example]]

_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"'})
_APOSTROPHES = str.maketrans({"'": "’"})
_PAIRS = (("«", "»"), ("“", "”"), ('"', '"'), ("‘", "’"))
_SHORT = 4  # words shorter than this stay small in a title
_CHANCE = np.random.default_rng(7)


def capitals(words: Words) -> Words:
    """A headline in capitals."""
    return [word.upper() if len(word.upper()) == len(word) else word for word in words]


def title(words: Words) -> Words:
    """A headline In Title Case."""
    return [word[:1].upper() + word[1:] if len(word) >= _SHORT else word for word in words]


def no_accents(words: Words) -> Words:
    """Words as a keyboard without accents writes them."""
    return [
        "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
        for word in words
    ]


def straight(words: Words) -> Words:
    """Straight apostrophes and quotation marks."""
    return [word.translate(_STRAIGHT) for word in words]


def curly(words: Words) -> Words:
    """Curly apostrophes, and quotation marks of one other sort that open and close in turn."""
    opening, closing = _PAIRS[_CHANCE.integers(len(_PAIRS))]
    marks = {mark for pair in _PAIRS[:3] for mark in pair}
    found: Words = []
    opened = False
    for word in words:
        if word in marks:
            opened = not opened
            found.append(opening if opened else closing)
        else:
            found.append(word.translate(_APOSTROPHES))
    return found


FORMS: tuple[Callable[[Words], Words], ...] = (capitals, title, no_accents, straight, curly, curly)


@registry.augmenters("brouhaha.forms.v1")  # type: ignore[untyped-decorator]
def create_forms(level: float) -> Augmenter:
    """Examples of which a share of `level` has one noisy form; annotation stays as it is."""

    def augment(nlp: Language, example: Example) -> Iterator[Example]:
        if _CHANCE.random() >= level:
            yield example
            return
        form = FORMS[_CHANCE.integers(len(FORMS))]
        yield reworded(nlp, example, form([token.text for token in example.reference]))

    return augment


@registry.augmenters("brouhaha.names.v1")  # type: ignore[untyped-decorator]
def create_names(forms: float, swaps: float, pool: str) -> Augmenter:
    """Noisy forms as above, and names exchanged for others of their type in a share of `swaps`.

    `pool` is a JSON file with a list of names for each type; a name is a list of words, each with
    whether a blank follows.
    """
    names: Pool = json.loads(Path(pool).read_text(encoding="utf-8"))
    noisy = create_forms(forms)

    def augment(nlp: Language, example: Example) -> Iterator[Example]:
        if example.reference.ents and _CHANCE.random() < swaps:
            example = swapped(nlp, example, names)
        yield from noisy(nlp, example)

    return augment


def reworded(nlp: Language, example: Example, words: Words) -> Example:
    """The example with other words, one for one."""
    content = example.to_dict()
    content["token_annotation"]["ORTH"] = words
    spaces = [bool(token.whitespace_) for token in example.reference]
    text = Doc(nlp.vocab, words, spaces).text
    return Example.from_dict(nlp.make_doc(text), content)


def swapped(nlp: Language, example: Example, names: Pool) -> Example:
    """The example with each name, or half of them, exchanged for another of its type."""
    doc = example.reference
    words: Words = []
    spaces: list[bool] = []
    found: list[tuple[int, int, str]] = []
    missing: list[tuple[int, int]] = []
    place = 0
    for ent in (*doc.ents, None):
        for token in doc[place : ent.start if ent is not None else len(doc)]:
            if token.ent_iob_ == "":
                missing.append((len(words), len(words) + 1))
            words.append(token.text)
            spaces.append(bool(token.whitespace_))
        if ent is not None:
            place = ent.end
            name = _other(ent, names)
            found.append((len(words), len(words) + len(name), ent.label_))
            words += [word for word, _ in name]
            spaces += [*(space for _, space in name[:-1]), bool(ent[-1].whitespace_)]
    new = Doc(nlp.vocab, words, spaces)
    new.set_ents(
        [Span(new, start, end, label) for start, end, label in found],
        missing=[Span(new, start, end) for start, end in missing],
        default="outside",
    )
    return Example(nlp.make_doc(new.text), new)


def _other(ent: Span, names: Pool) -> Name:
    pool = names.get(ent.label_, [])
    if not pool or _CHANCE.random() < 0.5:
        return [(token.text, bool(token.whitespace_)) for token in ent]
    return pool[_CHANCE.integers(len(pool))]
