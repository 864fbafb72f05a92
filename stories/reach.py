"""Which other articles took something else once an article is new, has changed or has moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sqlite_utils import Database

from storage import cascades, neighbours
from storage.outcomes import StoryArticle
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
    next_to: dict[int, set[int]] = {}
    given = neighbours.figures(db, [one.article_id for one in placed])
    for one in placed:
        for story in {one.story_id, one.moved_from} - {None}:
            if story and len(given.get(one.article_id, ())) >= TIME_FIGURES:
                after = neighbours.after(db, story, one.moment, one.article_id, NEIGHBOURS)
                next_to.setdefault(one.article_id, set()).update(n.article_id for n in after)
    theirs = neighbours.figures(db, {n for some in next_to.values() for n in some})
    for article, others in next_to.items():
        for other in others:
            if len(given[article] & theirs.get(other, set())) >= TIME_FIGURES:
                yield other
