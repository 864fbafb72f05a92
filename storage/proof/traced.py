"""Whether the findings are there on which something stands: stories, and what is on the topic.

That rows of findings are gone is seen by what was made of them; of one that nothing was made of,
the analysis alone knows.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from sqlite_utils import Database

from storage.proof.integrity import Check, Look, Looked, together
from storage.proof.settled import settle
from storage.proof.spans import AGAIN
from storage.retention.takedown import WITHDRAWN

Pair = tuple[int, int]  # an article and a revision
CLOSE = 0.01  # smaller than any weight
SURE = 1e-13  # what a double tells apart from 0 and 1
# table of the stories -> the kind of finding that each of its rows is made of
MADE_OF = {
    "claim_figures": "figure",
    "statement_quotes": "quote",
    "positions": "stance",
    "cascade": "credit",
}
# a figure of a claim can be made of two: so much for so long
_GONE = """
    FROM {table} m WHERE {credits} m.article_id NOT IN (SELECT article_id FROM temp.unsettled)
        AND NOT EXISTS (SELECT 1 FROM revision_findings f
            WHERE f.article_id = m.article_id AND f.revision = m.revision AND f.kind = '{kind}'
                AND f."start" >= m."start" AND f."end" <= m."end"
                AND (f."start" = m."start" OR f."end" = m."end"))
"""
_TOLD = """
    SELECT '{table} of article ' || m.article_id || ', revision ' || m.revision ||
        ': the {kind} at ' || m."start" || ' is gone'
"""
_REASONS = """
    SELECT a.id, a.revision, a.analysis_version, a.relevance,
        (SELECT COALESCE(SUM(weight), 0) FROM reasons r WHERE r.article_id = a.id)
    FROM articles a
    WHERE a.relevance IS NOT NULL AND a.analysis_error = '' AND a.analysis_version NOT IN ('', ?)
"""


def _parts(table: str) -> dict[str, str]:
    credits = "m.kind = 'credit' AND" if table == "cascade" else ""
    values = {"table": table, "kind": MADE_OF[table], "credits": credits}
    return {**values, "gone": _GONE.format(**values), "told": _TOLD.format(**values)}


def _made(table: str) -> Look:
    def look(db: Database) -> Looked:
        settle(db)
        [at] = db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()  # noqa: S608
        return Looked(at, (line for (line,) in db.execute("{told} {gone}".format(**_parts(table)))))

    return look


def _relevance(db: Database) -> Looked:
    rows = db.execute(_REASONS, [WITHDRAWN]).fetchall()
    wrong = {article for article, _ in _unexplained(rows)}
    return Looked(len(rows), (
        f"article {article}: its reasons do not add up to its relevance" for article in wrong
    ))  # fmt: skip


def _unexplained(rows: list[tuple[int, int, str, float, float]]) -> Iterator[Pair]:
    """Relevance is the logistic function of a bias and the weights of the reasons.

    The bias is the topic's, so that it is the same for all that one version of the analysis saw.
    """
    known = [
        (article, revision, version, bias)
        for article, revision, version, relevance, total in rows
        if (bias := _bias(relevance, total)) is not None
    ]
    counted = Counter((version, round(bias, 2)) for _, _, version, bias in known)
    usual = {version: bias for (version, bias), _ in reversed(counted.most_common())}
    for article, revision, version, bias in known:
        if abs(bias - usual[version]) > CLOSE:
            yield article, revision


def _bias(relevance: float, total: float) -> float | None:
    """What is left of the relevance without the reasons; next to 0 and 1 it cannot be told."""
    if not SURE < relevance < 1 - SURE:
        return None
    return math.log(relevance / (1 - relevance)) - total


def wrong(db: Database) -> set[Pair]:
    """The articles and revisions of which findings are gone."""
    settle(db)
    made = {
        row
        for table in MADE_OF
        for row in db.execute("SELECT m.article_id, m.revision {gone}".format(**_parts(table)))
    }
    db.execute("DROP TABLE temp.unsettled")
    return made | {*_unexplained(db.execute(_REASONS, [WITHDRAWN]).fetchall())}


CHECKS = (
    Check("findings of stories", together(map(_made, MADE_OF)), AGAIN, "analysis"),
    Check("reasons", _relevance, AGAIN, "analysis"),
)
