"""Origin and cascade: who had it first, who took it from whom, and what came back later.

Edges are drawn for the articles that changed and for those that this reaches, whatever the size of
their stories; the roots of a story whose edges changed are read from its edges, two microseconds
or so each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlite_utils import Database

from storage.outcomes import StoryArticle, StoryRole
from storage.records import Tally
from storage.told import cascades, clusters, copies, neighbours
from storage.told.cascades import Edge
from stories import outlets, scenes
from stories.dating import dated
from stories.part import Part
from stories.reach import reached
from stories.returns import resurfacings
from stories.roots import roots
from stories.taking import NEIGHBOURS, Scene, edges, in_time
from topics import Topic

Placed = Mapping[int, StoryArticle]


def work(db: Database, topic: Topic, articles: Sequence[int]) -> Tally:
    """Draw the edges that these articles change anew, with the roles and roots that follow."""
    known = outlets.read(db, topic)
    own = clusters.placed(db, articles)
    again = sorted({*articles, *reached(db, articles, own, known)})
    placed = clusters.placed(db, again)
    scene = scenes.read(db, again, {n: one.story_id for n, one in placed.items()}, known)
    before = set(cascades.taken(db, again))
    found = _edges(db, placed, scene)
    cascades.save(db, again, found)
    changed = before ^ set(found)
    _save_roles(db, {*again, *(edge.from_id for edge in changed if edge.from_id)})
    stories = {one.story_id for one in own.values()}
    stories |= {one.moved_from for one in own.values() if one.moved_from}
    _follow(db, {edge.story_id for edge in changed if edge.story_id}, stories)
    return Tally({"taken": len(found)})


def _edges(db: Database, placed: Placed, scene: Scene) -> list[Edge]:
    """The edges of these articles; time tells only of those that have no other."""
    found: list[Edge] = []
    alone: list[StoryArticle] = []
    for number, one in placed.items():
        told = scene.told.get(number)
        if told and told.article.relevant:
            own = [dated(edge, told) for edge in edges(told, scene)]
            found += own
            alone += [] if own else [one]
    found += _in_time(db, alone, scene)
    return [replace(edge, story_id=scene.stories[edge.article_id]) for edge in found]


def _in_time(db: Database, alone: Sequence[StoryArticle], scene: Scene) -> Iterable[Edge]:
    before = {
        one.article_id: neighbours.before(db, one.story_id, one.moment, one.article_id, NEIGHBOURS)
        for one in alone
    }
    near = {other.article_id for listed in before.values() for other in listed}
    figures = neighbours.figures(db, {*before, *near})
    for one in alone:
        told = scene.told[one.article_id]
        yield from in_time(told, before[one.article_id], figures, one.moment)


def _save_roles(db: Database, articles: Iterable[int]) -> None:
    placed = clusters.placed(db, articles)
    grouped = copies.of_articles(db, placed)
    follows = cascades.following(db, placed)
    gives = cascades.giving(db, placed)
    roles: dict[int, StoryRole] = {}
    for number in placed:
        copy = grouped.get(number)
        if copy and copy.role != "original":
            roles[number] = copy.role
        elif number in follows:
            roles[number] = "follower"
        else:
            roles[number] = "origin" if number in gives else "independent"
    cascades.save_roles(db, {n: role for n, role in roles.items() if placed[n].role != role})


def _follow(db: Database, changed: Iterable[int], touched: Iterable[int]) -> None:
    """The roots of stories whose edges changed; returns and counts of all that are touched."""
    known = clusters.stories(db, {*changed, *touched})
    for story in sorted(known.keys() & {*changed}):
        follows = cascades.firm(db, story)
        givers = {edge.from_id for listed in follows.values() for edge in listed if edge.from_id}
        found = roots(story, follows, cascades.days(db, givers))
        cascades.save_roots(db, [story], found)
    for number, one in known.items():
        cascades.save_resurfacings(db, [number], resurfacings(db, one))
    cascades.count_origins(db, known)


PART = Part("cascade", "2", ("analyse", "copies", "clusters"), work)
