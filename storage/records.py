"""The values that the stages exchange: each is frozen, and none knows a database.

Offsets are characters into the text of one revision of one article, end exclusive. Days are
`YYYY-MM-DD`, moments ISO 8601 with a zone. A confidence is between 0 and 1.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal

Verdict = Literal[
    "pending",  # found, and not yet asked for
    "listed",  # a feed, sitemap or section was read for the addresses in it
    "fetched",  # an article, new or changed, was stored
    "unchanged",  # the page was read and says what it said before
    "duplicate",  # another address already led to this article
    "paywall",  # stored, but only the part that is open
    "too_short",  # no article text in the page
    "language",  # neither French nor English
    "off_window",  # published outside the topic's window
    "robots",  # robots.txt forbids it
    "tdm",  # the site reserves its rights against text and data mining
    "paused",  # nothing is asked of its source for now
    "withdrawn",  # removed on request, and kept out
    "unsafe",  # a private address, too large, too many redirects
    "http_error",  # the server answered with an error
    "failed",  # no answer, or one that could not be read
]
# `source` for what the list of sources names itself: feeds, sitemaps, sections
FoundBy = Literal[
    "source", "feed", "sitemap", "section", "gdelt", "wayback", "common-crawl", "urls", "warc",
    "revisit",
]  # fmt: skip
DateOrigin = Literal["json-ld", "meta", "time", "feed", "sitemap", "url", "text"]
Access = Literal["open", "paywall"]
MentionKind = Literal["name", "alias", "nominal"]
QuoteKind = Literal["direct", "indirect", "mixed"]
Polarity = Literal["favor", "against", "ambivalent"]


@dataclass(frozen=True, slots=True)
class Link:
    """A hyperlink of an article; without a place where its words are not in the text."""

    url: str  # in the form of article addresses
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """What one page says, as one version of one article."""

    url: str  # canonical address
    lang: str
    title: str
    text: str  # paragraphs split by a newline
    authors: tuple[str, ...] = ()
    published: str | None = None
    published_from: DateOrigin | None = None
    published_confidence: float = 0.0
    access: Access = "open"
    extractor: str = ""  # name and version of what read the page
    links: tuple[Link, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of title and text, hexadecimal."""
        return hashlib.sha256(f"{self.title}\0{self.text}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Discovery:
    """One way to an address: a list that names it, and what that list says of it."""

    url: str
    source_id: str
    found_by: FoundBy
    listing: str  # address or file of the list
    found_at: str
    verdict: Verdict = "pending"
    detail: str = ""
    at: str = ""  # where a copy is fetched, where that is not `url`
    modified: str = ""  # what the list says of the last change, as it says it
    hints: str = "{}"  # JSON
    due: bool = True  # to be asked for now, even where it was asked for before


@dataclass(frozen=True, slots=True)
class Address:
    """An address as it stands."""

    url: str
    source_id: str
    found_by: FoundBy  # the first way to it
    verdict: Verdict
    at: str = ""
    modified: str = ""
    hints: str = "{}"
    etag: str = ""
    last_modified: str = ""
    checked_at: str = ""  # when it was asked for last; empty before
    due: bool = False  # whether its time to be asked for has come


@dataclass(frozen=True, slots=True)
class Listed:
    """What a request for a list brought; `children` is `None` where nothing was read.

    Lists are named by their kind and address.
    """

    kind: str
    parent: tuple[str, str] = ("", "")
    children: tuple[tuple[str, str], ...] | None = None
    discoveries: tuple[Discovery, ...] = ()


@dataclass(frozen=True, slots=True)
class Fetch:
    """One address that was asked for, and what became of it."""

    url: str
    source_id: str
    found_by: FoundBy
    verdict: Verdict
    fetched_at: str
    status: int | None = None
    detail: str = ""
    modified: str = ""  # what the feed or sitemap said of the last change, as it said it
    sha256: str = ""  # of the body as received
    warc_file: str = ""
    warc_offset: int | None = None
    warc_length: int | None = None
    at: str = ""  # where a copy was asked for, where that is not `url`
    etag: str = ""  # as the server gave it
    last_modified: str = ""  # as the server gave it
    article: Article | None = None
    listed: Listed | None = None  # of a list, where an article has none


@dataclass(frozen=True, slots=True)
class Document:
    """One text to analyse."""

    id: str
    text: str
    title: str = ""
    lang: str = ""  # empty: to be found out
    published: str = ""
    url: str = ""
    revision: int = 1


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something that is named: listed in the topic, or found in a text."""

    id: str
    name: str
    type: str
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    start: int
    end: int
    entity: str
    kind: MentionKind
    rule: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Quote:
    """The content of somebody's words; `speaker` is an entity's id or the words of the text."""

    start: int
    end: int
    speaker: str
    kind: QuoteKind
    cue: str
    rule: str
    confidence: float = 1.0
    cue_start: int | None = None
    cue_end: int | None = None


@dataclass(frozen=True, slots=True)
class Stance:
    """Who is for or against what: `start` and `end` give the cue that shows it.

    `holder` is an entity's id, the words of the text or `author`; `target` an entity's or an
    issue's id.
    """

    start: int
    end: int
    holder: str
    target: str
    polarity: Polarity
    sentence_start: int
    sentence_end: int
    rule: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Credit:
    """An outlet that the article credits for its information."""

    start: int
    end: int
    outlet: str
    rule: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount, share, count, rate or duration; `unit` is `USD/hour`, `percent`, `people` …"""

    start: int
    end: int
    value: float
    unit: str
    rule: str
    what: str = ""  # the words around it that say what is measured
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an article is held to be on the topic, or not: a rule and the words that met it."""

    rule: str
    weight: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that was found in one document, by one version of the analysis."""

    id: str
    lang: str
    version: str
    revision: int = 1
    relevant: bool = False
    relevance: float = 0.0
    reasons: tuple[Reason, ...] = ()
    entities: tuple[Entity, ...] = ()
    mentions: tuple[Mention, ...] = ()
    quotes: tuple[Quote, ...] = ()
    stances: tuple[Stance, ...] = ()
    credits: tuple[Credit, ...] = ()
    figures: tuple[Figure, ...] = ()
    word_forms: tuple[tuple[str, str], ...] = ()  # inflected words and their lemmas, for the search
    error: str = ""  # what broke, where an article could not be analysed


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of what: verdicts of a crawl, findings of an analysis."""

    counts: dict[str, int] = field(default_factory=dict)

    def plus(self, other: Tally) -> Tally:
        """The two together.

        >>> Tally({"fetched": 1}).plus(Tally({"fetched": 2, "robots": 1})).counts
        {'fetched': 3, 'robots': 1}
        """
        keys = [*self.counts, *(key for key in other.counts if key not in self.counts)]
        return Tally({k: self.counts.get(k, 0) + other.counts.get(k, 0) for k in keys})
