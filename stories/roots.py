"""Where a story came from: the articles and outlets that its followers lead back to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from storage.told.cascades import Edge, Root

Giver = int | str  # an article, or an outlet
Origins = dict[Giver, set[Edge]]
Follows = Mapping[int, Sequence[Edge]]  # by article: the edges that make it a follower


def roots(story: int, follows: Follows, days: Mapping[int, str | None]) -> Iterator[Root]:
    """The roots of a story, each with the number of its followers and the day it was told.

    `days` are those of the articles that give.
    """
    led: dict[Giver, set[Edge]] = defaultdict(set)
    followers: Counter[Giver] = Counter()
    for found in origins(follows).values():
        for giver, last in found.items():
            led[giver] |= last
            followers[giver] += 1
    for giver, count in followers.items():
        edges = sorted(led[giver], key=lambda edge: (-edge.confidence, edge.article_id))
        edge, day, rule = edges[0], None, "article"
        if isinstance(giver, int):
            day = days.get(giver)
        else:
            edge, day, rule = _told(edges)
        yield Root(
            story, giver if isinstance(giver, int) else None,
            giver if isinstance(giver, str) else None, day, count, edge.article_id,
            edge.revision, edge.start, edge.end, rule, edge.confidence,
        )  # fmt: skip


def origins(follows: Follows) -> dict[int, Origins]:
    """What each follower leads back to, each with the edges that lead there last."""
    known: dict[int, Origins] = {}
    for article in follows:
        waiting = [article]
        while waiting:
            one = waiting[-1]
            above = [
                edge.from_id for edge in follows[one]
                if edge.from_id in follows and edge.from_id not in known
                and edge.from_id not in waiting
            ]  # fmt: skip
            if one not in known and above:
                waiting += [given for given in above if given is not None]
                continue
            known.setdefault(one, _origins(follows[one], follows, known))
            waiting.pop()
    return known


def _origins(edges: Sequence[Edge], follows: Follows, known: Mapping[int, Origins]) -> Origins:
    found: Origins = defaultdict(set)
    for edge in edges:
        if edge.from_id is None:
            found[edge.from_outlet or ""].add(edge)
        elif edge.from_id not in follows:
            found[edge.from_id].add(edge)
        else:
            for giver, last in known.get(edge.from_id, {}).items():
                found[giver] |= last
    return dict(found)


def _told(edges: Sequence[Edge]) -> tuple[Edge, str | None, str]:
    """The day that most followers give, of several the first; and the edge that shows it."""
    counts = Counter(edge.told_day for edge in edges if edge.told_day)
    if not counts:
        return edges[0], None, "none"
    day = min(counts, key=lambda day: (-counts[day], day or ""))
    shown = [edge for edge in edges if edge.told_day == day]
    edge = min(shown, key=lambda edge: (edge.told_rule, -edge.confidence, edge.article_id))
    return edge, day, edge.told_rule
