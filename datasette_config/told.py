"""What our pages of articles tell, as JSON: the same findings, with permalinks and evidence."""

from __future__ import annotations

from typing import Any

from datasette_config import corrected
from datasette_config.edits import Change, Edit
from datasette_config.evidence import Evidence
from datasette_config.findings import Found
from datasette_config.pages import Row
from datasette_config.ties import Ties

ARTICLE = (
    "id", "url", "source_id", "source", "lang", "title", "published", "published_from",
    "published_confidence", "day", "access", "excerpt", "words", "revision", "relevant",
    "relevance", "analysis_version",
)  # fmt: skip
STORY = ("id", "title_fr", "title_en", "articles", "origins", "outlets", "role", "score")
FINDING = (
    "about", "name", "type", "kind", "cue", "polarity", "issue", "target_entity", "value", "unit",
    "what", "weight", "rule", "confidence",
)  # fmt: skip
TIE = ("kind", "credited", "hours", "rule", "confidence")


def article_as_json(page: Row) -> Row:
    """The context of an article's page as values of JSON; no text but the evidence."""
    article, ties = page["article"], page["ties"]
    return {
        "ok": True,
        "article": {key: article[key] for key in ARTICLE}
        | {"authors": page["authors"], "permalink": f"/article/{article['id']}"},
        "revisions": page["revisions"],
        "shown_revision": page["shown"]["revision"],
        "findings": {kind: [_found(*pair) for pair in pairs] for kind, pairs in page["kinds"]},
        "reasons": [_found(*pair) for pair in page["reasons"]],
        "corrected": [_corrected(one) for one in page["by_hand"]["effects"]],
        "changes": [_change(change) for change in page["changes"]],
        "story": _story(ties.story),
        "took_from": [tie_as_json(one) for one in ties.took],
        "taken_by": [tie_as_json(one) for one in ties.given],
        "copies": ties.copies,
        "links": _links(ties),
        "fetches": page["log"].fetches,
        "addresses": page["log"].addresses,
    }


def words(evidence: Evidence | None) -> dict[str, Any] | None:
    """The words of a finding and the sentence around them; None where none are held."""
    if not evidence or not evidence.words:
        return None
    sentence = f"{evidence.before}{evidence.words}{evidence.after}"
    return {"words": evidence.words, "sentence": sentence}


def tie_as_json(evidence: Evidence) -> Row:
    """One sign that an article took from another article, or from an outlet."""
    row = evidence.row
    named = {"article_id": row["article_id"], "from_id": row["from_id"]}
    named["from_outlet"] = row["from_outlet"]
    return named | {key: row[key] for key in TIE} | {"evidence": words(evidence)}


def _found(thing: Found, evidence: Evidence) -> Row:
    told = {key: thing.row[key] for key in FINDING if key in thing.row}
    return {"start": thing.start, "end": thing.end} | told | {
        "evidence": words(evidence), "corrected": corrected.told(evidence.corrected),
    }  # fmt: skip


def _corrected(effect: Row) -> Row:
    """What was corrected in the article; `now` is empty where a finding was taken away."""
    place = {key: effect[key] for key in ("finding", "start", "end", "who", "target")}
    return place | {key: effect[key] for key in corrected.SAID}


def _change(change: Change) -> Row:
    return {
        "from_revision": change.first,
        "to_revision": change.second,
        "seen_at": change.seen_at,
        "notice": bool(change.notices),
        "edits": [_edit(edit) for edit in (*change.notices, *change.edits)],
    }


def _edit(edit: Edit) -> Row:
    told = {key: edit.row[key] for key in ("kind", "change", "entity_id", "rule", "confidence")}
    return told | {"old": words(edit.old), "new": words(edit.new)}


def _story(story: Row | None) -> Row | None:
    if not story:
        return None
    return {key: story[key] for key in STORY} | {"permalink": f"/story/{story['id']}"}


def _links(ties: Ties) -> list[Row]:
    return [{"article_id": one.row["id"], "url": one.row["url"]} for one in ties.links]
