"""What a reader types becomes an expression that FTS5 accepts, whatever was typed."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

LIGATURES = str.maketrans({"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae"})
PART = re.compile(r'"([^"]*)"?|(\S+)')
WORD = re.compile(r"[^\W_]+")
SHORTEST = 3  # letters of a prefix: fewer begin tens of thousands of words; and of a singular
# what French elides before a word, and the English possessive after one
AFFIXES = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’](?=\w)|(?<=\w)['’]s$", re.I)


def fold(text: str) -> str:
    """The text as it is indexed: ligatures apart, which FTS5 does not fold by itself.

    >>> fold("L'œuvre")
    "L'oeuvre"
    """
    return text.translate(LIGATURES)


def plain(word: str) -> str:
    """The word as the index keeps it: lower case, without accents and ligatures.

    >>> plain("Œuvrée")
    'oeuvree'
    """
    apart = unicodedata.normalize("NFD", fold(word).lower())
    return "".join(char for char in apart if not unicodedata.combining(char))


class Plurals(BaseModel):
    """`plurals.toml`: what a plural ends in, and what its singular may end in."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    endings: dict[str, tuple[str, ...]]
    irregular: dict[str, tuple[str, ...]]


@cache
def plurals() -> Plurals:
    """The rules for plurals."""
    text = files("storage").joinpath("plurals.toml").read_text("utf-8")
    return Plurals.model_validate(tomllib.loads(text))


def singulars(word: str) -> tuple[str, ...]:
    """What a plain word may be the plural of, in either language; none where it is no plural.

    >>> singulars("journaux")
    ('journal', 'journail', 'journau')
    """
    if word in plurals().irregular:
        return plurals().irregular[word]
    ends = [end for end in plurals().endings if word.endswith(end)]
    if not ends:
        return ()
    longest = max(ends, key=len)
    stem = word.removesuffix(longest)
    found = (stem + end for end in plurals().endings[longest])
    return tuple(singular for singular in found if len(singular) >= SHORTEST)


@dataclass(frozen=True)
class Term:
    """Words that must occur, one after the other; `prefix`: the last may go on."""

    words: tuple[str, ...]
    prefix: bool = False
    quoted: bool = False

    @property
    def single(self) -> str:
        """The word whose other forms are meant too; empty for a phrase or a prefix."""
        return "" if self.prefix or self.quoted or len(self.words) > 1 else self.words[0]


def terms(typed: str) -> tuple[Term, ...]:
    """What was typed as terms; none where there is no word in it.

    Quotation marks make a phrase, a final `*` a prefix where it has three letters; a compound is a
    phrase.

    >>> [term.words for term in terms("Jean-Luc l'Hôpital")]
    [('jean', 'luc'), ('hopital',)]
    """
    return tuple(_terms(unicodedata.normalize("NFC", typed)))


def _terms(typed: str) -> Iterator[Term]:
    for phrase, bare in PART.findall(re.sub("[«»“”]", '"', typed)):
        words = tuple(plain(word) for word in WORD.findall(phrase or AFFIXES.sub("", bare)))
        if words := tuple(word for word in words if word):
            prefix = bare.endswith("*") and len(words[-1]) >= SHORTEST
            yield Term(words, prefix, bool(phrase))


def expression(
    typed: str, forms: Mapping[str, Sequence[str]] | None = None, *, phrases: bool = True
) -> str:
    """All terms must occur, a single word in any of its `forms`; empty where there is none.

    Without `phrases`, for an index that keeps no places, their words may stand apart.

    >>> expression('"digital replica" stud*')
    '"digital replica" AND "stud" *'
    >>> expression("grève", {"greve": ("greve", "greves")})
    '("greve" OR "greves")'
    """
    found = terms(typed)
    return " AND ".join(text for term in found for text in _texts(term, forms or {}, phrases))


def _texts(term: Term, forms: Mapping[str, Sequence[str]], phrases: bool) -> Iterator[str]:
    end = " *" if term.prefix else ""
    if term.single and len(several := forms.get(term.single, ())) > 1:
        yield "({})".format(" OR ".join(f'"{form}"' for form in several))
    elif phrases:
        yield f'"{" ".join(term.words)}"{end}'
    else:
        *first, last = term.words
        yield from (f'"{word}"' for word in first)
        yield f'"{last}"{end}'
