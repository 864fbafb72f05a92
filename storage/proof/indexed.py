"""Whether the search index holds every article as it is, word for word; and its rebuilding."""

from __future__ import annotations

from collections.abc import Iterator

from sqlite_utils import Database

from storage.proof.integrity import Check, Looked
from storage.search import fold

BATCH = 500  # articles
_FRESH = """
    CREATE VIRTUAL TABLE temp.fresh_fts USING fts5(
        title, text, content='', tokenize='unicode61 remove_diacritics 2'
    )
"""
_WORDS = "CREATE VIRTUAL TABLE temp.{0}_words USING fts5vocab({1}, {2}, instance)"
# of a word in a document: how often it stands there, and where; read in the order of words
_PLACES = """
    CREATE TEMP TABLE {0}_places AS
    SELECT term, COUNT(*) AS times,
        SUM((doc * 48271 + "offset" * 69621 + (col = 'text') * 16807) % 2147483647) AS places
    FROM temp.{0}_words GROUP BY term ORDER BY term
"""
_LENGTHS = """
    SELECT 'article ' || COALESCE(f.id, s.id) || CASE WHEN s.id IS NULL THEN ' is not in the index'
        WHEN f.id IS NULL THEN ' is in the index, and has no text'
        ELSE ' is in the index with other words than its own' END
    FROM {0} WHERE {1}
"""
_OTHER = """
    SELECT 'the word ' || f.term || ' stands ' || f.times || ' times in the texts, ' ||
        COALESCE(s.times, 0) || ' times in the index' ||
        CASE WHEN s.times = f.times THEN ', in other places' ELSE '' END
    FROM temp.fresh_places f LEFT JOIN temp.held_places s ON s.term = f.term
    WHERE s.times IS NOT f.times OR s.places IS NOT f.places
    UNION ALL
    SELECT 'the word ' || s.term || ' stands in no text, ' || s.times || ' times in the index'
    FROM temp.held_places s LEFT JOIN temp.fresh_places f ON f.term = s.term WHERE f.term IS NULL
"""
_DROPPED = ("fresh_places", "held_places", "fresh_words", "held_words", "fresh_fts")


def _compare(db: Database) -> Looked:
    """Index all texts afresh beside the index, and compare the two."""
    db.execute(_FRESH)
    _fill(db, "temp.fresh_fts")
    db.execute(_WORDS.format("fresh", "temp", "fresh_fts"))
    db.execute(_WORDS.format("held", "main", "articles_fts"))
    [at] = db.execute("SELECT COUNT(*) FROM temp.fresh_fts_docsize").fetchone()
    return Looked(at, _differences(db))


def _differences(db: Database) -> Iterator[str]:
    """First articles by their length in words; only where these agree, word by word."""
    fresh, held = "temp.fresh_fts_docsize f", "main.articles_fts_docsize s"
    agree = True
    for joined, wrong in (
        (f"{fresh} LEFT JOIN {held} ON s.id = f.id", "s.sz IS NOT f.sz"),
        (f"{held} LEFT JOIN {fresh} ON f.id = s.id", "f.id IS NULL"),
    ):
        for (line,) in db.execute(_LENGTHS.format(joined, wrong)):
            agree = False
            yield line
    if agree:
        for name in ("fresh", "held"):
            db.execute(_PLACES.format(name))
            db.execute(f"CREATE UNIQUE INDEX temp.{name}_term ON {name}_places(term)")
        yield from (line for (line,) in db.execute(_OTHER))
    for table in _DROPPED:
        db.execute(f"DROP TABLE IF EXISTS temp.{table}")


def rebuild(db: Database) -> None:
    """Index all texts anew; to be called inside a transaction."""
    db.execute("INSERT INTO articles_fts(articles_fts) VALUES ('delete-all')")
    _fill(db, "main.articles_fts")


def _fill(db: Database, index: str) -> None:
    texts = db.execute("SELECT id, title, text FROM searchable ORDER BY id")
    while batch := texts.fetchmany(BATCH):
        db.conn.executemany(
            f"INSERT INTO {index}(rowid, title, text) VALUES (?, ?, ?)",  # noqa: S608
            [(number, fold(title), fold(text)) for number, title, text in batch],
        )


CHECKS = (Check("search index", _compare, "--repair indexes them anew", "search"),)
