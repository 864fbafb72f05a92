"""Conflicting figures: puts what is told of the same measure of the same thing into one claim.

Whether the figures of a claim are in conflict is weighed in `stories.weighing`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlite_utils import Database

from storage import changes, coverage
from storage.outcomes import Claim, ClaimFigure, ClaimKey
from storage.records import Tally
from storage.told import claims, clusters
from stories import weighing
from stories.bounds import spread
from stories.part import Part
from stories.shelf import BUCKET, by_story, shelf, sought
from stories.tellings import Telling, tellings
from topics import Topic

AGAIN = 400  # articles that come again in one batch because their claim must be begun anew
Placed = list[tuple[Telling, int]]
Where = dict[tuple[int, int, int, int], int]  # the claims of figures by their places


@dataclass(frozen=True)
class Sorted:
    """Articles with their figures in claims, and the claims that this touches."""

    articles: set[int]
    before: list[ClaimFigure]  # their figures until now
    rest: list[ClaimFigure]  # those of other articles
    new: list[ClaimFigure]
    claims: dict[int, Claim]
    keys: list[ClaimKey]


def work(db: Database, topic: Topic, articles: Sequence[int]) -> Tally:
    """Put the figures of these articles in their claims, and weigh these claims anew."""
    moved = changes.since(db, changes.upto(db, PART.name, PART.version), "clusters", articles)
    chosen, anew = set(articles), set[int]()
    done = _sorted(db, chosen, moved, anew)
    while strays := _strays(db, done, AGAIN + len(articles) - len(chosen)):
        anew |= strays.keys()
        chosen = chosen.union(*strays.values())
        done = _sorted(db, chosen, moved, anew)
    return _weighed(db, done)


def _sorted(db: Database, articles: set[int], moved: set[int], anew: set[int]) -> Sorted:
    """Articles in their claims: those that moved and those of claims begun `anew` in any."""
    before = claims.of_articles(db, articles)
    was = {
        (f.article_id, f.revision, f.start, f.end): f.claim_id
        for f in before
        if f.article_id not in moved and f.claim_id not in anew
    }
    stories = {a: one.story_id for a, one in clusters.placed(db, articles).items()}
    placed, found, keys = _placed(db, _read(db, articles), stories, was, anew)
    new = _figures(placed)
    touched = {f.claim_id for f in before} | {f.claim_id for f in new}
    rest = [f for f in claims.figures(db, touched) if f.article_id not in articles]
    return Sorted(articles, before, rest, new, {**claims.claims(db, touched), **found}, keys)


def _strays(db: Database, done: Sorted, most: int) -> dict[int, set[int]]:
    """Claims looked up by a story that none of their articles is in any more.

    With their other articles, which come again: `most` at most, the remaining claims stay.
    """
    changed = {figure.claim_id for figure in done.before}
    told: dict[int, set[int]] = defaultdict(set)
    for figure in (*done.rest, *done.new):
        if figure.claim_id in changed and by_story(done.claims[figure.claim_id]):
            told[figure.claim_id].add(figure.article_id)
    placed = clusters.placed(db, set().union(*told.values()))
    found: dict[int, set[int]] = {}
    for number, articles in sorted(told.items()):
        stories = {placed[a].story_id if a in placed else None for a in articles}
        others = articles - done.articles
        if done.claims[number].story_id not in stories and len(others) <= most:
            found[number], most = others, most - len(others)
    return found


def _first(db: Database, done: Sorted) -> dict[int, int]:
    """The story of the first figure of each claim."""
    first: dict[int, int] = {}
    told = [*done.rest, *done.new]
    for figure in sorted(told, key=lambda f: (f.day or "", f.article_id, f.revision, f.start)):
        first.setdefault(figure.claim_id, figure.article_id)
    placed = clusters.placed(db, first.values())
    return {number: placed[a].story_id for number, a in first.items() if a in placed}


def _weighed(db: Database, done: Sorted) -> Tally:
    stories = _first(db, done)
    known = {
        number: claim if by_story(claim) else replace(claim, story_id=stories.get(number))
        for number, claim in done.claims.items()
    }
    told = [*done.rest, *done.new]
    independent = weighing.originals(db, told)
    old = {figure.claim_id for figure in done.before}
    weighed, figures = weighing.weigh(known, told, independent, done.articles, old)
    changed = {*done.before, *done.rest} ^ {*figures}
    kept = [f for f in figures if f.article_id in done.articles or f in changed]
    claims.save(db, done.articles, weighed, done.keys, kept)
    changes.touch(db, PART.name, {f.article_id for f in changed})
    return Tally({"claims": len(weighed), "conflicts": sum(c.conflicting for c in weighed)})


def _read(db: Database, articles: Iterable[int]) -> list[Telling]:
    """The figures of all analysed revisions of these articles, in the order they were told."""
    found = coverage.by_revision(db, articles)
    kinds = claims.types(db, {f.entity_id for some in found.values() for f in some if f.entity_id})
    revisions = coverage.revisions(db, articles)
    told = [
        telling
        for article in coverage.articles(db, articles)
        if article.relevant
        for revision in revisions[article.id]
        if revision.analysed
        for telling in tellings(article, revision, found.get((article.id, revision.revision), []),
                                kinds)
    ]  # fmt: skip
    return sorted(told, key=lambda t: (t.article.day or "", t.article.id, t.revision, t.start))


def _placed(
    db: Database, told: Sequence[Telling], stories: Mapping[int, int], was: Where, anew: set[int]
) -> tuple[Placed, dict[int, Claim], list[ClaimKey]]:
    """Each figure with its claim; the claims that they are in; and the keys of new ones."""
    looked_up = {key for t in told for key in sought(t, stories.get(t.article.id))}
    ids = (claims.keyed(db, looked_up, BUCKET) | {*was.values()}) - anew
    known = shelf(claims.claims(db, ids), claims.keys(db, ids), claims.next_id(db))
    placed = [
        (t, known.place(t, stories.get(t.article.id), was.get((t.article.id, *t.place))))
        for t in told
    ]
    used = {number for _, number in placed}
    return (
        placed,
        {n: claim for n, claim in known.claims.items() if n in used},
        [key for key in known.new if key.claim_id in used],
    )


def _figures(placed: Placed) -> list[ClaimFigure]:
    """One figure a revision and claim, or one a speaker; what an article repeats counts once."""
    kept: dict[tuple[int, int, int], list[Telling]] = defaultdict(list)
    for telling, number in sorted(placed, key=lambda pair: (pair[0].gap, pair[0].start)):
        here = kept[telling.article.id, telling.revision, number]
        if all(_agrees(telling, other) or _both_speak(telling, other) for other in here):
            here.append(telling)
    figures = [_figure(one, number) for (_, _, number), here in kept.items() for one in here]
    figures.sort(key=lambda f: (f.revision, -f.start))
    return list({(f.article_id, f.claim_id, f.value, f.unit, f.bound): f for f in figures}.values())


def _figure(telling: Telling, number: int) -> ClaimFigure:
    return ClaimFigure(
        telling.article.id, telling.revision, telling.start, telling.end, number, telling.value,
        telling.unit, telling.bound, telling.article.source_id, telling.confidence,
        telling.article.lang, telling.speaker_id, telling.speaker, None, telling.article.day,
    )  # fmt: skip


def _agrees(one: Telling, other: Telling) -> bool:
    return (
        spread(one.value, one.unit, one.bound).meets(spread(other.value, other.unit, other.bound))
        or one.end == other.end
    )


def _both_speak(one: Telling, other: Telling) -> bool:
    return bool(one.speaker and other.speaker and one.speaker != other.speaker)


PART = Part("claims", "2", ("analyse", "copies", "clusters"), work)
