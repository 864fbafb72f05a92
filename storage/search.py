"""What a reader types becomes an expression that FTS5 accepts, whatever was typed."""

from __future__ import annotations

import re

LIGATURES = str.maketrans({"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae"})
PART = re.compile(r'"([^"]*)"?|(\S+)')
WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """The text as it is indexed: ligatures apart, which FTS5 does not fold by itself.

    >>> fold("L'œuvre")
    "L'oeuvre"
    """
    return text.translate(LIGATURES)


def expression(typed: str) -> str:
    """All words must occur; quotation marks make a phrase, a final `*` a prefix.

    Empty where nothing was typed that could be found.

    >>> expression("jean-luc l'hôpital")
    '"jean luc" "l hôpital"'
    >>> expression('"digital replica" stud*')
    '"digital replica" "stud" *'
    """
    terms = []
    for phrase, bare in PART.findall(fold(re.sub("[«»“”]", '"', typed))):
        if words := WORD.findall(phrase or bare):
            terms.append(f'"{" ".join(words)}"' + (" *" if bare.endswith("*") else ""))
    return " ".join(terms)
