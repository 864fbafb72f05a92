"""Who is for or against what: issues by holders, in articles that are no copies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from datasette_config.evidence import Evidence, shown
from datasette_config.pages import Page, Row
from datasette_config.periods import Period
from datasette_config.spans import cover

HOLDERS = 16
EVIDENCE = 40  # positions shown of one cell
# First who they are: years are read in the order of their key, so that nothing is sorted but
# sums. Then the cells of these few by their keys.
CELLS = f"""
    WITH top AS MATERIALIZED (
        SELECT holder_id, SUM(n) AS n FROM (
            SELECT holder_id, SUM(favor + against + ambivalent) AS n FROM holder_years
            WHERE year BETWEEN :first_year AND :last_year GROUP BY holder_id
            UNION ALL
            SELECT m.holder_id, m.favor + m.against + m.ambivalent
            FROM issues i CROSS JOIN json_each(:months) p
            CROSS JOIN holder_months m ON m.issue_id = i.id AND m.month = p.value
        ) GROUP BY holder_id ORDER BY SUM(n) DESC, holder_id LIMIT {HOLDERS}
    ), cells AS (
        SELECT y.holder_id, y.issue_id, y.favor, y.against, y.ambivalent
        FROM top t CROSS JOIN holder_years y ON y.holder_id = t.holder_id
        WHERE y.year BETWEEN :first_year AND :last_year
        UNION ALL
        SELECT m.holder_id, m.issue_id, m.favor, m.against, m.ambivalent
        FROM top t CROSS JOIN issues i CROSS JOIN json_each(:months) p
        CROSS JOIN holder_months m
            ON m.issue_id = i.id AND m.month = p.value AND m.holder_id = t.holder_id
    )
    SELECT c.holder_id, e.name, e.type, t.n, c.issue_id, SUM(c.favor) AS favor,
           SUM(c.against) AS against, SUM(c.ambivalent) AS ambivalent
    FROM cells c JOIN top t ON t.holder_id = c.holder_id JOIN entities e ON e.id = c.holder_id
    GROUP BY c.holder_id, c.issue_id ORDER BY t.n DESC, e.name
"""  # noqa: S608
ISSUES = """
    SELECT i.id, i.label_{lang} AS label, i.favor_{lang} AS meaning_favor,
           i.against_{lang} AS meaning_against, COALESCE(SUM(d.counted), 0) AS articles,
           COALESCE(SUM(d.favor_counted), 0) AS favor,
           COALESCE(SUM(d.against_counted), 0) AS against,
           COALESCE(SUM(d.ambivalent_counted), 0) AS ambivalent
    FROM issues i LEFT JOIN issue_days d
        ON d.issue_id = i.id AND d.day BETWEEN :first AND :last
    GROUP BY i.id ORDER BY articles DESC, label
"""
CELL = f"""
    SELECT f.*, a.title, s.name AS source, e.name, i.label_{{lang}} AS issue_label
    FROM stances f
    JOIN entities e ON e.id = f.holder_id JOIN issues i ON i.id = f.target_issue
    JOIN articles a ON a.id = f.article_id AND a.relevant = 1
    JOIN sources s ON s.id = a.source_id
    WHERE f.holder_id = :holder AND f.target_issue = :issue AND f.day BETWEEN :first AND :last
        AND NOT EXISTS (
            SELECT 1 FROM copies c WHERE c.article_id = a.id AND c.original_id <> a.id
        )
    ORDER BY f.day DESC, f.id DESC LIMIT {EVIDENCE}
"""  # noqa: S608


@dataclass(frozen=True)
class Held:
    """One holder's row: for each issue where it has a position, the articles by side."""

    holder: Row
    cells: dict[str, Row]


async def issues(page: Page, period: Period) -> list[Row]:
    """Each issue with its independent articles by side, the most written about first."""
    days = {"first": str(period.first), "last": str(period.last)}
    return await page.rows(ISSUES.format(lang=page.lang), days)


async def matrix(page: Page, months: Period) -> list[Held]:
    """Those with the most positions in a period of whole months, the most frequent first."""
    return by_holder(await page.rows(CELLS, cover(months).params))


def by_holder(rows: Sequence[Row]) -> list[Held]:
    """Rows of cells, in their order, as rows of holders."""
    found: dict[str, Held] = {}
    for row in rows:
        held = found.setdefault(row["holder_id"], Held(row, {}))
        held.cells[row["issue_id"]] = row
    return list(found.values())


async def cell(page: Page, months: Period) -> list[Evidence]:
    """The latest sentences behind the cell that an address asks for (`holder`, `issue`)."""
    asked = {name: page.args.get(name, "") for name in ("holder", "issue")}
    if not all(asked.values()):
        return []
    days = {"first": str(months.first), "last": str(months.last)}
    return await shown(page, await page.rows(CELL.format(lang=page.lang), {**asked, **days}))
