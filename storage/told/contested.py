"""How contested issues are: the weight of what is told of each holder, and how many are where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from sqlite_utils import Database

from storage import rows
from storage.outcomes import Contested, CopyRole
from storage.records import Polarity
from storage.told import contributions

PART = "contested"
SIDES: tuple[Polarity, ...] = ("favor", "against", "ambivalent")
Lang = Literal["fr", "en", "any"]
Place = tuple[str, str, Lang]  # issue, `YYYY-MM`, language
Holder = tuple[str, str, str, Lang]  # issue, `YYYY-MM`, holder, language
Weights = tuple[int, int, int]  # by side: confidences in ten-thousandths, added up


@dataclass(frozen=True, slots=True)
class Said:
    """The clearest that an article says of a holder on a side of an issue."""

    holder_id: str
    issue: str
    month: str
    lang: str
    polarity: Polarity
    confidence: float
    role: CopyRole


_OF_HOLDER = "issue_id = ? AND period = ? AND holder_id = ? AND lang = ?"
_SAID = """
    SELECT a.id, s.holder_id, s.target_issue, substr(a.day, 1, 7), a.lang, s.polarity,
        MAX(s.confidence), COALESCE(c.role, 'original')
    FROM articles a CROSS JOIN stances s ON s.article_id = a.id
    LEFT JOIN copies c ON c.article_id = a.id
    WHERE a.id IN ({marks}) AND a.relevant = 1 AND a.day IS NOT NULL
        AND s.holder_id IS NOT NULL AND s.target_issue IS NOT NULL
    GROUP BY a.id, s.holder_id, s.target_issue, s.polarity
"""


def said(db: Database, articles: Iterable[int]) -> dict[int, list[Said]]:
    """What these articles say of where holders stand on issues."""
    found: dict[int, list[Said]] = defaultdict(list)
    for some in rows.chunks(articles):
        for row in db.execute(_SAID.format(marks=",".join("?" * len(some))), some):
            found[row[0]].append(Said(*row[1:]))
    return dict(found)


def added(db: Database, articles: Iterable[int]) -> dict[int, dict[Holder, Weights]]:
    """The weights that these articles added so far."""
    before = contributions.of_articles(db, PART, articles)
    return {
        article: {(issue, month, holder, lang): (favor, against, ambivalent)
                  for issue, month, holder, lang, favor, against, ambivalent in what}
        for article, what in before.items()
    }  # fmt: skip


def note(
    db: Database, articles: Iterable[int], found: Mapping[int, Mapping[Holder, Weights]]
) -> None:
    """Keep the weights that these articles add; inside the transaction that adds them."""
    what = {a: [[*key, *weights] for key, weights in some.items()] for a, some in found.items()}
    contributions.save(db, PART, articles, what)


def weights(db: Database, holder: Holder) -> Weights:
    """What is told of a holder so far."""
    sql = "SELECT favor, against, ambivalent FROM contested_holders WHERE "
    found: Weights | None = db.execute(f"{sql} {_OF_HOLDER}", holder).fetchone()
    return found or (0, 0, 0)


def save_holders(db: Database, holders: Mapping[Holder, tuple[Polarity | None, Weights]]) -> None:
    """Replace the sides of holders and their weights; who is on none is taken out."""
    db.conn.executemany(
        f"DELETE FROM contested_holders WHERE {_OF_HOLDER}",  # noqa: S608
        [key for key, (side, _) in holders.items() if not side],
    )
    db.conn.executemany(
        "INSERT INTO contested_holders VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (issue_id, period, holder_id, lang) DO UPDATE SET polarity = "
        "excluded.polarity, favor = excluded.favor, against = excluded.against, "
        "ambivalent = excluded.ambivalent",
        [(*key, side, *weights) for key, (side, weights) in holders.items() if side],
    )


def contested(db: Database, place: Place) -> Contested | None:
    """How contested an issue is in a month, in a language."""
    sql = f"SELECT {rows.columns(Contested)} FROM contested WHERE "  # noqa: S608
    row = db.execute(f"{sql} issue_id = ? AND period = ? AND lang = ?", place).fetchone()
    return Contested(*row) if row else None


def save(db: Database, found: Iterable[Contested]) -> None:
    """Replace what is known of these issues in these months; where nobody is, nothing is kept."""
    new = list(found)
    empty = [one for one in new if not one.favor + one.against + one.ambivalent]
    db.conn.executemany(
        "DELETE FROM contested WHERE issue_id = ? AND period = ? AND lang = ?",
        [(one.issue_id, one.period, one.lang) for one in empty],
    )
    rows.write(
        db, "contested", (one for one in new if one not in empty),
        keys=("issue_id", "period", "lang"),
    )  # fmt: skip
