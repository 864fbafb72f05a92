"""What an article took and from whom: by copying, by its credits, by its hyperlinks, in time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from storage.coverage import Covered, Finding
from storage.outcomes import Copy
from storage.told.cascades import Edge, Outward
from storage.told.neighbours import Near
from stories.moments import apart, hours, order
from stories.outlets import Outlets

OPENING = 700  # characters, or the first third: what is credited there the article is about
ASIDE = 0.6  # how much surer a credit of the opening is than one further down
LINKED = 0.8
EDGES = 250  # characters at either end in which an article names the agency it is from
TIME_WITHIN, TIME_FIGURES, BY_TIME = 72.0, 2, 0.3
NEIGHBOURS = 20  # articles of a story before another one, of which one may have its figures first


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

    told: Mapping[int, Told]  # the articles, and those that they were copied from or lead to
    outlets: Outlets
    names: Mapping[str, str]  # entity -> name
    linked: Mapping[tuple[int, str], int]
    stories: Mapping[int, int]  # article -> story
    firsts: Mapping[tuple[int, str], Covered]  # story, source -> the first one that it has there

    def source(self, credit: Finding) -> str | None:
        """The source that is credited; None where it is none of ours."""
        outlet = credit.entity_id or ""
        return self.outlets.source(outlet, self.names.get(outlet, ""))


def edges(one: Told, scene: Scene) -> list[Edge]:
    """What this article took, each giver by each way once; time apart."""
    found: dict[tuple[int | None, str | None, str], Edge] = {}
    for edge in (*_copied(one, scene), *_credits(one, scene), *_links(one, scene)):
        known = found.get(key := (edge.from_id, edge.from_outlet, edge.kind))
        if not known or edge.confidence > known.confidence:
            found[key] = edge
    return list(found.values())


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
    credited = {scene.source(f) for f in one.findings if f.kind == "credit"}
    linked = {scene.outlets.at(link.url) for link in one.links}
    return source in credited | linked or _signed(one, source, scene)


def _signed(one: Told, source: str, scene: Scene) -> bool:
    text = one.article.text.lower()
    ends = f"{one.byline.lower()}\n{text[:EDGES]}\n{text[-EDGES:]}"
    names = scene.outlets.names.get(source, ())
    return any(re.search(rf"\b{re.escape(name)}\b", ends) for name in names)


def _credits(one: Told, scene: Scene) -> Iterator[Edge]:
    article = one.article
    for credit in one.findings:
        if credit.kind != "credit" or not credit.entity_id:
            continue
        source = scene.source(credit)
        if source == article.source_id or scene.outlets.own(credit.entity_id, article.source_id):
            continue
        earlier = _led(one, source, scene) or _first(one, source, scene)
        yield Edge(
            article.id, earlier.id if earlier else None, None if earlier else credit.entity_id,
            "credit", True, credit.revision, credit.rule,
            round(credit.confidence * _weight(credit.start, article), 2), article.lang,
            credit.start, credit.end, hours(earlier, article) if earlier else None, article.day,
        )  # fmt: skip


def _led(one: Told, source: str | None, scene: Scene) -> Covered | None:
    """The earlier article of that source to which a hyperlink leads, in whatever story it is."""
    led = (scene.linked.get((one.article.id, link.url)) for link in one.links)
    found = (scene.told[to].article for to in led if to and to in scene.told)
    return next((to for to in found if to.source_id == source and _earlier(to, one.article)), None)


def _first(one: Told, source: str | None, scene: Scene) -> Covered | None:
    """The first article of that source in the story, where it is earlier."""
    story = scene.stories.get(one.article.id)
    found = scene.firsts.get((story, source)) if story and source else None
    return found if found and _earlier(found, one.article) else None


def _earlier(one: Covered, other: Covered) -> bool:
    return order(one) < order(other)


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


def in_time(
    one: Told, before: Iterable[Near], figures: Mapping[int, set[str]], moment: str
) -> list[Edge]:
    """An edge from the first of these articles that gives the same figures: it may be from there.

    `figures` are those of each article.
    """
    article, own = one.article, figures.get(one.article.id, set())
    for earlier in sorted(before, key=lambda near: (near.moment, near.article_id)):
        past = apart(earlier.moment, moment)
        common = len(own & figures.get(earlier.article_id, set()))
        elsewhere = earlier.source_id != article.source_id
        if past <= TIME_WITHIN and elsewhere and common >= TIME_FIGURES:
            return [Edge(
                article.id, earlier.article_id, None, "time", False, article.revision,
                "same-figures", BY_TIME, article.lang, None, None, past, article.day,
            )]  # fmt: skip
    return []
