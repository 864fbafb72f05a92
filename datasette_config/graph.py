"""A cascade as SVG: nodes lead to their articles, edges to the evidence below the drawing."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from urllib.parse import quote

from markupsafe import Markup

from datasette_config.cascades import Cascade, Edge, Node, flat, tree
from datasette_config.lanes import Lane, Layout, Placed, Tick, label, layout
from datasette_config.words import Words

BELOW = 8  # pixels under the last lane


def graph(cascade: Cascade, words: Words, title: str) -> Markup:
    """The drawing of a cascade, of a fixed width in pixels; empty where there is nothing."""
    if not cascade.nodes:
        return Markup("")
    places = layout(cascade.nodes)
    at = {one.node.key: one for one in places.placed}
    main = [branch.edge for branch in flat(tree(cascade))]
    parts = [
        *(_lane(lane, places.width) for lane in places.lanes),
        *(_tick(tick, places, words) for tick in places.ticks),
        *(_edge(edge, at, words, minor=edge not in main) for edge in cascade.edges),
        *(_name(lane, words) for lane in places.lanes),
        *(_node(one, words) for one in places.placed),
    ]
    return Markup(
        '<svg class="cascade" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="group" '
        'aria-labelledby="cascade-title cascade-desc"><title id="cascade-title">{title}</title>'
        '<desc id="cascade-desc">{desc}</desc>{body}</svg>'
    ).format(
        w=places.width,
        h=places.height + BELOW,
        title=title,
        desc=_summary(cascade, words),
        body=Markup("").join(parts),
    )


def _summary(cascade: Cascade, words: Words) -> str:
    return words(
        "cascade-summary",
        articles=words.count("articles", cascade.articles),
        ties=words.count("story-ties", len(cascade.edges)),
    )


def _lane(lane: Lane, width: int) -> Markup:
    return Markup('<rect class="lane" x="0" y="{}" width="{}" height="{}"/>').format(
        lane.y, width, lane.height - 4
    )


def _name(lane: Lane, words: Words) -> Markup:
    name = words("lane-outside") if lane.key == "outside" else words.name("lang", lane.key)
    return Markup('<text class="lane" x="8" y="{}">{}</text>').format(lane.y + 17, name)


def _tick(tick: Tick, places: Layout, words: Words) -> Markup:
    month = words.short_months[tick.start.month - 1]
    gap = Markup('<text class="gap" x="{}" y="28">{}</text>').format(
        tick.x, words("story-silence", days=words.count("story-days", tick.gap))
    )
    return Markup(
        '<g class="tick"><line x1="{x}" x2="{x}" y1="18" y2="{end}"/>'
        '<text x="{x}" y="13">{day}</text>{gap}</g>'
    ).format(
        x=tick.x,
        end=places.height,
        day=f"{tick.start.day} {month} {tick.start.year}",
        gap=gap if tick.gap else "",
    )


def _edge(edge: Edge, at: Mapping[str, Placed], words: Words, *, minor: bool) -> Markup:
    """A line; that by which a node does not hang in the tree is fainter."""
    first, last = at[edge.source], at[edge.target]
    reach = max(abs(last.x - first.x) / 2, 24)
    bend = 22 if first.y == last.y else 0
    path = (
        f"M{first.x} {first.y}C{first.x + reach:.0f} {first.y + bend} "
        f"{last.x - reach:.0f} {last.y + bend} {last.x} {last.y}"
    )
    classes = f"edge {edge.row['kind']}{' uncredited' if edge.uncredited else ''}"
    classes += " minor" if minor else ""
    return Markup(
        '<a class="{}" href="#tie-{}" tabindex="-1" aria-label="{t}"><title>{t}</title>'
        '<path class="reach" d="{p}"/><path d="{p}"/></a>'
    ).format(classes, edge.row["id"], t=_told(edge, first.node, last.node, words), p=path)


def _told(edge: Edge, source: Node, target: Node, words: Words) -> str:
    without = f" ({words('without-credit')})" if edge.uncredited else ""
    return (
        words("took-from", taker=target.label, source=source.label)
        + f"{words('colon')} {words.name('tie', edge.row['kind'])}{without}, "
        + words("confidence", share=words.percent(edge.row["confidence"]))
    )


def _node(one: Placed, words: Words) -> Markup:
    node, size = one.node, 5 + min(8.0, sqrt(one.node.followers) * 1.5)
    if "id" in node.row:
        href, shape = f"/article/{node.row['id']}", _circle(one, size)
    else:
        href, shape = f"/entity/{quote(node.row['outlet'], safe='')}", _square(one, size)
    return Markup(
        '<a class="node {lane} {role}" href="{href}"><title>{text}</title>'
        '{shape}<text aria-hidden="true" x="{x}" y="{y}">{label}</text></a>'
    ).format(
        lane=node.lane,
        role=node.row.get("role") or "outlet",
        href=href,
        text=_text(node, words),
        shape=shape,
        x=round(one.x + size + 3),
        y=one.y - 9,
        label=label(node),
    )


def _text(node: Node, words: Words) -> str:
    told = words.count("story-followers", node.followers) if node.followers else ""
    if "id" not in node.row:
        parts = [node.label, words("outlet-not-held"), told]
    else:
        role = words.name("role", node.row["role"]) if node.row["role"] else ""
        parts = [node.label, node.row["title"], words.day(node.row["day"]), role, told]
    return ", ".join(part for part in parts if part)


def _circle(one: Placed, size: float) -> Markup:
    return Markup('<circle cx="{}" cy="{}" r="{:.1f}"/>').format(one.x, one.y, size)


def _square(one: Placed, size: float) -> Markup:
    return Markup('<rect x="{:.1f}" y="{:.1f}" width="{s:.1f}" height="{s:.1f}"/>').format(
        one.x - size, one.y - size, s=size * 2
    )
