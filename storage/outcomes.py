"""What the coverage did, as frozen records: each field is a column of the table it is kept in.

Offsets index the text of the revision given with them. `day` is that of the article; `rule` names
what found it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from storage.records import Polarity

CopyRole = Literal["original", "copy", "rewrite", "translation"]
StoryRole = Literal["origin", "independent", "follower", "copy", "rewrite", "translation"]
Bound = Literal["exact", "about", "over", "under", "least", "most"]  # a little over or under
EditKind = Literal[
    "quote", "figure", "name", "position", "credit", "headline", "correction", "text"
]
Change = Literal["added", "removed", "changed"]
QuoteRole = Literal["original", "same", "translation", "truncation", "alteration"]
LagKind = Literal["entity", "figure", "quote", "story"]


@dataclass(frozen=True, slots=True)
class Signature:
    """The MinHash of an article's shingles, as bytes; `shingles` is how many it has."""

    article_id: int
    revision: int
    shingles: int
    minhash: bytes


@dataclass(frozen=True, slots=True)
class Band:
    """One part of a signature: articles that share a hash in a band may be near-copies."""

    band: int
    hash: int
    article_id: int


@dataclass(frozen=True, slots=True)
class Copy:
    """An article of a group of near-copies; the original has a row too, of itself.

    `of_id` is the one it is nearest to; the places are the longest passage they share.
    """

    article_id: int
    original_id: int
    of_id: int
    role: CopyRole
    similarity: float  # Jaccard of the shingles
    containment: float  # share of its own shingles found in `of_id`
    revision: int
    of_revision: int
    rule: str
    confidence: float = 1.0
    start: int | None = None
    end: int | None = None
    of_start: int | None = None
    of_end: int | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """Articles about the same event; `languages` as `en fr`, `origins` the independent ones."""

    id: int
    title_fr: str | None = None
    title_en: str | None = None
    first_article: int | None = None
    first_day: str | None = None
    last_day: str | None = None
    articles: int = 0
    origins: int = 0
    outlets: int = 0
    languages: str = ""


@dataclass(frozen=True, slots=True)
class StoryArticle:
    """An article's one story; `reasons` is a JSON list of the features that put it there."""

    article_id: int
    story_id: int
    role: StoryRole
    score: float
    lang: str
    day: str | None = None
    reasons: str = "[]"
    moved_from: int | None = None  # the story it was in before
    source_id: str | None = None
    moment: str = ""  # when it appeared, in UTC: articles of a story are ordered by it


@dataclass(frozen=True, slots=True)
class Claim:
    """One measure of one thing; `conflicting` where independent sources give different values."""

    id: int
    label: str
    unit: str
    rule: str
    confidence: float
    story_id: int | None = None
    entity_id: str | None = None
    first_day: str | None = None
    last_day: str | None = None
    articles: int = 0
    origins: int = 0
    conflicting: bool = False


@dataclass(frozen=True, slots=True)
class ClaimKey:
    """What a claim can be looked up by."""

    key: str
    claim_id: int


@dataclass(frozen=True, slots=True)
class ClaimFigure:
    """One telling of a claim; `changed_from` is the value that the outlet gave before."""

    article_id: int
    revision: int
    start: int
    end: int
    claim_id: int
    value: float
    unit: str
    bound: Bound
    source_id: str
    confidence: float
    lang: str
    speaker_id: str | None = None
    speaker: str = ""
    changed_from: float | None = None
    day: str | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """What differs between two revisions; the places of a headline index the titles.

    `old` and `new` are values or ids in short (`150 USD/hour`, `favor`), never sentences.
    """

    article_id: int
    from_revision: int
    to_revision: int
    kind: EditKind
    change: Change
    rule: str
    confidence: float
    seen_at: str
    old_start: int | None = None
    old_end: int | None = None
    new_start: int | None = None
    new_end: int | None = None
    entity_id: str | None = None
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """Something said once, however often and in whatever language it is quoted."""

    id: int
    speaker: str
    speaker_id: str | None = None
    first_article: int | None = None
    first_day: str | None = None
    last_day: str | None = None
    articles: int = 0
    origins: int = 0
    languages: str = ""


@dataclass(frozen=True, slots=True)
class StatementKey:
    """A hash of words of a statement, to look it up by."""

    key: int
    statement_id: int


@dataclass(frozen=True, slots=True)
class StatementQuote:
    """One quotation of a statement, and the quotation it goes back to."""

    article_id: int
    revision: int
    start: int
    end: int
    statement_id: int
    role: QuoteRole
    similarity: float
    rule: str
    confidence: float
    lang: str
    of_id: int | None = None
    of_revision: int | None = None
    of_start: int | None = None
    of_end: int | None = None
    day: str | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """Where a holder stands on one day; counts leave copies out, the place shows the clearest."""

    holder_id: str
    target_entity: str | None
    target_issue: str | None
    day: str
    polarity: Polarity
    favor: int
    against: int
    ambivalent: int
    origins: int
    article_id: int
    revision: int
    start: int
    end: int
    confidence: float
    turned_from: Polarity | None = None


@dataclass(frozen=True, slots=True)
class Contested:
    """How contested an issue is in a month (`YYYY-MM`): counts of independent holders."""

    issue_id: str
    period: str
    lang: Literal["fr", "en", "any"]
    favor: int
    against: int
    ambivalent: int
    index: float


@dataclass(frozen=True, slots=True)
class Lag:
    """The first English and the first French article with the same entity, claim … (`key`)."""

    kind: LagKind
    key: str
    en_article: int | None
    en_day: str | None
    fr_article: int | None
    fr_day: str | None
    en_articles: int
    fr_articles: int
    days: int | None  # French after English; negative where French came first
