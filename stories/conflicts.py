"""Conflicting figures: puts what is told of the same measure of the same thing into one claim.

Whether the figures of a claim are in conflict is weighed in `stories.weighing`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlite_utils import Database

from storage import changes, claims, clusters, coverage
from storage.outcomes import Claim, ClaimFigure, ClaimKey
from storage.records import Tally
from stories import weighing
from stories.bounds import spread
from stories.part import Part
from stories.shelf import shelf
from stories.tellings import Telling, tellings
from topics import Topic

Placed = list[tuple[Telling, int]]


def work(db: Database, topic: Topic, articles: Sequence[int]) -> Tally:
    """Put the figures of these articles in their claims, and weigh these claims anew."""
    before = claims.of_articles(db, articles)
    stories = {a: one.story_id for a, one in clusters.placed(db, articles).items()}
    placed, found, keys = _placed(db, _read(db, articles), stories, before)
    new = _figures(placed)
    touched = {f.claim_id for f in before} | {f.claim_id for f in new}
    chosen = set(articles)
    rest = [f for f in claims.figures(db, touched) if f.article_id not in chosen]
    known = {**claims.claims(db, touched), **found}
    independent = weighing.originals(db, [*rest, *new])
    weighed, figures = weighing.weigh(known, [*rest, *new], independent)
    changed = {*before, *rest} ^ {*figures}
    told = [f for f in figures if f.article_id in chosen or f in changed]
    claims.save(db, articles, weighed, keys, told)
    changes.touch(db, "claims", {f.article_id for f in changed})
    return Tally({"claims": len(weighed), "conflicts": sum(c.conflicting for c in weighed)})


def _read(db: Database, articles: Sequence[int]) -> list[Telling]:
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
    db: Database,
    told: Sequence[Telling],
    stories: Mapping[int, int],
    before: Iterable[ClaimFigure],
) -> tuple[Placed, dict[int, Claim], list[ClaimKey]]:
    """Each figure with its claim; the claims that they are in; and the keys of new ones."""
    keyed = claims.keyed(db, {key for t in told for key in t.keys(stories.get(t.article.id))})
    ids = {key.claim_id for key in keyed}
    known = shelf(claims.claims(db, ids), keyed, claims.keys(db, ids), claims.next_id(db))
    was = {(f.article_id, f.revision, f.start, f.end): f.claim_id for f in before}
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


PART = Part("claims", "1", ("analyse", "copies", "clusters"), work)
