"""An article's place among others: its story, whom it took from, who took from it, its copies."""

from __future__ import annotations

from dataclasses import dataclass

from datasette_config.evidence import Evidence, shown
from datasette_config.pages import Page, Row

LIMIT = 30  # of each list; the rest is a table away
STORY = """
    SELECT s.*, m.role, m.score FROM story_articles m JOIN stories s ON s.id = m.story_id
    WHERE m.article_id = :id
"""
TOOK = f"""
    SELECT c.*, f.title, f.day AS other_day, f.lang AS other_lang, s.name AS source,
           e.name AS outlet
    FROM cascade c LEFT JOIN articles f ON f.id = c.from_id
    LEFT JOIN sources s ON s.id = f.source_id LEFT JOIN entities e ON e.id = c.from_outlet
    WHERE c.article_id = :id ORDER BY c.confidence DESC, c.id LIMIT {LIMIT}
"""  # noqa: S608
GIVEN = f"""
    SELECT c.*, a.title, a.day AS other_day, a.lang AS other_lang, s.name AS source, NULL AS outlet
    FROM cascade c JOIN articles a ON a.id = c.article_id JOIN sources s ON s.id = a.source_id
    WHERE c.from_id = :id ORDER BY c.id LIMIT {LIMIT}
"""  # noqa: S608
COUNTS = """
    SELECT (SELECT COUNT(DISTINCT article_id) FROM cascade WHERE from_id = :id) AS takers,
           (SELECT COUNT(*) FROM copies WHERE original_id = :id AND article_id <> :id) AS copies
"""
COPIES = f"""
    SELECT c.role, c.similarity, c.containment, c.rule, c.confidence, a.id, a.title, a.day, a.lang,
           s.name AS source, :id = c.article_id AS own
    FROM copies c JOIN articles a
        ON a.id = CASE c.article_id WHEN :id THEN c.original_id ELSE c.article_id END
    JOIN sources s ON s.id = a.source_id
    WHERE c.role <> 'original' AND (c.article_id = :id OR c.original_id = :id) LIMIT {LIMIT}
"""  # noqa: S608
# The public copy has no log of addresses: there only a link to an article's own address counts.
TO_STORED = {
    False: "linked l JOIN articles a ON a.id = l.to_id",
    True: "links l JOIN articles a ON a.url = l.url",
}
LINKS = f"""
    SELECT l.article_id, l.revision, l."start", l."end", l.url, a.id, a.title, a.day,
           a.lang AS other_lang, s.name AS source
    FROM {{to_stored}} JOIN sources s ON s.id = a.source_id
    WHERE l.article_id = :id AND l.revision = :revision AND a.id <> :id
    ORDER BY l."start" LIMIT {LIMIT}
"""  # noqa: S608
RETURNED = "SELECT previous_id, days, articles FROM resurfacings WHERE article_id = :id"


@dataclass(frozen=True)
class Ties:
    """What ties an article to others, each tie with its evidence."""

    story: Row | None
    took: list[Evidence]
    given: list[Evidence]
    takers: int
    copies: list[Row]
    copied: int
    links: list[Evidence]
    returned: Row | None


async def of_article(page: Page, article: Row) -> Ties:
    """The ties of an article (`id`, `revision`)."""
    place = {"id": article["id"], "revision": article["revision"]}
    counts = await page.row(COUNTS, place) or {"takers": 0, "copies": 0}
    links = await page.rows(LINKS.format(to_stored=TO_STORED[page.public]), place)
    return Ties(
        story=await page.row(STORY, place),
        took=await shown(page, await page.rows(TOOK, place)),
        given=await shown(page, await page.rows(GIVEN, place)),
        takers=counts["takers"],
        copies=await page.rows(COPIES, place),
        copied=counts["copies"],
        links=await shown(page, links),
        returned=await page.row(RETURNED, place),
    )
