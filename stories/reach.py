"""Which other articles took something else once an article is new, has changed or has moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from sqlite_utils import Database

from storage.outcomes import StoryArticle
from storage.told import cascades, neighbours
from storage.told.cascades import Edge
from stories.moments import apart
from stories.outlets import Outlets
from stories.taking import NEIGHBOURS, TIME_FIGURES


def reached(
    db: Database, articles: Iterable[int], placed: Mapping[int, StoryArticle], known: Outlets
) -> set[int]:
    """Those that took from these or link to them, credit their outlet, or give the same figures."""
    listed = list(articles)
    found = {edge.article_id for edge in cascades.given(db, listed)}
    found |= cascades.linking(db, listed)
    credited: dict[int, dict[str, str | None]] = {}
    for one in placed.values():
        outlets = _credited(db, one.story_id, known, credited)
        found |= _waiting(db, one, outlets)
    return found | set(_alike(db, placed.values()))


def _credited(
    db: Database, story: int, known: Outlets, read: dict[int, dict[str, str | None]]
) -> dict[str, str | None]:
    """The outlets that a story leads to without an article, with the source that each is."""
    if story not in read:
        outlets = neighbours.credited(db, story)
        names = cascades.named(db, outlets)
        read[story] = {one: known.source(one, names.get(one, "")) for one in outlets}
    return read[story]


def _waiting(db: Database, one: StoryArticle, outlets: Mapping[str, str | None]) -> set[int]:
    """Who credits its outlet, where it is the first article that this has in the story."""
    first = neighbours.first(db, one.story_id, one.source_id or "", 2)
    if first[:1] != [one.article_id]:
        return set()
    own = [outlet for outlet, source in outlets.items() if source == one.source_id]
    moved = {edge.article_id for edge in cascades.given(db, first[1:]) if edge.kind == "credit"}
    return moved | neighbours.crediting(db, one.story_id, own)


def _alike(db: Database, placed: Iterable[StoryArticle]) -> Iterator[int]:
    """Those that come soon after, in the present story or the last one, with the same figures."""
    articles = {one.article_id: one for one in placed}
    given = neighbours.figures(db, articles)
    pairs = [
        (one, other)
        for one in articles.values()
        if len(given.get(one.article_id, ())) >= TIME_FIGURES
        for story in {one.story_id, one.moved_from or one.story_id}
        for other in neighbours.after(db, story, one.moment, one.article_id, NEIGHBOURS)
        if other.article_id not in articles
    ]
    theirs = neighbours.figures(db, {other.article_id for _, other in pairs})
    taken = defaultdict(list)
    for edge in cascades.taken(db, theirs):
        taken[edge.article_id].append(edge)
    for one, other in pairs:
        common = given[one.article_id] & theirs.get(other.article_id, set())
        past = apart(one.moment, other.moment)
        if len(common) >= TIME_FIGURES and _open(taken[other.article_id], past):
            yield other.article_id


def _open(edges: Iterable[Edge], hours: float) -> bool:
    """Whether an article may be from another one, so many hours before it, as the time tells."""
    return all(edge.kind == "time" and (edge.hours or 0) < hours for edge in edges)
