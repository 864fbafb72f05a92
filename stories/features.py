"""What an article can share with another one about the same event, in whatever language."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field

from storage.coverage import Covered, Finding
from stories import days
from stories.notions import notions

Features = dict[str, float]
SHINGLE = 4  # words of a quotation that are hashed together
KEPT = 3  # of its hashes, the least: a quotation cut short keeps some


class Weights(BaseModel):
    """How much each kind of feature counts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    entity: float
    figure: float
    quote: float
    credit: float
    link: float
    day: float
    word: float
    notion: float


class Settings(BaseModel):
    """`features.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    opening: int = Field(ge=0)
    later: float = Field(ge=0, le=1)
    most: int = Field(ge=1)
    weights: Weights


@cache
def settings() -> Settings:
    """The file `features.toml`.

    :raises pydantic.ValidationError: it says what it must not.
    """
    raw = files("stories").joinpath("features.toml").read_text("utf-8")
    return Settings.model_validate(tomllib.loads(raw))


def features(article: Covered, findings: Sequence[Finding], links: Sequence[str]) -> Features:
    """The features of an article with their weights, rarity apart: the heaviest, by weight.

    A feature is named by its kind: `entity:x`, `figure:150:USD/hour`, `day:2023-12-05` …
    """
    found: Features = {}
    for feature, weight in _all(article, findings, links):
        found[feature] = max(found.get(feature, 0), round(weight, 3))
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return dict(ranked[: settings().most])


def _all(
    article: Covered, findings: Sequence[Finding], links: Sequence[str]
) -> Iterator[tuple[str, float]]:
    weights = settings().weights
    for finding in findings:
        if finding.entity_id != article.source_id:
            yield from _found(finding, article.text)
    for url in (article.url, *(url for url in links if _leads_away(url, article))):
        yield f"link:{url}", weights.link
    yield from _days(article)
    yield from _words(article)


def _found(finding: Finding, text: str) -> Iterator[tuple[str, float]]:
    weights = settings().weights
    early = 1.0 if finding.start < settings().opening else settings().later
    if finding.kind in ("mention", "quote") and finding.entity_id:
        yield f"entity:{finding.entity_id}", weights.entity * early
    if finding.kind == "quote" and finding.form != "indirect":
        for key in quoted(text[finding.start : finding.end]):
            yield f"quote:{key}", weights.quote
    if finding.kind == "credit" and finding.entity_id:
        yield f"credit:{finding.entity_id}", weights.credit
    if finding.kind == "figure" and finding.value is not None:
        yield _figure(finding.value, finding.unit), weights.figure * early


def _figure(value: float, unit: str) -> str:
    """A figure by value and unit; shares without what stands behind the point."""
    return f"figure:{round(value) if unit == 'percent' else value:g}:{unit}"


def _words(article: Covered) -> Iterator[tuple[str, float]]:
    weights = settings().weights
    named, rest = notions(article.title, article.lang)
    yield from ((f"notion:{notion}", weights.notion) for notion in named)
    yield from ((f"word:{stem}", weights.word) for stem in rest)
    below, _ = notions(article.text[: settings().opening], article.lang)
    yield from ((f"notion:{n}", weights.notion * settings().later) for n in below - named)


def _days(article: Covered) -> Iterator[tuple[str, float]]:
    published, weight = day_of(article), settings().weights.day
    for day in days.named(article.text, article.lang, published):
        yield f"day:{day}", weight
    if published:
        yield f"day:{published}", weight
        yield from ((f"day:{published + timedelta(n)}", weight / 2) for n in (-1, 1))


def day_of(article: Covered) -> date | None:
    """When an article was published, where that is known."""
    return date.fromisoformat(article.day) if article.day else None


def _leads_away(url: str, article: Covered) -> bool:
    """Whether an address is a page: no home page, and no section that the article lies in."""
    return urlsplit(url).path.strip("/") != "" and not article.url.startswith(url)


def quoted(text: str) -> list[str]:
    """Keys of a quotation: one that is cut short, or differs in a word, keeps some of them."""
    words = re.findall(r"\w+", days.fold(text))
    runs = (" ".join(words[n : n + SHINGLE]) for n in range(len(words) - SHINGLE + 1))
    keys = {hashlib.blake2b(run.encode(), digest_size=6).hexdigest() for run in runs}
    return sorted(keys)[:KEPT]
