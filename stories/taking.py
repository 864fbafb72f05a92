"""What an article took and from whom: by copying, by its credits, by its hyperlinks, in time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from storage.cascades import Outward
from storage.coverage import Covered, Finding
from storage.outcomes import Copy, Edge
from stories import facts
from stories.moments import hours, order
from stories.outlets import Outlets

OPENING = 700  # characters, or the first third: what is credited there the article is about
ASIDE = 0.6  # how much surer a credit of the opening is than one further down
LINKED = 0.8
EDGES = 250  # characters at either end in which an article names the agency it is from
TIME_WITHIN, TIME_FIGURES, BY_TIME = 72.0, 2, 0.3


@dataclass(frozen=True, slots=True)
class Told:
    """An article with what tells where it is from."""

    article: Covered
    findings: Sequence[Finding]
    links: Sequence[Outward]
    byline: str
    copy: Copy | None


@dataclass(frozen=True, slots=True)
class Scene:
    """All that is known when the edges of a story are drawn."""

    told: Mapping[int, Told]  # the articles of the story, and those that they were copied from
    outlets: Outlets
    names: Mapping[str, str]  # entity -> name
    linked: Mapping[tuple[int, str], int]
    before: Mapping[str, Sequence[Covered]]  # source -> its articles of the story, in order


def edges(one: Told, scene: Scene) -> list[Edge]:
    """What this article took, each giver by each way once."""
    found: dict[tuple[int | None, str | None, str], Edge] = {}
    for edge in (*_copied(one, scene), *_credits(one, scene), *_links(one, scene)):
        known = found.get(key := (edge.from_id, edge.from_outlet, edge.kind))
        if not known or edge.confidence > known.confidence:
            found[key] = edge
    return list(found.values()) or list(_in_time(one, scene))


def _copied(one: Told, scene: Scene) -> Iterator[Edge]:
    copy = one.copy
    if not copy or copy.role == "original" or copy.of_id not in scene.told:
        return
    earlier = scene.told[copy.of_id]
    yield Edge(
        one.article.id, copy.of_id, None, copy.role, _credited(one, earlier, scene), copy.revision,
        copy.rule, copy.confidence, one.article.lang, copy.start, copy.end,
        hours(earlier.article, one.article), one.article.day,
    )  # fmt: skip


def _credited(one: Told, earlier: Told, scene: Scene) -> bool:
    """Whether it says that it is that outlet's, or both say that they are an agency's."""
    givers = {earlier.article.source_id}
    if earlier.copy and earlier.copy.original_id in scene.told:
        givers.add(scene.told[earlier.copy.original_id].article.source_id)
    agencies = {one for one in scene.outlets.agencies if _signed(earlier, one, scene)}
    return (
        one.article.source_id in givers
        or any(_names(one, giver, scene) for giver in givers)
        or any(_signed(one, agency, scene) for agency in agencies)
    )


def _names(one: Told, source: str, scene: Scene) -> bool:
    """Whether an article credits a source, links to it, or is signed with its name."""
    credited = {_source(f, scene) for f in one.findings if f.kind == "credit"}
    linked = {scene.outlets.at(link.url) for link in one.links}
    return source in credited | linked or _signed(one, source, scene)


def _signed(one: Told, source: str, scene: Scene) -> bool:
    text = one.article.text.lower()
    ends = f"{one.byline.lower()}\n{text[:EDGES]}\n{text[-EDGES:]}"
    names = scene.outlets.names.get(source, ())
    return any(re.search(rf"\b{re.escape(name)}\b", ends) for name in names)


def _source(credit: Finding, scene: Scene) -> str | None:
    outlet = credit.entity_id or ""
    return scene.outlets.source(outlet, scene.names.get(outlet, ""))


def _credits(one: Told, scene: Scene) -> Iterator[Edge]:
    article = one.article
    for credit in one.findings:
        if credit.kind != "credit" or not credit.entity_id:
            continue
        source = _source(credit, scene)
        if source == article.source_id or scene.outlets.own(credit.entity_id, article.source_id):
            continue
        earlier = _first(scene.before.get(source or "", ()), article)
        yield Edge(
            article.id, earlier.id if earlier else None, None if earlier else credit.entity_id,
            "credit", True, credit.revision, credit.rule,
            round(credit.confidence * _weight(credit.start, article), 2), article.lang,
            credit.start, credit.end, hours(earlier, article) if earlier else None, article.day,
        )  # fmt: skip


def _first(articles: Iterable[Covered], later: Covered) -> Covered | None:
    return next((one for one in articles if order(one) < order(later)), None)


def _links(one: Told, scene: Scene) -> Iterator[Edge]:
    article = one.article
    for link in one.links:
        to = scene.linked.get((article.id, link.url))
        earlier = scene.told[to].article if to and to in scene.told else None
        if earlier and order(earlier) >= order(article):
            continue
        outlet = None if earlier else scene.outlets.at(link.url)
        if outlet == article.source_id or not (earlier or outlet in scene.names):
            continue
        yield Edge(
            article.id, earlier.id if earlier else None, outlet, "link", True, article.revision,
            "hyperlink", round(LINKED * _weight(link.start or 0, article), 2), article.lang,
            link.start, link.end, hours(earlier, article) if earlier else None, article.day,
        )  # fmt: skip


def _weight(start: int, article: Covered) -> float:
    return 1.0 if start < max(OPENING, len(article.text) / 3) else ASIDE


def _in_time(one: Told, scene: Scene) -> Iterator[Edge]:
    """The first article of the story that gives the same figures: it may be from there."""
    article, figures = one.article, _figures(one)
    for earlier in sorted((t for t in scene.told.values()), key=lambda t: order(t.article)):
        if order(earlier.article) >= order(article):
            return
        near = hours(earlier.article, article) <= TIME_WITHIN
        apart = earlier.article.source_id != article.source_id
        if near and apart and len(figures & _figures(earlier)) >= TIME_FIGURES:
            yield Edge(
                article.id, earlier.article.id, None, "time", False, article.revision,
                "same-figures", BY_TIME, article.lang, None, None,
                hours(earlier.article, article), article.day,
            )  # fmt: skip
            return


def _figures(one: Told) -> set[str]:
    return {fact for fact in facts.facts(one.findings) if fact.startswith("figure:")}
