"""The claims at hand: finds the one that a figure belongs to, or begins a new one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from storage.outcomes import Claim, ClaimKey
from stories.measures import measures
from stories.tellings import Telling

SOON = 10  # days within which two articles about the same body can mean the same, named or not
MONTHS = 60  # days within which the same words can mean the same
MOST = 400  # articles of a claim; those that come later begin another
BUCKET = 64  # claims of one key and time that a figure is held against, the latest ones


@dataclass
class Shelf:
    """Claims by number, their keys, and where each figure was before."""

    claims: dict[int, Claim]
    by_key: dict[str, list[int]]
    groups: dict[int, frozenset[str]]
    new: list[ClaimKey]
    next_id: int
    more: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))  # articles

    def place(self, telling: Telling, story: int | None, before: int | None) -> int:
        """The claim that a figure belongs to, best the one it was in `before`."""
        keys = telling.keys(story)
        fitting = [
            (claim.id != before, rank, _days_between(claim, telling), claim.id)
            for rank, key in enumerate(keys)
            for claim in self._under(telling, key, before)
            if claim.id == before or self._fits(claim, telling, key)
        ]
        number = min(fitting)[-1] if fitting else self._begin(telling, story, keys)
        self.claims[number] = _stretched(self.claims[number], telling)
        if number != before:
            self.more[number].add(telling.article.id)
        return number

    def _under(self, telling: Telling, key: str, before: int | None) -> Iterator[Claim]:
        for sought in _around(telling, key):
            kept = self.by_key[sought]
            if before in kept:
                yield self.claims[before]
            yield from (self.claims[number] for number in kept[-BUCKET:])

    def _fits(self, claim: Claim, telling: Telling, key: str) -> bool:
        weak = key[0] in "sd"
        if weak and telling.entity and claim.entity_id and telling.entity != claim.entity_id:
            return False
        theirs = self.groups[claim.id]
        if theirs and telling.groups and not theirs & telling.groups:
            return False
        if claim.articles + len(self.more[claim.id] - {telling.article.id}) >= MOST:
            return False
        if key[0] == "s" and not (telling.article.day and claim.first_day):
            return True
        return _span(claim, telling) <= _most(telling, key)

    def _begin(self, telling: Telling, story: int | None, keys: Sequence[str]) -> int:
        number, self.next_id = self.next_id, self.next_id + 1
        rule = f"measure {telling.measure}" if telling.measure else "words"
        self.claims[number] = Claim(
            number, telling.label, telling.base, rule, telling.confidence, story, telling.entity
        )
        self.groups[number] = telling.groups
        kept = [_at(key, _period(telling, key)) for key in keys]
        for key in (*kept, *(f"g|{group}" for group in sorted(telling.groups))):
            self.by_key[key].append(number)
            self.new.append(ClaimKey(key, number))
        return number


def shelf(claims: Mapping[int, Claim], keys: Iterable[ClaimKey], next_id: int) -> Shelf:
    """Stored claims with their keys."""
    by_key: dict[str, list[int]] = defaultdict(list)
    groups: dict[int, set[str]] = {number: set() for number in claims}
    for key in sorted(keys, key=lambda key: key.claim_id):
        by_key[key.key].append(key.claim_id)
        if key.key.startswith("g|"):
            groups[key.claim_id].add(key.key[2:])
    frozen = {number: frozenset(names) for number, names in groups.items()}
    return Shelf(dict(claims), by_key, frozen, [], next_id)


def by_story(claim: Claim) -> bool:
    """Whether a claim is of what an event has only one of."""
    named = claim.rule.removeprefix("measure ")
    return named in measures() and measures()[named].event


def sought(telling: Telling, story: int | None) -> Iterator[str]:
    """What the claims are kept under that a figure can belong to."""
    for key in telling.keys(story):
        yield from _around(telling, key)


def _around(telling: Telling, key: str) -> list[str]:
    """A key at the time of a figure, and a little before and after: a claim's first is there."""
    period = _period(telling, key)
    return [_at(key, None)] if period is None else [_at(key, period + n) for n in (-1, 0, 1)]


def _at(key: str, period: int | None) -> str:
    return key if period is None else f"{key}|{period}"


def _period(telling: Telling, key: str) -> int | None:
    """The number of its time, each as long as a claim can be; of a story all times are one."""
    day = telling.article.day
    if key[0] == "s" or not day:
        return None
    return date.fromisoformat(day).toordinal() // _most(telling, key)


def _most(telling: Telling, key: str) -> int:
    """The days that a claim can be told over."""
    most = measures()[telling.measure].days if telling.measure else MONTHS
    return min(most, SOON) if key[0] == "d" else most


def _stretched(claim: Claim, telling: Telling) -> Claim:
    days = sorted(filter(None, (claim.first_day, claim.last_day, telling.article.day)))
    return replace(claim, first_day=days[0], last_day=days[-1]) if days else claim


def _span(claim: Claim, telling: Telling) -> int:
    """How many days a claim would be told over, with this figure; very many without a day."""
    days = [day for day in (claim.first_day, claim.last_day, telling.article.day) if day]
    return _apart(min(days), max(days)) if len(days) == 3 else 10**6


def _days_between(claim: Claim, telling: Telling) -> int:
    day = telling.article.day
    return _apart(claim.first_day, day) if claim.first_day and day else 10**6


def _apart(one: str, other: str) -> int:
    return abs((date.fromisoformat(other) - date.fromisoformat(one)).days)
