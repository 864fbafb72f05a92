"""Who is quoted and who is only talked about, by outlet, month and language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass

from sqlite_utils import Database

from storage import rows
from storage.told import contributions

PART = "voices"
Voice = tuple[str, str, str, str]  # entity, outlet, `YYYY-MM`, language
_COUNTED = """
    SELECT a.id, a.source_id, substr(a.day, 1, 7), a.lang, COALESCE(c.original_id, a.id) = a.id
    FROM articles a LEFT JOIN copies c ON c.article_id = a.id
    WHERE a.id IN ({marks}) AND a.day IS NOT NULL AND a.relevant = 1
"""
_HEARD = """
    SELECT article_id, entity_id, 0 FROM mentions WHERE article_id IN ({marks})
    UNION ALL
    SELECT article_id, speaker_id, COUNT(*) FROM quotes
    WHERE article_id IN ({marks}) AND speaker_id IS NOT NULL GROUP BY 1, 2
"""
_ADD = """
    INSERT INTO voices (entity_id, source_id, month, lang,
        articles, origins, quoted, quoted_origins, quotes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (entity_id, source_id, month, lang) DO UPDATE SET
        articles = articles + excluded.articles, origins = origins + excluded.origins,
        quoted = quoted + excluded.quoted,
        quoted_origins = quoted_origins + excluded.quoted_origins,
        quotes = quotes + excluded.quotes
"""


@dataclass(frozen=True, slots=True)
class Share:
    """What an article adds: it is `counted` unless it is a copy; how often each is quoted."""

    source: str
    month: str
    lang: str
    counted: int
    quotes: dict[str, int]


def shares(db: Database, articles: Iterable[int]) -> dict[int, Share]:
    """What each of these articles adds now; the undated and those off the topic add nothing."""
    found: dict[int, Share] = {}
    for some in rows.chunks(articles):
        marks = ",".join("?" * len(some))
        heard: dict[int, dict[str, int]] = defaultdict(dict)
        for article, entity, number in db.execute(_HEARD.format(marks=marks), some * 2):
            heard[article][entity] = max(number, heard[article].get(entity, 0))
        for article, source, month, lang, counted in db.execute(_COUNTED.format(marks=marks), some):
            if quotes := heard.get(article):
                found[article] = Share(source, month, lang, counted, dict(sorted(quotes.items())))
    return found


def added(db: Database, articles: Iterable[int]) -> dict[int, Share]:
    """What each of these articles added so far."""
    before = contributions.of_articles(db, PART, articles)
    return {article: Share(*what) for article, what in before.items()}


def save(
    db: Database,
    articles: Iterable[int],
    shares: Mapping[int, Share],
    counts: Mapping[Voice, Sequence[int]],
) -> None:
    """Note what these articles add, and add what it changes; inside a transaction."""
    contributions.save(db, PART, articles, {a: [*astuple(s)] for a, s in shares.items()})
    db.conn.executemany(_ADD, [(*voice, *numbers) for voice, numbers in counts.items()])
    db.conn.executemany(
        "DELETE FROM voices WHERE entity_id = ? AND source_id = ? AND month = ? AND lang = ? "
        "AND articles = 0",
        [voice for voice, (articles_, *_) in counts.items() if articles_ <= 0],
    )
