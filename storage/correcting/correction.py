"""A correction: what a person says is so, whatever an analysis finds; and what it changed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import ClassVar, Literal

from pydantic import ConfigDict

Kind = Literal["merge", "split", "mention", "speaker", "position", "relevance"]
State = Literal["waiting", "placed", "unplaced"]
Finding = Literal["articles", "mentions", "quotes", "stances", "credits"]
NOBODY = "none"  # the value of a position that the article does not express
WITHDRAWAL = ("withdrawn_by", "withdrawn_reason", "withdrawn_at")


@dataclass(frozen=True, slots=True)
class Correction:
    """What it is about has no number of one database: two researchers can exchange it.

    A place is given by the words there, 32 characters on each side, and the offsets in the
    revision with that digest. `merge`: `entity` is `value`. `split`: what is taken for `entity`
    in the article of `url`, or is written as `words`, is `value`. `mention`: no `entity` is named
    there. `speaker`: `value` speaks. `position`: `entity` is `value` (a polarity, or `none`) on
    `target`. `relevance`: the article is (`yes`) or is not (`no`) on the topic.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)
    kind: Kind
    author: str
    reason: str
    made_at: str
    url: str = ""
    text_sha256: str = ""
    start: int | None = None
    end: int | None = None
    words: str = ""
    prefix: str = ""
    suffix: str = ""
    entity: str = ""
    target: str = ""
    value: str = ""
    name: str = ""  # of the entity `value`; empty where that is none
    type: str = ""
    withdrawn_by: str = ""
    withdrawn_reason: str = ""
    withdrawn_at: str = ""

    @property
    def key(self) -> str:
        """Twelve hexadecimal digits, the same in every database; a withdrawal keeps them."""
        said = {k: v for k, v in asdict(self).items() if k not in WITHDRAWAL}
        text = json.dumps(said, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @property
    def subject(self) -> tuple[object, ...]:
        """What it is about: two that differ in their value only cannot both hold."""
        words = self.words if self.start is None else ""
        return (self.kind, self.url, self.text_sha256, self.start, self.end, words, self.entity,
                self.target)  # fmt: skip

    @property
    def active(self) -> bool:
        return not self.withdrawn_at


@dataclass(frozen=True, slots=True)
class Effect:
    """What a correction made of one finding; `now` is empty where it took the finding away."""

    finding: Finding
    start: int | None
    end: int | None
    who: str  # the entity, speaker, holder or outlet as it stands
    target: str
    was: str
    now: str
    kind: Kind
    made_at: str
    correction: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether what a correction is about was found."""

    key: str
    state: State
    detail: str = ""
