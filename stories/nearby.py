"""The stories that a batch of articles may belong to, read from the database when asked for.

How near an article is to a story is the cosine of their features, each weighted by how few stories
have it, and less the more days lie between them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import exp, log, sqrt

from sqlite_utils import Database

from storage import clusters
from stories.features import Features

MOST = 1000  # stories beyond which it does not matter how many have a feature
RARE = 300  # stories of a feature by which others are looked for
LOOKED_AT = 8  # stories that an article is compared with: those that share most with it
NEAR, FADE, FAR = 2, 14.0, 0.4  # days that do not count; days in which the rest fades; what stays
UNDATED = 0.8
ALONE = 0.4  # what a feature counts in a length, where nobody else has it
FEW = 10  # stories among which it is not yet known what is rare: nothing is near in fewer
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
        self._fresh = Counter(feature for its in waiting for feature in its)
        self._postings = {f: set(ids) for f, ids in clusters.posted(db, known, MOST).items()}
        self._stories = {f: len(ids) for f, ids in self._postings.items()}
        self._next = clusters.next_id(db)
        self._total = max(1, min(MOST, self._next - 1 + len(waiting)))
        self._in_hand: dict[int, Cluster] = {}

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
        for row in clusters.features(self._db, missing):
            self._in_hand[row.story_id].weights[row.feature] = row.weight

    def arrived(self, features: Features) -> None:
        """An article that had no story has one now."""
        self._fresh.subtract(features)

    def posted(self, cluster: Cluster, features: Iterable[str]) -> None:
        """These features are in a story now."""
        for feature in features:
            stories = self._postings.setdefault(feature, set())
            if cluster.id not in stories:
                stories.add(cluster.id)
                self._stories[feature] = self._count(feature) + 1

    def best(
        self, features: Features, first: date | None, last: date | None, besides: int | None = None
    ) -> Match | None:
        """The nearest story but one, if any shares something."""
        clusters = self.get(self._likely(features, besides))
        found = [self.match(features, one, first, last) for one in clusters if one.size]
        return max(found, key=lambda match: (match.score, -match.story), default=None)

    def _likely(self, features: Features, besides: int | None) -> list[int]:
        """The stories that share the weightiest features."""
        worth: dict[int, float] = {}
        for feature, weight in features.items():
            stories = self._postings.get(feature, set())
            value = weight * self._rarity(feature) ** 2
            for story in stories if len(stories) <= RARE else ():
                worth[story] = worth.get(story, 0) + value
        worth.pop(besides or 0, None)
        return sorted(worth, key=lambda story: (-worth[story], story))[:LOOKED_AT]

    def match(
        self, features: Features, cluster: Cluster, first: date | None, last: date | None
    ) -> Match:
        """How near a story is."""
        ours, theirs = self._weighted(features), self._weighted(cluster.shares())
        worth = {feature: ours[feature] * theirs[feature] for feature in ours.keys() & theirs}
        norms = self._norm(ours) * self._norm(theirs)
        score = sum(worth.values()) / norms * cluster.nearness(first, last) if norms else 0.0
        score /= 1 + FEW / self._total
        shared = sorted(worth, key=lambda feature: (-worth[feature], feature))
        return Match(cluster.id, round(min(score, 1.0), 4), tuple(shared))

    def _weighted(self, features: Features) -> Features:
        return {feature: weight * self._rarity(feature) for feature, weight in features.items()}

    def _norm(self, weighted: Features) -> float:
        """The length of a vector; what nobody else has counts little in it."""
        return sqrt(
            sum((w if self._number(f) > 1 else w * ALONE) ** 2 for f, w in weighted.items())
        )

    def _rarity(self, feature: str) -> float:
        """1 where only one story has a feature, near 0 where all have it."""
        number = min(max(1, self._number(feature)), self._total)
        return log(1 + self._total / number) / log(1 + self._total)

    def _number(self, feature: str) -> int:
        """How many have a feature: stories, and articles that have none yet."""
        return self._count(feature) + self._fresh[feature]

    def _count(self, feature: str) -> int:
        if feature not in self._stories:
            self._stories[feature] = clusters.counted(self._db, feature, MOST)
        return self._stories[feature]
