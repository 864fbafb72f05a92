"""Where sentences begin, in news: abbreviations, initials, quotations, a paragraph a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from nlp import findings
from nlp.lexicon import Lexicon, read

# a stop with the quotation marks and brackets that close after it, then what follows
_STOP = re.compile(
    r"""(?:[.!?…]+)[\s\u00a0\u202f]{0,2}[»”’"')\]]*(\s+|(?<=[.!?])(?=[A-ZÀ-Þ][a-zà-ÿ]))"""
)
_OPEN = re.compile(r"""[«“‘"'(\[—–\-\s\u00a0\u202f]*""")
_LAST = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?$|[^\W_]+(?:-[^\W_]+)*$")

START, NO_START = 1, -1  # as spaCy marks tokens


class Sentences(Lexicon):
    """`sentences.toml`: words that a full stop belongs to, without it and in lower case."""

    never_last: tuple[str, ...]  # a name or number follows: no sentence ends here
    before_number: tuple[str, ...]  # no sentence ends here where a number follows
    often_last: tuple[str, ...]  # a sentence may end here: it does before an ordinary word
    openers: tuple[str, ...]  # ordinary words that begin sentences


@Language.factory("sentences", default_config={"topic": ""})
def make_sentences(nlp: Language, name: str, topic: str) -> Splitter:
    return Splitter(str(nlp.lang))


class Splitter:
    """Sets the sentence starts of a Doc."""

    def __init__(self, lang: str) -> None:
        data = read(lang, "sentences", Sentences)
        self.never_last = frozenset(data.never_last)
        self.before_number = frozenset(data.before_number)
        self.often_last = frozenset(data.often_last)
        self.openers = frozenset(data.openers)

    def __call__(self, doc: Doc) -> Doc:
        starts = doc.to_array(["IDX"])
        marks: Any = np.full((len(doc), 1), NO_START, dtype="int64")
        firsts = starts.searchsorted([0, *self.starts(findings.document(doc).text)])
        marks[firsts[firsts < len(doc)]] = START
        return doc.from_array(["SENT_START"], marks.astype("uint64"))

    def starts(self, text: str) -> Iterator[int]:
        """The offsets at which a sentence begins, after the first."""
        for line in re.finditer(r"\n\s*(?=\S)", text):
            yield line.end()
        for stop in _STOP.finditer(text):
            if "\n" not in stop[0] and self._ends(text, stop):
                yield stop.end()

    def _ends(self, text: str, stop: re.Match[str]) -> bool:
        opening = _OPEN.match(text, stop.end())
        place = opening.end() if opening else stop.end()
        following = text[place : place + 30]
        if not following or not (following[0].isupper() or following[0].isdigit()):
            return False
        if stop[0].rstrip() != ".":
            return stop[0][0] != "." or stop[1] != ""
        if not stop[1]:
            return self._glued(text, stop.start(), following)
        return self._full_stop(text, stop.start(), following)

    def _full_stop(self, text: str, place: int, following: str) -> bool:
        last = _LAST.search(text, max(0, place - 30), place)
        if not last:
            return True
        word = last[0].casefold()
        opens = re.split(r"[\s’',]", following, maxsplit=1)[0].casefold() in self.openers
        if word.rstrip(".") in self.never_last or (len(word) == 1 and word.isalpha()):
            return len(word) == 1 and opens and word not in self.never_last
        if following[0].isdigit() and word in self.before_number:
            return False
        if word in self.often_last or "." in word:
            return opens
        return True

    def _glued(self, text: str, place: int, following: str) -> bool:
        """A space is missing after the full stop: "… the press.Next", but not "Largo.Ai"."""
        before = re.search(r"[a-zà-ÿ]{3,}$", text[max(0, place - 15) : place])
        return bool(before) and following.split(maxsplit=1)[0].casefold() in self.openers


def starts(doc: Doc) -> list[int]:
    """The offsets at which the sentences of a Doc begin; far quicker than `doc.sents`."""
    places: list[int] = doc.to_array(["IDX"])[doc.to_array(["SENT_START"]) == START].tolist()
    return places


def spans(doc: Doc) -> list[tuple[int, int]]:
    """Where each sentence of a Doc begins and ends, in characters; far quicker than `doc.sents`."""
    if not len(doc):
        return []
    begins, lengths, marks = doc.to_array(["IDX", "LENGTH", "SENT_START"]).T
    firsts = np.flatnonzero(marks == START)
    firsts = firsts[firsts > 0]
    ends = (begins + lengths)[[*(firsts - 1), len(doc) - 1]]
    return list(zip(begins[[0, *firsts]].tolist(), ends.tolist(), strict=True))
