"""The network of positions for Gephi: GEXF 1.3, with a time stamp for every day.

An edge leads from a holder to what the position is about; there is one for each polarity, which
is its kind. Its weight is the number of independent articles, its attribute `articles` the same by
day.
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from storage.handout.network import Edge, Node, edges, node

NAMESPACE = "http://gexf.net/1.3"
UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
OF_NODES = {"kind": "string", "type": "string", "label_fr": "string", "wikidata": "string"}
OF_EDGES = {"polarity": "string", "confidence": "double"}
BY_DAY = {"articles": "integer"}


def write(db: sqlite3.Connection, path: Path, day: str) -> tuple[int, int]:
    """Write the network of a public copy made on a day; how many nodes and edges it has."""
    days: dict[str, set[str]] = defaultdict(set)
    drawn = 0
    for edge in edges(db):
        drawn += 1
        for end in (edge.holder, edge.target):
            days[end].update(day for day, _ in edge.days)
    with etree.xmlfile(str(path), encoding="utf-8") as xml:
        xml.write_declaration()
        with xml.element("gexf", nsmap={None: NAMESPACE}, version="1.3"):
            xml.write(_meta(day))
            with xml.element("graph", mode="dynamic", defaultedgetype="directed",
                             timeformat="date", timerepresentation="timestamp"):  # fmt: skip
                for made in _declared():
                    xml.write(made)
                with xml.element("nodes"):
                    for key in sorted(days):
                        xml.write(_node(node(db, key), sorted(days[key])))
                with xml.element("edges"):
                    for number, edge in enumerate(edges(db)):
                        xml.write(_edge(number, edge))
    return len(days), drawn


def _element(name: str, *children: Any, **attributes: object) -> Any:
    texts = {key: UNPRINTABLE.sub("�", str(value)) for key, value in attributes.items()}
    made = etree.Element(name, texts)
    made.extend(children)
    return made


def _meta(day: str) -> Any:
    creator, description = etree.Element("creator"), etree.Element("description")
    creator.text = "Brouhaha"
    description.text = "Who is for or against what; weights are independent articles"
    return _element("meta", creator, description, lastmodifieddate=day)


def _declared() -> Iterator[Any]:
    for of, mode, titles in (
        ("node", "static", OF_NODES), ("edge", "static", OF_EDGES), ("edge", "dynamic", BY_DAY),
    ):  # fmt: skip
        columns = (_element("attribute", id=t, title=t, type=type_) for t, type_ in titles.items())
        yield _element("attributes", *columns, **{"class": of, "mode": mode})


def _node(shown: Node, days: Iterable[str]) -> Any:
    values = [_value(name, getattr(shown, name)) for name in OF_NODES if getattr(shown, name)]
    return _element(
        "node", _element("attvalues", *values), _spells(days), id=shown.id, label=shown.label
    )


def _edge(number: int, edge: Edge) -> Any:
    values = [_value(name, getattr(edge, name)) for name in OF_EDGES]
    values += [_value("articles", n, timestamp=day) for day, n in edge.days]
    return _element(
        "edge", _element("attvalues", *values), _spells(day for day, _ in edge.days),
        id=number, source=edge.holder, target=edge.target, kind=edge.polarity,
        weight=float(edge.articles),
    )  # fmt: skip


def _value(name: str, value: object, **when: str) -> Any:
    return _element("attvalue", **{"for": name}, value=value, **when)


def _spells(days: Iterable[str]) -> Any:
    return _element("spells", *(_element("spell", timestamp=day) for day in days))
