"""Who took a story from whom: its main articles, the outlets outside the store, and their ties."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from datasette_config.evidence import Evidence, shown
from datasette_config.pages import Page, Row

MOST = 60  # nodes that are drawn: more cannot be told apart
STRENGTH = ("copy", "translation", "rewrite", "credit", "link", "time")
ROOTS = """
    SELECT r.id, r.article_id AS root_id, r.outlet_id, r.day, r.followers, r.rule, r.confidence,
           r.shown_by AS article_id, r.revision, r."start", r."end", e.name, a.lang
    FROM roots r JOIN articles a ON a.id = r.shown_by LEFT JOIN entities e ON e.id = r.outlet_id
    WHERE r.story_id = :id ORDER BY r.followers DESC, r.id LIMIT 12
"""
FOLLOWED = f"""
    SELECT from_id AS id, COUNT(DISTINCT article_id) AS n FROM cascade INDEXED BY cascade_story
    WHERE story_id = :id AND from_id IS NOT NULL
    GROUP BY from_id ORDER BY n DESC, from_id LIMIT {MOST // 2}
"""  # noqa: S608
RETURNED = """
    SELECT r.*, a.title, a.lang, s.name AS source, p.title AS previous, p.day AS previous_day,
           p.lang AS previous_lang
    FROM resurfacings r JOIN articles a ON a.id = r.article_id
    JOIN sources s ON s.id = a.source_id JOIN articles p ON p.id = r.previous_id
    WHERE r.story_id = :id ORDER BY r.day LIMIT 12
"""
EARLIEST = f"""
    SELECT article_id AS id FROM story_articles
    WHERE story_id = :id ORDER BY moment, article_id LIMIT {MOST}
"""  # noqa: S608
# Those who took from the articles chosen so far.
TAKERS = f"""
    SELECT DISTINCT c.article_id AS id FROM json_each(:ids) j JOIN cascade c ON c.from_id = j.value
    WHERE c.story_id = :id LIMIT {MOST}
"""  # noqa: S608
ARTICLES = """
    SELECT a.id, a.title, a.day, a.lang, s.id AS source_id, s.name AS source, m.role, m.story_id,
           COALESCE(NULLIF(m.moment, ''), a.day, substr(a.first_seen, 1, 10)) AS moment
    FROM json_each(:ids) j JOIN articles a ON a.id = j.value
    JOIN sources s ON s.id = a.source_id LEFT JOIN story_articles m ON m.article_id = a.id
"""
TIES = """
    SELECT c.*, e.name AS outlet FROM json_each(:ids) j JOIN cascade c ON c.article_id = j.value
    LEFT JOIN entities e ON e.id = c.from_outlet WHERE c.story_id = :id ORDER BY c.id LIMIT 400
"""


@dataclass(frozen=True)
class Node:
    """An article, or an outlet (`row` has no `id`) whose own article is not stored."""

    key: str
    label: str
    moment: str  # ISO 8601, a day or a moment
    lane: str  # the language, or "outside"
    row: Row
    followers: int = 0

    @property
    def day(self) -> str:
        return self.moment[:10]


@dataclass(frozen=True)
class Edge:
    """That `target` took from `source`: the strongest sign, and all signs with their words."""

    source: str
    target: str
    row: Row
    signs: tuple[Evidence, ...]

    @property
    def uncredited(self) -> bool:
        """Whether words were taken and none of the signs credits their source."""
        taken = self.row["kind"] in ("copy", "translation", "rewrite")
        return taken and not any(sign.row["credited"] for sign in self.signs)


@dataclass(frozen=True)
class Cascade:
    """The nodes in the order of time, and the edges between them."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    returned: tuple[Row, ...]

    @property
    def articles(self) -> int:
        return sum("id" in node.row for node in self.nodes)

    @property
    def names(self) -> dict[str, str]:
        """The outlet of each node by its key."""
        return {node.key: node.label for node in self.nodes}


async def of_story(page: Page, key: int) -> Cascade:
    """The main articles of a story and what ties them: all of them where there are few."""
    story = {"id": key}
    roots = await page.rows(ROOTS, story)
    returned = await page.rows(RETURNED, story)
    followed = {row["id"]: row["n"] for row in await page.rows(FOLLOWED, story)}
    ids = await _chosen(page, key, roots, returned, followed)
    articles = await page.rows(ARTICLES, {"ids": json.dumps(ids)})
    ties = await page.rows(TIES, {**story, "ids": json.dumps(ids)})
    nodes = [_article(row, followed.get(row["id"], 0)) for row in articles]
    nodes += _outlets(roots, ties, {node.key: node for node in nodes})
    ordered = tuple(sorted(nodes, key=lambda node: (node.moment, node.key)))
    edges = _edges(await shown(page, ties), {node.key for node in ordered})
    return Cascade(_counted(ordered, edges), edges, tuple(returned))


async def _chosen(
    page: Page, key: int, roots: Sequence[Row], returned: Sequence[Row], followed: Iterable[int]
) -> list[int]:
    """Origins, returns, those most followed and the first ones, then who took from them."""
    earliest = [row["id"] for row in await page.rows(EARLIEST, {"id": key})]
    main = [row["root_id"] for row in roots if row["root_id"]]
    main += [row[end] for row in returned for end in ("previous_id", "article_id")]
    main += [*followed, *earliest[: MOST // 6]]
    takers = await page.rows(TAKERS, {"id": key, "ids": json.dumps(main)})
    return list(dict.fromkeys([*main, *(row["id"] for row in takers), *earliest]))[:MOST]


def _article(row: Row, followers: int) -> Node:
    return Node(f"a{row['id']}", row["source"], row["moment"], row["lang"], row, followers)


def _outlets(roots: Sequence[Row], ties: Sequence[Row], known: dict[str, Node]) -> list[Node]:
    """The outlets that articles credit, each at its day where known, else before who credits it."""
    found: dict[str, Node] = {}
    for tie in ties:
        if key := tie["from_outlet"]:
            moment = known[f"a{tie['article_id']}"].day
            before = found.get(key)
            if before is None or moment < before.moment:
                row = {"outlet": key, "day": None, "rule": ""}
                found[key] = Node(f"o{key}", tie["outlet"], moment, "outside", row)
    for root in roots:
        if root["outlet_id"] in found:
            node = found[root["outlet_id"]]
            row = {**node.row, "day": root["day"], "rule": root["rule"]}
            moment = root["day"] or node.moment
            found[root["outlet_id"]] = replace(
                node, moment=moment, row=row, followers=root["followers"]
            )
    ranked = sorted(found.values(), key=lambda node: -node.followers)
    return ranked[: MOST // 4]


def _edges(signs: Sequence[Evidence], keys: set[str]) -> tuple[Edge, ...]:
    """One edge for each pair of nodes."""
    pairs: dict[tuple[str, str], list[Evidence]] = {}
    for sign in signs:
        row = sign.row
        source = f"a{row['from_id']}" if row["from_id"] else f"o{row['from_outlet']}"
        target = f"a{row['article_id']}"
        if source in keys and target in keys:
            pairs.setdefault((source, target), []).append(sign)
    return tuple(_edge(*pair, tuple(found)) for pair, found in pairs.items())


def _edge(source: str, target: str, signs: tuple[Evidence, ...]) -> Edge:
    ranked = sorted(signs, key=lambda s: (STRENGTH.index(s.row["kind"]), -s.row["confidence"]))
    return Edge(source, target, dict(ranked[0].row), tuple(ranked))


def _counted(nodes: Sequence[Node], edges: Sequence[Edge]) -> tuple[Node, ...]:
    drawn: dict[str, int] = {}
    for edge in edges:
        drawn[edge.source] = drawn.get(edge.source, 0) + 1
    return tuple(
        replace(node, followers=max(node.followers, drawn.get(node.key, 0))) for node in nodes
    )


@dataclass(frozen=True)
class Branch:
    """A node, the edge by which it hangs on its parent, other edges to it, and what hangs on it."""

    node: Node
    edge: Edge | None
    others: tuple[Edge, ...]
    below: tuple[Branch, ...]


def tree(cascade: Cascade) -> tuple[Branch, ...]:
    """The cascade as nested branches: each node stands once, under what it took most from.

    Only an earlier node can be above, so that there is no circle.
    """
    place = {node.key: n for n, node in enumerate(cascade.nodes)}
    into: dict[str, list[Edge]] = {}
    for edge in cascade.edges:
        if place[edge.source] < place[edge.target]:
            into.setdefault(edge.target, []).append(edge)
    for edges in into.values():
        edges.sort(key=lambda e: (STRENGTH.index(e.row["kind"]), -e.row["confidence"]))
    below: dict[str, list[Node]] = {}
    for node in cascade.nodes:
        above = into[node.key][0].source if node.key in into else ""
        below.setdefault(above, []).append(node)

    def branch(node: Node) -> Branch:
        edges = into.get(node.key, [])
        rest = tuple(branch(child) for child in below.get(node.key, ()))
        return Branch(node, edges[0] if edges else None, tuple(edges[1:]), rest)

    return tuple(branch(node) for node in below.get("", ()))


def flat(branches: Iterable[Branch]) -> Iterator[Branch]:
    """All branches, each before what hangs on it."""
    for branch in branches:
        yield branch
        yield from flat(branch.below)
