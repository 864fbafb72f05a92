"""What the page of a story tells, as JSON: the same findings, with permalinks and evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from datasette_config.cascades import Edge, Node
from datasette_config.conflicts import Claim
from datasette_config.evidence import Evidence
from datasette_config.lineage import Quotation, Statement
from datasette_config.pages import Row
from datasette_config.told import tie_as_json, words

STORY = (
    "id", "title_fr", "title_en", "first_article", "first_day", "last_day", "articles", "origins",
    "outlets", "languages",
)  # fmt: skip
ARTICLE = ("id", "title", "source_id", "source", "day", "lang", "role")
CLAIM = ("id", "label", "unit", "entity_id", "articles", "origins", "rule", "confidence")
VALUE = ("value", "unit", "articles", "outlets", "first_day")
TELLING = ("article_id", "source_id", "day", "lang", "bound", "speaker_id", "speaker")
STATEMENT = ("id", "speaker_id", "speaker", "first_article", "articles", "origins", "languages")
QUOTE = ("article_id", "role", "of_id", "similarity", "rule", "confidence", "day", "lang")


def story_as_json(page: Row) -> Row:
    """The context of a story's page as values of JSON; no text but the evidence."""
    story, cascade = page["story"], page["cascade"]
    return {
        "ok": True,
        "story": {key: story[key] for key in STORY}
        | {"languages": _languages(story), "permalink": f"/story/{story['id']}"},
        "by_outlet": page["outlets"],
        "cascade": {
            "complete": cascade.articles == story["articles"],
            "nodes": [_node(node) for node in cascade.nodes],
            "edges": [_edge(edge) for edge in cascade.edges],
        },
        "uncredited": [tie_as_json(one) for one in page["uncredited"]],
        "resurfacings": list(cascade.returned),
        "conflicting_figures": [_claim(claim) for claim in page["claims"]],
        "statements": [_statement(statement) for statement in page["statements"]],
        "lag": page["lag"],
    }


def _languages(row: Mapping[str, Any]) -> list[str]:
    return (row["languages"] or "").split()


def _node(node: Node) -> Row:
    told: Row = {"key": node.key, "followers": node.followers}
    if "id" not in node.row:
        return told | {"outlet_id": node.row["outlet"], "name": node.label, "day": node.row["day"]}
    permalink = f"/article/{node.row['id']}"
    return told | {key: node.row[key] for key in ARTICLE} | {"permalink": permalink}


def _edge(edge: Edge) -> Row:
    ends = {"source": edge.source, "target": edge.target, "uncredited": edge.uncredited}
    return ends | {"signs": [tie_as_json(sign) for sign in edge.signs]}


def _claim(claim: Claim) -> Row:
    return {key: claim.row[key] for key in CLAIM} | {
        "values": [
            {key: value.row[key] for key in VALUE} | {"told": [_telling(t) for t in value.told]}
            for value in claim.values
        ]
    }


def _telling(one: Evidence) -> Row:
    changed = {"changed_from": one.row["changed_from"], "evidence": words(one)}
    return {key: one.row[key] for key in TELLING} | changed


def _statement(statement: Statement) -> Row:
    quotes = [*filter(None, [statement.original]), *statement.same]
    return {key: statement.row[key] for key in STATEMENT} | {
        "languages": _languages(statement.row),
        "quotations": [_quote(one) for one in quotes]
        + [_changed(one) for one in statement.changed],
        "by_role": statement.counts,
    }


def _quote(one: Evidence) -> dict[str, Any]:
    return {key: one.row[key] for key in QUOTE} | {"evidence": words(one)}


def _changed(one: Quotation) -> dict[str, Any]:
    return _quote(one.own) | {"of": words(one.of)}
