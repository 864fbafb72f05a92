"""Origin and cascade: who had it first, who took it from whom, and what came back later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from storage import cascades, clusters, copies, coverage
from storage.outcomes import Edge
from storage.records import Tally
from stories import outlets, roots
from stories.moments import order
from stories.outlets import Outlets
from stories.part import Part
from stories.returns import resurfacings
from stories.taking import Scene, Told, edges
from topics import Topic


def work(db: Database, topic: Topic, articles: Sequence[int]) -> Tally:
    """Draw the edges of these articles' stories anew, with the roles and roots that follow."""
    known = outlets.read(db, topic)
    stories, alone = _touched(db, articles)
    made = _save_edges(db, _scene(db, alone, known), alone) if alone else 0
    for story in sorted(stories):
        made += _follow(db, story, known)
    return Tally({"taken": made})


def _touched(db: Database, articles: Sequence[int]) -> tuple[set[int], list[int]]:
    """The stories that may be told otherwise, and those of the articles that are in none."""
    placed = clusters.placed(db, articles)
    around = {e.article_id for e in cascades.given(db, articles)}
    around |= {e.from_id for e in cascades.taken(db, articles) if e.from_id}
    near = clusters.placed(db, around).values()
    stories = {one.story_id for one in (*placed.values(), *near)}
    stories |= {one.moved_from for one in placed.values() if one.moved_from}
    return stories, [article for article in articles if article not in placed]


def _follow(db: Database, story: int, known: Outlets) -> int:
    """One story: its edges, roles, roots and returns; the number of its edges."""
    members = [one.article_id for one in clusters.members(db, [story])]
    scene = _scene(db, members, known)
    members = [number for number in members if number in scene.told]
    made = _save_edges(db, scene, members)
    follows = roots.firm(cascades.taken(db, members))
    cascades.save_roles(db, roots.roles(members, scene, follows))
    cascades.save_roots(db, [story], roots.roots(story, members, scene, follows))
    found = resurfacings(story, [scene.told[number].article for number in members])
    cascades.save_resurfacings(db, [story], found)
    cascades.count_origins(db, [story])
    return made


def _save_edges(db: Database, scene: Scene, articles: Iterable[int]) -> int:
    listed = list(articles)
    found: list[Edge] = []
    for number in listed:
        if number in scene.told and scene.told[number].article.relevant:
            found += edges(scene.told[number], scene)
    cascades.save(db, listed, found)
    return len(found)


def _scene(db: Database, members: Sequence[int], known: Outlets) -> Scene:
    rows = copies.of_articles(db, members)
    linked = cascades.linked(db, members)
    around = {n for row in rows.values() for n in (row.of_id, row.original_id)}
    told = _told(db, {*members, *around, *linked.values()})
    credited = {f.entity_id for one in told.values() for f in one.findings if f.kind == "credit"}
    names = cascades.named(db, {*(entity for entity in credited if entity), *known.names})
    before: dict[str, list[coverage.Covered]] = defaultdict(list)
    for one in sorted((told[n].article for n in members if n in told), key=order):
        before[one.source_id].append(one)
    return Scene(told, known, names, linked, before)


def _told(db: Database, articles: Iterable[int]) -> dict[int, Told]:
    covered = coverage.articles(db, articles)
    ids = [one.id for one in covered]
    findings, bylines = coverage.findings(db, ids), cascades.bylines(db, ids)
    rows = copies.of_articles(db, ids)
    links: dict[int, list[cascades.Outward]] = defaultdict(list)
    for link in cascades.outward(db, ids):
        links[link.article_id].append(link)
    return {
        one.id: Told(one, findings[one.id], links[one.id], bylines[one.id], rows.get(one.id))
        for one in covered
    }


PART = Part("cascade", "1", ("analyse", "copies", "clusters"), work)
