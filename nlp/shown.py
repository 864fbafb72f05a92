"""What of a page, as it was sent, can be the text of its article: no tags, no scripts."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

EVERYWHERE = -1  # the place of what counts wherever other things stand
AROUND = 300  # bytes on either side of a sign in which the word stands, and the phrase it is of
_SOFT = rb"\xc2\xad|&(?:shy|#173|#x0*ad);"  # hyphens within words
_TAG = rb"</?(?:a|abbr|b|em|font|i|mark|small|span|strong|sub|sup|u|wbr)\b[^<>]*>"
MARKS = (  # both ends of scripts, and signs that a word may be in pieces
    (rb"<script\b", False),
    (rb"</script\b", False),
    (_SOFT, False),
    (rb"[a-z;\x80-\xff]" + _TAG + rb"(?:[a-z\xc0\xc1\xc3-\xe1\xe3-\xff]|&[#aceiouy])", False),
)
Marks = Sequence[list[int]]  # where each of the marks ends
_WITHIN = re.compile(_SOFT + b"|" + _TAG, re.IGNORECASE)
_READ = (b"articleBody", b"-->")  # in scripts that state a text, or that began in a comment
_COMMENT, _TITLE = b"<!--", b"<title"


def whole_words(body: bytes, marks: Marks) -> Iterator[tuple[int, bytes]]:
    """Places where words are in pieces, with what stands around them, put together."""
    reached = 0
    for place in sorted(marks[2] + marks[3]):
        if place > reached:
            yield place, _WITHIN.sub(b"", body[max(0, place - AROUND) : place + AROUND])
            reached = place + AROUND // 2


class Shown:
    """What a reader sees of a page, and what its scripts state of an article."""

    def __init__(self, body: bytes, marks: Marks) -> None:
        self._body = body
        hidden = list(_hidden(body, sorted(marks[0]), sorted(marks[1])))
        self._starts = [start for start, _ in hidden]
        self._ends = [end for _, end in hidden]
        self._sizes = [0, *accumulate(end - start for start, end in hidden)]

    def places(self, ends: Iterable[int]) -> set[int]:
        """Where words that end at these bytes stand, without those in scripts and tags.

        Scripts before them do not count, and words in the title stand everywhere.
        """
        return {place for end in ends if (place := self._place(end)) is not None}

    def _place(self, end: int) -> int | None:
        before = bisect_right(self._starts, end)
        if before and end <= self._ends[before - 1]:
            return None
        start = self._body.rfind(b"<", 0, end)
        if self._body[start : start + len(_TITLE)].lower() == _TITLE:
            return EVERYWHERE
        return None if self._is_tag(start, end) else end - self._sizes[before]

    def _is_tag(self, start: int, end: int) -> bool:
        """Whether what begins at a place is a tag or a comment that does not end before another."""
        if start < 0 or self._body.find(b">", start, end) >= 0:
            return False
        after = self._body[start + 1 : start + 2]
        return after.isalpha() or after == b"/" or self._body.startswith(_COMMENT, start)


def _hidden(body: bytes, starts: list[int], ends: list[int]) -> Iterator[tuple[int, int]]:
    """The scripts in which no text is looked for, from tag to tag."""
    reached = 0
    for start in starts:
        following = bisect_right(ends, start)
        if following == len(ends):
            return
        if start >= reached:
            reached = ends[following]
            if not any(body.find(sign, start, reached) >= 0 for sign in _READ):
                yield start, reached
