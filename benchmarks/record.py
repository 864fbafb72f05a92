"""Writes what the page on methods shows: the figures of the reports in `results`, as data.

python -m benchmarks.record

Run it after a report was written anew. Each row of `datasette_config/measured.toml` is a row of a
table in a report; nothing is measured here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
MEASURED = RESULTS.parents[1] / "datasette_config" / "measured.toml"
KINDS = {
    "relevance": "relevance", "entities": "entities", "mentions": "mentions", "quotes": "quotes",
    "quotes+who": "speakers", "stances": "stances", "stances+who": "holders",
    "evidence": "evidence", "attributions": "credits", "figures": "figures",
}  # fmt: skip
JUDGED = {  # above which table: the kind that each column speaks of
    "Our positions by": {"right": "holders", "target and polarity right": "stances"},
    "Our quotes by": {"right": "speakers", "span right": "quotes"},
}
LANGS = {"French": "fr", "English": "en", "fr: ours": "fr", "en: ours": "en"}
READ = {
    "body": "body F1", "title": "title exact", "date": "date, same day", "author": "author F1",
}  # fmt: skip
MEASURES = {"body": "words-f1", "author": "f1"}
EVENTS = {"Groups": "groups", "Events, both languages": "events", "Sample press": "sample-press"}
OURS = "ours, all at once"
HEAD = "# Written by `python -m benchmarks.record` from benchmarks/results; do not edit.\n"
WHEN = re.compile(r"easured on (\d{4}-\d\d-\d\d)(?: with ([^:]+?))?(?:, on \d+ cores|:)")
RANGE = re.compile(r"([\d.]+) – ([\d.]+)")
Value = str | int | float
Row = dict[str, Value]


@dataclass(frozen=True)
class Table:
    """A table of a report, with the last heading and the last line of text above it."""

    heading: str
    above: str
    rows: tuple[dict[str, str], ...]


def main() -> None:
    MEASURED.write_text(written(RESULTS), encoding="utf-8")


def written(results: Path) -> str:
    """The whole of `measured.toml`, made from the reports in a folder."""
    reports = {path.stem: path.read_text(encoding="utf-8") for path in results.glob("*.md")}
    tables = {name: tuple(_tables(text)) for name, text in reports.items()}
    rows = [
        *_analysis(tables["analysis"]), *_sentiment(tables["analysis"]),
        *_extraction(tables["extraction"]), *_copies(tables["stories"], reports["stories"]),
        *_events(tables["clusters"]), *_pipelines(tables["pipelines"]),
    ]  # fmt: skip
    runs = [
        (f"[runs.{name}]", _run(reports[name])) for name in sorted({str(r["run"]) for _, r in rows})
    ]
    return HEAD + "".join(
        f"\n{head}\n" + "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n"
                                for key, value in row.items())
        for head, row in (*runs, *rows)
    )  # fmt: skip


def _run(report: str) -> Row:
    found = WHEN.search(report)
    if not found:
        raise ValueError("a report does not say when it was measured")
    return {"day": found[1], "versions": found[2] or ""}


def _tables(text: str) -> Iterator[Table]:
    heading = above = ""
    for block in text.split("\n\n"):
        if block.startswith("#"):
            heading = block.split("\n")[0].lstrip("# ")
        if block.startswith("|"):
            head, _, *lines = (_cells(line) for line in block.strip().split("\n"))
            rows = tuple(dict(zip(head, line, strict=True)) for line in lines)
            yield Table(heading, above, rows)
        else:
            above = block


def _cells(line: str) -> Sequence[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _analysis(tables: Sequence[Table]) -> Iterator[tuple[str, Row]]:
    for table in tables:
        lang = LANGS.get(table.heading)
        if lang and "gold" in table.rows[0]:
            for row in table.rows:
                if row[""] in KINDS:
                    yield "[[score]]", _score(row, lang, table.above)
        for start, kinds in JUDGED.items():
            if lang and table.above.startswith(start):
                for column, kind in kinds.items():
                    yield from (("[[level]]", _level(r, column, kind, lang)) for r in table.rows)


def _score(row: dict[str, str], lang: str, above: str) -> Row:
    all_, relevant = re.findall(r"\d+", above)[:2]
    made: Row = {
        "run": "analysis", "kind": KINDS[row[""]], "lang": lang, "set": "documents",
        "size": int(all_ if row[""] == "relevance" else relevant),
        "wanted": int(row["gold"]), "found": int(row["found"]), **_shares(row), **_range(row),
    }  # fmt: skip
    if row["second reader"] != "–":
        made["reader"] = float(row["second reader"])
    return made


def _level(row: dict[str, str], column: str, kind: str, lang: str) -> Row:
    low, high = (float(n) for n in row["confidence"].split(" – "))
    return {"run": "analysis", "kind": kind, "lang": lang, "low": low, "high": high,
            "number": int(row["number"]), "right": float(row[column])}  # fmt: skip


def _shares(row: dict[str, str]) -> Row:
    return {"precision": float(row["P"]), "recall": float(row["R"]), "f1": float(row["F1"])}


def _range(row: dict[str, str]) -> Row:
    found = RANGE.fullmatch(row["95 %"])
    return {"low": float(found[1]), "high": float(found[2])} if found else {}


def _reached(run: str, kind: str, lang: str, set_: str, measure: str, value: str) -> Row:
    return {"run": run, "kind": kind, "lang": lang, "set": set_, "measure": measure,
            "value": float(value)}  # fmt: skip


def _sentiment(tables: Sequence[Table]) -> Iterator[tuple[str, Row]]:
    columns = {"macro-f1": "macro-F1", "answered": "answered", "right": "right of these"}
    for table in tables:
        for row in table.rows if "macro-F1" in table.rows[0] else ():
            name = next(iter(row.values()))
            for measure, column in columns.items():
                set_ = f"newsmtsc-{name.split(':')[0]}"
                made = _reached("analysis", "sentiment", "en", set_, measure, row[column])
                yield "[[reached]]", {**made, "size": int(row["targets"])}


def _extraction(tables: Sequence[Table]) -> Iterator[tuple[str, Row]]:
    for table in tables:
        size, label = re.match(r"(\d+) pages \((.+)\):", table.above).groups()  # type: ignore[union-attr]
        if label not in LANGS:
            continue
        ours = next(row for row in table.rows if row[""] == "Brouhaha")
        for kind, column in READ.items():
            measure = MEASURES.get(kind, "right")
            made = _reached("extraction", kind, LANGS[label], "pages", measure, ours[column])
            yield "[[reached]]", {**made, "size": int(size)}


def _copies(tables: Sequence[Table], report: str) -> Iterator[tuple[str, Row]]:
    pages = re.search(r"(\d+) real pages", report)
    row = next(row for table in tables for row in table.rows if row[""] == "all")
    yield "[[score]]", {
        "run": "stories", "kind": "copies", "lang": "both", "set": "edited-pages",
        "size": int(pages[1]) if pages else 0, "wanted": int(row["pairs"]),
        "precision": float(row["precision"]), "recall": float(row["recall"]),
        "f1": float(row["F1"]),
    }  # fmt: skip


def _events(tables: Sequence[Table]) -> Iterator[tuple[str, Row]]:
    for table in tables:
        row = next(row for row in table.rows if row[""] == OURS)
        yield "[[score]]", {
            "run": "clusters", "kind": "stories", "lang": "both", "set": EVENTS[table.heading],
            "size": int(row["documents"]), "wanted": int(row["classes"]),
            **_shares(row), **_range(row),
        }  # fmt: skip


def _pipelines(tables: Sequence[Table]) -> Iterator[tuple[str, Row]]:
    for table in tables:
        for row in table.rows:
            made = ("pipelines", "pipelines", LANGS[table.heading], row["set"], row["what"])
            yield "[[reached]]", _reached(*made, row["reached"])


if __name__ == "__main__":
    main()
