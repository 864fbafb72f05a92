"""What is read to draw the edges of some articles: of their stories what they can lead to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlite_utils import Database

from storage import coverage
from storage.told import cascades, copies, neighbours
from stories.outlets import Outlets
from stories.taking import Scene, Told


def read(
    db: Database, articles: Sequence[int], stories: Mapping[int, int], known: Outlets
) -> Scene:
    """These articles, those that they were copied from or lead to, and the first of each outlet."""
    rows = copies.of_articles(db, articles)
    linked = cascades.linked(db, articles)
    around = {n for row in rows.values() for n in (row.of_id, row.original_id)}
    told = _told(db, {*articles, *around, *linked.values()})
    credited = {f.entity_id for one in told.values() for f in one.findings if f.kind == "credit"}
    names = cascades.named(db, {*(entity for entity in credited if entity), *known.names})
    firsts = _firsts(db, articles, Scene(told, known, names, linked, stories, {}))
    return Scene(told, known, names, linked, stories, firsts)


def _firsts(
    db: Database, articles: Iterable[int], scene: Scene
) -> dict[tuple[int, str], coverage.Covered]:
    """The first article of each outlet that is credited, by story and outlet."""
    wanted = {
        (scene.stories[number], source)
        for number in articles
        if number in scene.told and number in scene.stories
        for credit in scene.told[number].findings
        if credit.kind == "credit" and (source := scene.source(credit))
    }
    found = {key: listed[0] for key in wanted if (listed := neighbours.first(db, *key))}
    covered = {one.id: one for one in coverage.articles(db, set(found.values()))}
    return {key: covered[number] for key, number in found.items() if number in covered}


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
