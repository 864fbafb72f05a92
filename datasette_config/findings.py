"""All that the analysis found in one revision of an article, each thing explaining itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from datasette_config.pages import Page, Row
from datasette_config.words import Words

UNSURE = 0.6  # a lower confidence is told as uncertain
KINDS = ("name", "quote", "stance", "credit", "figure")
OF_ARTICLE = "WHERE f.article_id = :id AND f.revision = :revision ORDER BY f.start, f.end"
QUERIES: Mapping[str, str] = {
    "name": """
        SELECT f.*, e.id AS about, e.name, e.type FROM mentions f
        JOIN entities e ON e.id = f.entity_id
    """,
    "quote": "SELECT f.*, f.speaker_id AS about, f.speaker AS name FROM quotes f",
    "stance": """
        SELECT f.*, f.holder_id AS about, f.holder AS name, i.id AS issue,
               COALESCE(e.name, i.label_{lang}) AS target
        FROM stances f LEFT JOIN entities e ON e.id = f.target_entity
        LEFT JOIN issues i ON i.id = f.target_issue
    """,
    "credit": """
        SELECT f.*, e.id AS about, e.name FROM credits f JOIN entities e ON e.id = f.outlet_id
    """,
    "figure": "SELECT f.*, NULL AS about, f.what AS name FROM figures f",
    "reason": "SELECT f.*, NULL AS about, f.rule AS name FROM reasons f",
}


@dataclass(frozen=True)
class Found:
    """One finding: what kind, where, what it means in words, and the page it leads to."""

    kind: str
    start: int
    end: int
    classes: str
    label: str
    note: str
    row: Row
    href: str = ""
    id: str = ""

    def words_of(self, text: str) -> str:
        """The characters it stands on."""
        return text[self.start : self.end]


async def found(page: Page, place: Row) -> list[Found]:
    """The findings of a revision (`id`, `revision`), in the order of the text, kind by kind."""
    everything = []
    for kind, query in QUERIES.items():
        sql = f"{query.format(lang=page.lang)} {OF_ARTICLE}"
        rows = await page.rows(sql, place)
        everything += [_found(kind, n, row, page.words) for n, row in enumerate(rows, 1)]
    return everything


def _found(kind: str, number: int, row: Row, words: Words) -> Found:
    label = LABELS[kind](row, words)
    origin, unsure = words("origin", rule=row["rule"]), False
    if "confidence" in row:
        unsure = row["confidence"] < UNSURE
        origin += f", {words('uncertain')}" if unsure else ""
        origin += ", " + words("confidence", share=words.percent(row["confidence"]))
    name = words(f"kind-{kind}")
    return Found(
        kind=kind,
        start=row["start"],
        end=row["end"],
        classes=" ".join(
            filter(None, ["m", kind, row.get("polarity"), "unsure" if unsure else ""])
        ),
        label=label,
        note=f"{name}{words('colon')} {label} · {origin}",
        row=row,
        href=_href(kind, row),
        id=f"{kind}-{number}",
    )


def _href(kind: str, row: Row) -> str:
    """The page that a finding is about: of who is named, speaks, is credited or takes a side."""
    if kind == "stance" and row["issue"]:
        return f"/issue/{quote(row['issue'], safe='')}"
    return f"/entity/{quote(row['about'], safe='')}" if row["about"] else ""


def _name(row: Row, words: Words) -> str:
    return f"{row['name']} ({words.name('type', row['type'])})"


def _quote(row: Row, words: Words) -> str:
    cue = f", {words('cue', cue=row['cue'])}" if row["cue"] else ""
    return f"{words.name('party', row['name'])}{cue} ({words.name('quote', row['kind'])})"


def _stance(row: Row, words: Words) -> str:
    holder = words.name("party", row["name"])
    return f"{holder} — {words.name('polarity', row['polarity'])} — {row['target']}"


def _figure(row: Row, words: Words) -> str:
    amount = words.amount(row["value"], row["unit"])
    return f"{amount} ({row['what']})" if row["what"] else amount


LABELS: Mapping[str, Callable[[Row, Words], str]] = {
    "name": _name,
    "quote": _quote,
    "stance": _stance,
    "credit": lambda row, words: str(row["name"]),
    "figure": _figure,
    "reason": lambda row, words: words.name("rule", row["rule"]),
}
