"""Who is for or against what, and who said what, each with its evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from datasette_config.evidence import Evidence, shown
from datasette_config.pages import Page, Row

LIMIT = 60
CAMPS = ("favor", "against", "ambivalent")
Role = Literal["holder_id", "target_entity", "target_issue"]
# Each filter has an index with the day in it (schema: stances_holder, stances_target_...).
STANCES = """
    SELECT f.*, a.title, s.name AS source, e.name AS target_name,
           i.label_{lang} AS issue_label
    FROM stances f JOIN articles a ON a.id = f.article_id AND a.relevant = 1
    JOIN sources s ON s.id = a.source_id
    LEFT JOIN entities e ON e.id = f.target_entity
    LEFT JOIN issues i ON i.id = f.target_issue
    WHERE f.{role} = :id AND f.day BETWEEN :first AND :last
    ORDER BY f.day DESC, f.id DESC LIMIT {limit}
"""
QUOTES = """
    SELECT f.*, a.title, s.name AS source
    FROM quotes f JOIN articles a ON a.id = f.article_id AND a.relevant = 1
    JOIN sources s ON s.id = a.source_id
    WHERE f.speaker_id = :id AND f.day BETWEEN :first AND :last
    ORDER BY f.day DESC, f.id DESC LIMIT {limit}
"""


@dataclass(frozen=True)
class Camp:
    """Those who hold one position, by the number of their articles."""

    polarity: str
    holders: tuple[tuple[Mapping[str, Any], tuple[Evidence, ...]], ...]

    @property
    def size(self) -> int:
        return sum(len(evidence) for _, evidence in self.holders)


async def stances(
    page: Page, role: Role, key: str, days: Row, limit: int = LIMIT
) -> list[Evidence]:
    """The latest positions in which an entity or an issue has a role."""
    sql = STANCES.format(lang=page.lang, role=role, limit=limit)
    return await shown(page, await page.rows(sql, {"id": key, **days}))


async def quotes(page: Page, speaker: str, days: Row) -> list[Evidence]:
    """The latest words of an entity, within their sentences."""
    return await shown(page, await page.rows(QUOTES.format(limit=LIMIT), {"id": speaker, **days}))


def camps(found: Sequence[Evidence]) -> list[Camp]:
    """The positions on one issue, by polarity and then by holder, the most frequent first."""
    return [Camp(polarity, _holders(found, polarity)) for polarity in CAMPS]


def _holders(
    found: Sequence[Evidence], polarity: str
) -> tuple[tuple[Mapping[str, Any], tuple[Evidence, ...]], ...]:
    groups: dict[tuple[str, str], list[Evidence]] = {}
    for one in found:
        if one.row["polarity"] == polarity:
            key = (one.row["holder_id"] or "", one.row["holder"].casefold())
            groups.setdefault(key, []).append(one)
    ranked = sorted(groups.values(), key=lambda group: -len({g.row["article_id"] for g in group}))
    return tuple((group[0].row, tuple(group)) for group in ranked)
