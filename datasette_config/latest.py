"""The articles and stories of a period: counted by day or month, and the newest of them."""

from __future__ import annotations

from datasette_config.corrected import BY_HAND
from datasette_config.pages import Page, Row
from datasette_config.periods import Period

VOLUME = """
    SELECT substr(day, 1, :cut) || :rest AS day, lang, SUM(relevant) AS relevant,
           SUM(counted) AS counted
    FROM article_days WHERE day BETWEEN :first AND :last GROUP BY 1, 2 ORDER BY 1
"""
ARTICLES = f"""
    SELECT a.id, a.title, a.day, a.lang, a.excerpt, a.access, s.id AS source_id, s.name AS source,
           {BY_HAND} AS by_hand
    FROM articles a JOIN sources s ON s.id = a.source_id
    WHERE a.relevant = 1 AND a.day BETWEEN :first AND :last
    ORDER BY a.day DESC, a.id DESC LIMIT 12
"""  # noqa: S608
STORIES = """
    SELECT id, COALESCE(title_{lang}, title_fr, title_en) AS title,
           CASE WHEN title_{lang} IS NULL THEN '{other}' ELSE '{lang}' END AS title_lang,
           first_day, last_day, articles, origins, outlets, languages
    FROM stories WHERE last_day BETWEEN :first AND :last
    ORDER BY last_day DESC, first_day DESC, id DESC LIMIT 8
"""


def bounds(period: Period) -> Row:
    """Its days as a query wants them."""
    return {"first": str(period.first), "last": str(period.last)}


def cut(step: str) -> Row:
    """How a query shortens a day to what a chart of that step adds up: the day, or its month."""
    return {"cut": 7, "rest": "-01"} if step == "month" else {"cut": 10, "rest": ""}


async def volume(page: Page, period: Period) -> list[Row]:
    """Articles on the topic by language, with copies and without, by day or month."""
    return await page.rows(VOLUME, {**bounds(period), **cut(period.step)})


async def articles(page: Page, period: Period) -> list[Row]:
    """The newest articles on the topic."""
    return await page.rows(ARTICLES, bounds(period))


async def stories(page: Page, period: Period) -> list[Row]:
    """The stories that ended last, with the title in the reader's language where there is one."""
    other = "en" if page.lang == "fr" else "fr"
    return await page.rows(STORIES.format(lang=page.lang, other=other), bounds(period))
