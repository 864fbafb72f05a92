"""The list of sources that comes with the topic: wide enough, balanced, and each of use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

import topics
from topics.model import Source

TOPIC = topics.load("actors-strike-ai")
SOURCES = list(TOPIC.sources.values())
AFRICA = {"BJ", "CD", "CG", "CI", "CM", "DZ", "GN", "MA", "ML", "SN", "TN"}


def _addresses(source: Source) -> Iterator[str]:
    yield from map(str, (*source.feeds, *source.sitemaps, *(one.url for one in source.sections)))


def _count(language: str, *countries: str) -> int:
    return sum(s.language == language and s.country in countries for s in SOURCES)


@pytest.mark.parametrize(
    ("found", "least"),
    [
        (len(SOURCES), 80),
        (_count("fr", "FR"), 30),
        (_count("fr", "BE"), 5),
        (_count("fr", "CH"), 5),
        (_count("fr", "CA"), 5),
        (_count("fr", *AFRICA), 5),
        (_count("en", "US"), 30),
        (_count("en", "GB"), 10),
        (_count("en", "CA"), 5),
        (_count("en", "IE"), 2),
        (_count("en", "AU"), 2),
    ],
)
def test_the_list_is_wide(found: int, least: int) -> None:
    assert found >= least


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_language_and_no_kind_is_left_out(language: str) -> None:
    kinds = Counter(s.kind for s in SOURCES if s.language == language)
    least = {"newspaper": 10, "magazine": 5, "broadcaster": 5, "trade": 5, "tech": 10}
    assert all(kinds[kind] >= count for kind, count in least.items()), kinds
    assert kinds["agency"] >= 2 and kinds["newsroom"] >= 2
    assert 0.35 < sum(kinds.values()) / len(SOURCES) < 0.65


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)
def test_a_source_says_where_its_articles_are(source: Source) -> None:
    addresses = list(_addresses(source))
    assert addresses, "no feed, no sitemap and no section"
    assert all(url.startswith("https://") for url in (str(source.home), *addresses))
    assert source.tdm == "obey" and not source.allow_private
    if entity := TOPIC.entities.get(source.id):
        assert entity.type in ("OUTLET", "ORG")


def test_nothing_is_listed_twice() -> None:
    for values in (
        [str(source.home) for source in SOURCES],
        [source.name.casefold() for source in SOURCES],
        [url for source in SOURCES for url in _addresses(source)],
    ):
        twice = [value for value, times in Counter(values).items() if times > 1]
        assert not twice


def test_the_parties_have_their_own_say() -> None:
    ids = {"sag-aftra", "amptp", "actra", "equity-uk", "fia", "uda", "adami", "sfa-cgt", "meta",
           "realeyes", "netflix", "disney", "wga"}  # fmt: skip
    assert ids <= TOPIC.sources.keys()
