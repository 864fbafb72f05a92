"""Puts articles in stories: the nearest one, or a new one; stories that turn out to be one join."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from storage.outcomes import StoryRole
from stories.features import Features
from stories.nearby import Cluster, Match, Nearby

# Measured on articles of both languages that people grouped: see benchmarks/clusters.py
JOIN = 0.22  # how near an article must be to a story
MERGE = 0.28  # how near two stories must be
MARGIN = 0.1  # by how much another story must be nearer for an article to leave its own


@dataclass(frozen=True, slots=True)
class Arrival:
    """An article that is new or has changed; `before` are its features in the story `held`."""

    id: int
    lang: str
    day: date | None
    features: Features
    role: StoryRole = "independent"
    group: int | None = None  # the original of its copies
    held: int | None = None
    before: Features | None = None
    source: str | None = None
    moment: str = ""


@dataclass(frozen=True, slots=True)
class Placing:
    """Where an article belongs, and why."""

    arrival: Arrival
    story: int
    score: float
    reasons: tuple[str, ...]


def place(nearby: Nearby, arrivals: Iterable[Arrival], homes: dict[int, int]) -> list[Placing]:
    """Put each article in a story, the first one first; copies follow their group.

    `homes` are the stories of groups by original; groups that get one are added.
    """
    placings = []
    for arrival in sorted(arrivals, key=_order):
        held = _leave(nearby, arrival)
        found = _follow(homes, arrival) or _choose(nearby, arrival, held)
        (cluster,) = nearby.get([found.story])
        nearby.put(cluster, arrival.features, arrival.day)
        if held is None:
            nearby.arrived(arrival.features)
        if arrival.group is not None:
            homes[arrival.group] = found.story
        placings.append(Placing(arrival, found.story, found.score, found.shared))
    return placings


def _order(arrival: Arrival) -> tuple[bool, date, int]:
    return arrival.group not in (None, arrival.id), arrival.day or date.max, arrival.id


def _leave(nearby: Nearby, arrival: Arrival) -> Cluster | None:
    """Take an article out of its story for the time being."""
    if arrival.held is None:
        return None
    (cluster,) = nearby.get([arrival.held])
    nearby.take(cluster, arrival.before or {})
    return cluster


def _follow(homes: dict[int, int], arrival: Arrival) -> Match | None:
    home = homes.get(arrival.group) if arrival.group is not None else None
    if home is None or arrival.group == arrival.id:
        return None
    return Match(home, 1.0, (f"copy:{arrival.group}",))


def _choose(nearby: Nearby, arrival: Arrival, held: Cluster | None) -> Match:
    """The story that an article is nearest to, its own as long as none is clearly nearer."""
    day = arrival.day
    best = nearby.best(arrival.features, day, day, held.id if held else None)
    wanted = JOIN
    own = Match(held.id, 0.0, ()) if held else None
    if held and held.size:
        own = nearby.match(arrival.features, held, day, day)
        wanted = max(JOIN, own.score) + MARGIN
    if best and best.score >= wanted:
        return best
    return own or Match(nearby.new().id, 0.0, ())


def merge(nearby: Nearby, touched: Sequence[int]) -> dict[int, Match]:
    """Join stories that are one: what became of each that is no more."""
    joined: dict[int, Match] = {}
    for number in sorted(touched):
        for cluster in nearby.get([number]):
            if number in joined or not cluster.size:
                continue
            best = nearby.best(cluster.shares(), cluster.first, cluster.last, number)
            if best and best.score >= MERGE:
                (other,) = nearby.get([best.story])
                _join(nearby, cluster, other, best, joined)
    return joined


def _join(
    nearby: Nearby, one: Cluster, other: Cluster, match: Match, joined: dict[int, Match]
) -> None:
    """Put the smaller story, the later one of two alike, in the other."""
    kept, gone = sorted((one, other), key=lambda cluster: (-cluster.size, cluster.id))
    nearby.absorb(kept, gone)
    joined[gone.id] = Match(kept.id, match.score, match.shared)
    for number, before in joined.items():
        if before.story == gone.id:
            joined[number] = Match(kept.id, before.score, before.shared)
