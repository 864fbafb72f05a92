"""Whether findings stand within their texts, and what they copy from their articles is the same."""

from __future__ import annotations

from collections.abc import Iterator

from sqlite_utils import Database

from storage.proof.integrity import Check, Look, Looked, together
from storage.proof.settled import STORIES, settle

# table -> its places: article, revision, start and end; an empty place is allowed for reasons only
PLACES: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "reasons": (("article_id", "revision", "start", "end"),),
    "mentions": (("article_id", "revision", "start", "end"),),
    "quotes": (
        ("article_id", "revision", "start", "end"),
        ("article_id", "revision", "cue_start", "cue_end"),
    ),
    "stances": (
        ("article_id", "revision", "start", "end"),
        ("article_id", "revision", "sentence_start", "sentence_end"),
    ),
    "credits": (("article_id", "revision", "start", "end"),),
    "figures": (("article_id", "revision", "start", "end"),),
    "past_findings": (("article_id", "revision", "start", "end"),),
    "links": (("article_id", "revision", "start", "end"),),
    "copies": (
        ("article_id", "revision", "start", "end"),
        ("of_id", "of_revision", "of_start", "of_end"),
    ),
    "cascade": (("article_id", "revision", "start", "end"),),
    "roots": (("shown_by", "revision", "start", "end"),),
    "claim_figures": (("article_id", "revision", "start", "end"),),
    "statement_quotes": (
        ("article_id", "revision", "start", "end"),
        ("of_id", "of_revision", "of_start", "of_end"),
    ),
    "positions": (("article_id", "revision", "start", "end"),),
    "effects": (("article_id", "revision", "start", "end"),),
}
FINDINGS = ("mentions", "quotes", "stances", "credits", "figures")
# table -> what it copies from its article; the language may change with a revision
COPIED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(FINDINGS, ("day", "lang")),
    "story_articles": ("day", "lang", "source_id"),
    "cascade": ("day", "lang"),
    "resurfacings": ("day", "lang"),
    "claim_figures": ("day", "lang", "source_id"),
    "statement_quotes": ("day", "lang"),
}
ANALYSED = (*FINDINGS, "reasons", "past_findings", "effects")
TOLD = ("copies", "cascade", "roots", "claim_figures", "statement_quotes", "positions")
AGAIN = "--repair has these articles analysed again"
_LENGTHS = """
    CREATE TEMP TABLE IF NOT EXISTS lengths AS
    SELECT article_id, revision, length(text) AS length FROM texts
"""
_INDEX = "CREATE UNIQUE INDEX IF NOT EXISTS temp.lengths_of ON lengths(article_id, revision)"
# a place of which the text is missing is told where texts are looked at
_OUTSIDE = """
    SELECT '{table} of article ' || f.{article} || ', revision ' || f.{revision} || ': {start} ' ||
        f."{start}" || ', {end} ' || COALESCE(f."{end}", 'missing') || ' of ' ||
        COALESCE(l.length || ' characters', 'a revision that is not there') {wrong}
"""
_WRONG = """
    FROM {table} f
    LEFT JOIN temp.lengths l ON l.article_id = f.{article} AND l.revision = f.{revision}
    WHERE f."{start}" IS NOT NULL AND ((f."{start}" < 0 OR f."{end}" IS NULL
        OR f."{start}" {order} f."{end}" OR f."{end}" > l.length)
        OR l.length IS NULL AND NOT EXISTS (SELECT 1 FROM revisions r
            WHERE r.article_id = f.{article} AND r.revision = f.{revision}))
"""
_OTHER = """
    SELECT '{table} of article ' || f.article_id || ': ' || {words}
    FROM {table} f JOIN articles a ON a.id = f.article_id {where}
    WHERE {differs}
"""
# what changed with a revision is not copied before the analysis, then the stories, are done
_CURRENT = """
    AND f.revision = a.revision
"""
_SETTLED = "AND NOT EXISTS (SELECT 1 FROM temp.unsettled u WHERE u.article_id = a.id)"


def _places(table: str) -> Iterator[dict[str, str]]:
    """What a query for places that are not within their texts is made of."""
    for article, revision, start, end in PLACES[table]:
        columns = {"table": table, "article": article, "revision": revision,
                   "start": start, "end": end}  # fmt: skip
        order = ">" if table in ("reasons", "effects") else ">="
        yield {**columns, "wrong": _WRONG.format(order=order, **columns)}


def wrong(db: Database, table: str) -> set[tuple[int, int]]:
    """The articles and revisions of which a table has places outside of the text."""
    measure(db)
    return {
        row
        for place in _places(table)
        for row in db.execute("SELECT f.{article}, f.{revision} {wrong}".format(**place))
    }


def differing(table: str) -> str:
    """A query for the rows of a table that copy something else than their article says."""
    columns = COPIED[table]
    return _OTHER.format(
        table=table,
        words=" || ', ' || ".join(
            f"'{c} ' || COALESCE(f.{c}, 'none') || ', its article has ' || COALESCE(a.{c}, 'none')"
            for c in columns
        ),
        where=_CURRENT if table in FINDINGS else _SETTLED,
        differs=" OR ".join(f"f.{column} IS NOT a.{column}" for column in columns),
    )  # fmt: skip


def measure(db: Database) -> None:
    """Note how long each text is, for as long as the transaction goes."""
    db.execute(_LENGTHS)
    db.execute(_INDEX)


def _within(table: str) -> Look:
    def look(db: Database) -> Looked:
        measure(db)
        [at] = db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()  # noqa: S608
        queries = (_OUTSIDE.format(**place) for place in _places(table))
        return Looked(at, (line for sql in queries for (line,) in db.execute(sql)))

    return look


def _same(table: str) -> Look:
    def look(db: Database) -> Looked:
        settle(db)
        [at] = db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()  # noqa: S608
        return Looked(at, (line for (line,) in db.execute(differing(table))))

    return look


CHECKS = (
    Check("places of findings", together(map(_within, ANALYSED)), AGAIN, "analysis"),
    Check("places of links", _within("links"), "take a backup"),
    Check("places in stories", together(map(_within, TOLD)), STORIES, "stories"),
    Check("copied columns", together(map(_same, COPIED)), "--repair copies them anew", "copied"),
)
