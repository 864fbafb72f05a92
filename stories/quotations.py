"""A quotation with its words: what can be compared, and what it is looked up by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, cached_property
from typing import cast

from storage.told.statements import Spoken
from stories import phrases, wording
from stories.bilingual import Language, load
from stories.wording import Wording

NEAR = 10  # days between words and their translation
Place = tuple[int, int, int, int]  # article, revision, start, end


@dataclass(frozen=True)
class Quotation:
    """A quotation as it stands in an article."""

    spoken: Spoken

    @property
    def place(self) -> Place:
        """Where it stands, which is its key."""
        one = self.spoken
        return one.article_id, one.revision, one.start, one.end

    @property
    def lang(self) -> Language:
        """The language of the article."""
        return cast(Language, self.spoken.lang)

    @cached_property
    def wording(self) -> Wording:
        """Its words."""
        one = self.spoken
        return wording.read(self.lang, one.text, one.start, one.names.split())

    @cached_property
    def when(self) -> tuple[str, int, int]:
        """What sorts quotations by time; those without a day come last."""
        told = self.spoken.published
        if told is None:
            return "~", self.spoken.article_id, self.spoken.start
        moment = datetime.fromisoformat(told)
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment.isoformat(), self.spoken.article_id, self.spoken.start

    @cached_property
    def said_in(self) -> Language | None:
        """The language it was said in, where the article says so beside it."""
        if _said_in()[0].search(self.spoken.beside):
            return "fr"
        return "en" if _said_in()[1].search(self.spoken.beside) else None

    @cached_property
    def own_keys(self) -> frozenset[int]:
        """What it is kept under: its shingles, and its features with speaker and time."""
        return wording.shingles(self.wording) | frozenset(_crossing(self, [0]))

    @cached_property
    def sought_keys(self) -> frozenset[int]:
        """What it is looked up by: the same, and what was kept a little earlier or later."""
        return wording.shingles(self.wording) | frozenset(_crossing(self, [-1, 0, 1]))

    def near(self, other: Quotation) -> bool:
        """Whether the two were published at about the same time; unknown days are far away."""
        ours, theirs = self.spoken.day, other.spoken.day
        if not ours or not theirs:
            return False
        return abs(_number(ours) - _number(theirs)) <= NEAR


@cache
def _said_in() -> tuple[re.Pattern[str], re.Pattern[str]]:
    told = load().told
    return phrases.pattern(told.said_in_fr), phrases.pattern(told.said_in_en)


def _crossing(one: Quotation, around: list[int]) -> Iterator[int]:
    if one.spoken.speaker_id and one.spoken.day:
        period = _number(one.spoken.day) // NEAR
        for feature in wording.features(one.wording):
            for step in around:
                yield wording.hashed(one.spoken.speaker_id, feature, str(period + step))


def _number(day: str) -> int:
    return date.fromisoformat(day).toordinal()
