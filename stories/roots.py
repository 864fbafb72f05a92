"""Where a story came from: the articles and outlets that its followers lead back to."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from storage.cascades import Root
from storage.coverage import Covered
from storage.outcomes import Edge, StoryRole
from stories import days
from stories.taking import Scene

FOLLOWS = 0.6  # an edge as sure as this makes a follower
RECENT = timedelta(31)  # a day further back is not that of the news
SENTENCE = re.compile(r"[^.!?\n]*$"), re.compile(r"^[^.!?\n]*")
DATED = re.compile(r"/((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)(?:[/-]|$)")
Giver = int | str  # an article, or an outlet
Origins = dict[Giver, set[Edge]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A day on which an outlet told it, and the edge that shows it; `rule` how."""

    edge: Edge
    day: str | None
    rule: str


def firm(edges: Iterable[Edge]) -> dict[int, list[Edge]]:
    """The edges that make followers, by article."""
    found: dict[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        if edge.kind != "time" and edge.confidence >= FOLLOWS:
            found[edge.article_id].append(edge)
    return dict(found)


def origins(article: int, follows: Mapping[int, list[Edge]], known: dict[int, Origins]) -> Origins:
    """What an article leads back to, each with the edges that lead there last."""
    if article not in known:
        found: dict[Giver, set[Edge]] = defaultdict(set)
        for edge in follows.get(article, ()):
            if edge.from_id is None:
                found[edge.from_outlet or ""].add(edge)
            elif edge.from_id not in follows:
                found[edge.from_id].add(edge)
            else:
                for giver, edges in origins(edge.from_id, follows, known).items():
                    found[giver] |= edges
        known[article] = dict(found)
    return known[article]


def roles(
    members: Iterable[int], scene: Scene, follows: Mapping[int, list[Edge]]
) -> dict[int, StoryRole]:
    """The role of each article of a story."""
    given = {edge.from_id for listed in follows.values() for edge in listed}
    return {one: _role(one, scene, one in follows, one in given) for one in members}


def _role(article: int, scene: Scene, follows: bool, gives: bool) -> StoryRole:
    copy = scene.told[article].copy
    if copy and copy.role != "original":
        return copy.role
    if follows:
        return "follower"
    return "origin" if gives else "independent"


def roots(
    story: int, members: Iterable[int], scene: Scene, follows: Mapping[int, list[Edge]]
) -> Iterator[Root]:
    """The roots of a story, each with the number of its followers and the day it was told."""
    led: dict[Giver, set[Edge]] = defaultdict(set)
    followers: Counter[Giver] = Counter()
    known: dict[int, Origins] = {}
    for article in members:
        for giver, last in origins(article, follows, known).items():
            led[giver] |= last
            followers[giver] += 1
    for giver, count in followers.items():
        edges = sorted(led[giver], key=lambda edge: (-edge.confidence, edge.article_id))
        shown = _stored(giver, edges, scene) if isinstance(giver, int) else _told(edges, scene)
        edge = shown.edge
        yield Root(
            story, giver if isinstance(giver, int) else None,
            giver if isinstance(giver, str) else None, shown.day, count, edge.article_id,
            edge.revision, edge.start, edge.end, shown.rule, edge.confidence,
        )  # fmt: skip


def _stored(article: int, edges: list[Edge], scene: Scene) -> Shown:
    known = scene.told.get(article)
    return Shown(edges[0], known.article.day if known else None, "article")


def _told(edges: list[Edge], scene: Scene) -> Shown:
    """The day that most followers give; of several the first."""
    shown = [one for edge in edges for one in _days(edge, scene)]
    if not shown:
        return Shown(edges[0], None, "none")
    counts = Counter(one.day for one in shown)
    best = min(counts, key=lambda day: (-counts[day], day or ""))
    return min((s for s in shown if s.day == best), key=lambda s: (s.rule, -s.edge.confidence))


def _days(edge: Edge, scene: Scene) -> Iterator[Shown]:
    told = scene.told[edge.article_id]
    if not told.article.day:
        return
    published = date.fromisoformat(told.article.day)
    for link in told.links:
        if edge.kind == "link" and link.start == edge.start and (day := _addressed(link.url)):
            yield Shown(edge, day, "address")
    named = list(days.named(_sentence(told.article, edge), told.article.lang, published))
    recent = [day for day in named if published - RECENT <= day <= published]
    if recent:
        yield Shown(edge, max(recent).isoformat(), "words")


def _addressed(url: str) -> str | None:
    found = DATED.search(url)
    try:
        return date(*map(int, found.groups())).isoformat() if found else None
    except ValueError:
        return None


def _sentence(article: Covered, edge: Edge) -> str:
    if edge.start is None or edge.end is None:
        return ""
    before = SENTENCE[0].search(article.text, 0, edge.start)
    after = SENTENCE[1].search(article.text[edge.end :])
    return f"{before[0] if before else ''}{article.text[edge.start : edge.end]}" + (
        after[0] if after else ""
    )
