"""The stories that a batch of articles may belong to, read from the database when asked for.

How near an article is to a story is the cosine of their features, each weighted by how few stories
have it, and less the more days lie between them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from heapq import nsmallest
from math import exp, log, sqrt

from sqlite_utils import Database

from storage.told import clusters
from storage.told.clusters import StoryFeature
from stories.features import Features

MOST = 1000  # stories beyond which it does not matter how many have a feature
RARE = 300  # stories of a feature by which others are looked for
READ = 600  # of these, in all, that an article is looked up by: its rarest features come first
LOOKED_AT = 8  # stories that an article is compared with: those that share most with it
NEAR, FADE, FAR = 2, 14.0, 0.55  # days that do not count; days in which the rest fades; what stays
UNDATED = 0.8
ALONE = 0.4  # what a feature counts in a length, where nobody else has it
# Stories among which it is not yet known what is rare, so that little is near in fewer: what tells
# nothing but names and days counts less. By benchmarks.clusters on archives of six to twenty.
FEW, FEW_NAMED = 4, 10
NAMED, TOLD = ("entity", "day"), 0.3  # such features; the share of others that is told
PRUNED, LEAST = 20, 0.05  # in a story of so many articles, what fewer of them have is left out


@dataclass
class Cluster:
    """A story while articles are put in it: what they weigh together, and their days."""

    id: int
    weights: Features = field(default_factory=dict)
    size: int = 0
    first: date | None = None
    last: date | None = None

    def add(self, features: Mapping[str, float], day: date | None, times: int = 1) -> None:
        """Put an article in, or take it out (`times` -1); its days stay."""
        self.size += times
        for feature, weight in features.items():
            self.weights[feature] = self.weights.get(feature, 0) + times * weight
            if self.weights[feature] < 1e-6:
                del self.weights[feature]
        if day and times > 0:
            self.first, self.last = min(self.first or day, day), max(self.last or day, day)

    def absorb(self, other: Cluster) -> None:
        """Put all that is in another one in this one."""
        self.add(other.weights, other.first)
        self.add({}, other.last)
        self.size += other.size - 2

    def shares(self) -> Features:
        """The features as a mean article has them."""
        return {feature: weight / self.size for feature, weight in self.weights.items()}

    def kept(self) -> Features:
        """The features that are worth storing."""
        least = LEAST * self.size if self.size >= PRUNED else 0
        return {f: round(weight, 4) for f, weight in self.weights.items() if weight > least}

    def nearness(self, first: date | None, last: date | None) -> float:
        """What the days between this story and a span leave of their likeness."""
        if not (first and last and self.first and self.last):
            return UNDATED
        gap = max((first - self.last).days, (self.first - last).days, NEAR) - NEAR
        return FAR + (1 - FAR) * exp(-gap / FADE)


@dataclass(frozen=True, slots=True)
class Weighted:
    """Features by how rare they are, and their length."""

    weights: Features
    length: float


@dataclass(frozen=True, slots=True)
class Match:
    """A story, how near it is (0 to 1), and what is shared, the weightiest first."""

    story: int
    score: float
    shared: tuple[str, ...]


class Nearby:
    """Stories in hand; `arriving` are the features of the articles that have no story yet."""

    def __init__(self, db: Database, known: Iterable[str], arriving: Iterable[Features]) -> None:
        self._db = db
        waiting = list(arriving)
        self._fresh: dict[str, float] = {**Counter(f for its in waiting for f in its)}
        self._stories: dict[str, int] = {}
        self._count(known)
        self._postings = clusters.posted(db, (f for f, n in self._stories.items() if n <= RARE))
        self._next = clusters.next_id(db)
        self._total = max(1, min(MOST, self._next - 1 + len(waiting)))
        self._rarities: dict[float, float] = {}
        self._in_hand: dict[int, Cluster] = {}
        self._stored: dict[int, Features] = {}

    def _count(self, features: Iterable[str]) -> None:
        """Read how many stories have features that were not met yet."""
        fresh = [feature for feature in features if feature not in self._stories]
        self._stories |= dict.fromkeys(fresh, 0) | clusters.counted(self._db, fresh)

    def new(self) -> Cluster:
        """A story without articles."""
        cluster = self._in_hand[self._next] = Cluster(self._next)
        self._next += 1
        return cluster

    def get(self, ids: Iterable[int]) -> list[Cluster]:
        """Stories by number; those that there are."""
        wanted = list(ids)
        self._load([number for number in wanted if number not in self._in_hand])
        return [self._in_hand[number] for number in wanted if number in self._in_hand]

    def _load(self, missing: list[int]) -> None:
        for number, story in clusters.stories(self._db, missing).items():
            first, last = (date.fromisoformat(day) if day else None
                           for day in (story.first_day, story.last_day))  # fmt: skip
            self._in_hand[number] = Cluster(number, {}, story.articles, first, last)
        loaded = clusters.features(self._db, missing)
        for number, weights in loaded.items():
            self._in_hand[number].weights = dict(weights)
        self._stored |= loaded
        self._count({feature for weights in loaded.values() for feature in weights})

    def arrived(self, features: Features) -> None:
        """An article that had no story has one now.

        What weighs little in it goes on to count as if a little of it were still to come: without
        that, what others lack is left out of lengths too soon (measured: benchmarks/clusters.py).
        """
        for feature, weight in features.items():
            self._fresh[feature] -= weight

    def put(self, cluster: Cluster, features: Features, day: date | None) -> None:
        """Put an article in a story."""
        fresh = features.keys() - cluster.weights.keys()
        cluster.add(features, day)
        self._post(cluster, fresh)

    def take(self, cluster: Cluster, features: Features) -> None:
        """Take an article out of a story."""
        had = features.keys() & cluster.weights.keys()
        cluster.add(features, None, -1)
        for feature in had - cluster.weights.keys():
            self._stories[feature] -= 1

    def absorb(self, kept: Cluster, gone: Cluster) -> None:
        """Put all that is in a story in another one."""
        fresh = gone.weights.keys() - kept.weights.keys()
        for feature in gone.weights:
            self._stories[feature] -= 1
        kept.absorb(gone)
        gone.size, gone.weights = 0, {}
        self._post(kept, fresh)

    def _post(self, cluster: Cluster, fresh: Iterable[str]) -> None:
        self._count(fresh)
        for feature in fresh:
            self._stories[feature] += 1
            self._postings.setdefault(feature, set()).add(cluster.id)

    def changes(self, ids: Iterable[int]) -> tuple[list[StoryFeature], list[tuple[str, int]]]:
        """What differs from the features that are stored: new weights, and what is no more."""
        changed, gone = [], []
        for cluster in self.get(ids):
            kept, stored = cluster.kept(), self._stored.get(cluster.id, {})
            changed += [
                StoryFeature(feature, cluster.id, weight)
                for feature, weight in kept.items()
                if stored.get(feature) != weight
            ]
            gone += [(feature, cluster.id) for feature in stored.keys() - kept]
        return changed, gone

    def best(
        self, features: Features, first: date | None, last: date | None, besides: int | None = None
    ) -> Match | None:
        """The nearest story but one, if any shares something."""
        ours = self._weighted(features)
        likely = self.get(self._likely(features, besides))
        found = [self._match(ours, one, first, last) for one in likely if one.size]
        return max(found, key=lambda match: (match.score, -match.story), default=None)

    def _likely(self, features: Features, besides: int | None) -> list[int]:
        """The stories that share the weightiest features."""
        worth: dict[int, float] = {}
        read = 0
        for feature in sorted(features, key=lambda feature: (self._stories[feature], feature)):
            stories = self._postings.get(feature, ())
            read += len(stories)
            if len(stories) > RARE or read > READ:
                break
            value = features[feature] * self._rarity(feature) ** 2
            for story in stories:
                worth[story] = worth.get(story, 0) + value
        worth.pop(besides or 0, None)
        return nsmallest(LOOKED_AT, worth, key=lambda story: (-worth[story], story))

    def match(
        self, features: Features, cluster: Cluster, first: date | None, last: date | None
    ) -> Match:
        """How near a story is."""
        return self._match(self._weighted(features), cluster, first, last)

    def _match(
        self, ours: Weighted, cluster: Cluster, first: date | None, last: date | None
    ) -> Match:
        worth = {
            feature: weight * cluster.weights[feature] * self._rarity(feature) / cluster.size
            for feature, weight in ours.weights.items() if feature in cluster.weights
        }  # fmt: skip
        lengths = ours.length * self._weighted(cluster.weights).length / cluster.size
        score = sum(worth.values()) / lengths * cluster.nearness(first, last) if lengths else 0.0
        score /= 1 + (FEW if _tells(worth) else FEW_NAMED) / self._total
        shared = sorted(worth, key=lambda feature: (-worth[feature], feature))
        return Match(cluster.id, round(min(score, 1.0), 4), tuple(shared))

    def _weighted(self, features: Features) -> Weighted:
        """What nobody else has counts little in the length."""
        weights, squares = {}, 0.0
        for feature, weight in features.items():
            number = self._number(feature)
            weights[feature] = weight = weight * self._rare(number)
            squares += (weight if number > 1 else weight * ALONE) ** 2
        return Weighted(weights, sqrt(squares))

    def _rarity(self, feature: str) -> float:
        """1 where only one story has a feature, near 0 where all have it."""
        return self._rare(self._number(feature))

    def _number(self, feature: str) -> float:
        """How many have a feature: stories, and articles that have none yet."""
        return self._stories.get(feature, 0) + self._fresh.get(feature, 0)

    def _rare(self, number: float) -> float:
        found = self._rarities.get(number)
        if found is None:
            most = min(max(1, number), self._total)
            found = self._rarities[number] = log(1 + self._total / most) / log(1 + self._total)
        return found


def _tells(worth: Features) -> bool:
    """Whether enough of what is shared is more than names and days."""
    named = sum(worth[feature] for feature in worth if feature.startswith(NAMED))
    return named <= (1 - TOLD) * sum(worth.values())
