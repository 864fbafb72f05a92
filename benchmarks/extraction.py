"""How well, and at what cost, ours and other libraries read pages whose content people marked.

python -m benchmarks.extraction PAGES [--peers PYTHON] [--output FILE]

PAGES is a file of JSON lines with `id`, `url`, `html_file` and the gold: `title`, `authors`,
`published`, `body`, `body_optional`, `must`, `must_not`, `lang`. PYTHON is an interpreter that has
newspaper4k, news-please and readability-lxml; without it they are left out.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.measure import HOME
from benchmarks.report import machine, table
from benchmarks.score import COLUMNS, scores

NAMES = {
    "brouhaha": "Brouhaha",
    "trafilatura-fast": "trafilatura, fast, with metadata",
    "trafilatura-full": "trafilatura, with metadata",
}
PEERS = ("newspaper4k", "news-please", "readability-lxml")
LANGUAGES = {"all": ("fr", "en"), "French": ("fr",), "English": ("en",)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--peers", metavar="PYTHON")
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    report = "\n\n".join(_report(options.pages.resolve(), options.peers))
    print(report)
    if options.output:
        options.output.write_text(report + "\n", encoding="utf-8")


def _report(pages: Path, peers: str | None) -> Iterator[str]:
    gold = [json.loads(line) for line in pages.open(encoding="utf-8")]
    yield "# Reading pages"
    yield machine("trafilatura", "htmldate", "lxml")
    found = {name: run(name, pages, sys.executable) for name in NAMES}
    if peers:
        found |= {name: run(name, pages, peers) for name in PEERS}
    for label, languages in LANGUAGES.items():
        some = [page for page in gold if page["lang"] in languages]
        rows = [
            (NAMES.get(name, name), *map(_shown, scores(some, rows)), f"{ms:.1f}")
            for name, (rows, ms) in found.items()
        ]
        yield f"{len(some)} pages ({label}):"
        yield table(("", *COLUMNS, "CPU ms a page (all)"), rows)


def _shown(score: float) -> str:
    return f"{score:.3f}" if score else "–"


def run(name: str, pages: Path, python: str) -> tuple[dict[str, dict[str, Any]], float]:
    """What an extractor found by the pages' names, and its CPU milliseconds a page."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "found.jsonl"
        line = [python, "-m", "benchmarks.extractors", name, str(pages), str(output)]
        done = subprocess.run(line, cwd=HOME, check=True, stdout=subprocess.PIPE, text=True)
        rows = [json.loads(row) for row in output.open(encoding="utf-8")]
    return {row["id"]: row for row in rows}, float(done.stdout.split()[-1])


if __name__ == "__main__":
    main()
