"""How fast articles are analysed, and in how much memory, by one process and by two.

python -m benchmarks.speed [--articles 500] [--output FILE]

The articles have 600 words of the sample press's paragraphs, French and English in turn. The
command `analyse` reads them from a file and writes what it finds into another; the words and
pipelines of both languages are loaded in that time.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Cost, cost
from benchmarks.report import machine, table
from demo.press import load

WORDS = 600
MORE = 8  # times the articles, to see whether memory grows
PROCESSES = (1, 2)
NOBODY = 0  # no process is left out of the count


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    report = "\n\n".join(_report(options.articles))
    print(report)
    if options.output:
        options.output.write_text(report + "\n", encoding="utf-8")


def articles(number: int, chance: random.Random) -> Iterator[dict[str, str]]:
    """Texts of exactly `WORDS` words, French and English in turn."""
    paragraphs: dict[str, list[str]] = {"fr": [], "en": []}
    for article in load().articles:
        texts = (text for text in article.paragraphs if not text.startswith("##"))
        paragraphs.get(article.lang, []).extend(texts)
    for n in range(number):
        lang = tuple(paragraphs)[n % len(paragraphs)]
        yield {"id": str(n), "lang": lang, "text": _text(paragraphs[lang], chance)}


def _text(paragraphs: list[str], chance: random.Random) -> str:
    left, text = WORDS, []
    while left:
        words = chance.choice(paragraphs).split()[:left]
        text.append(" ".join(words))
        left -= len(words)
    return "\n".join(text)


def _report(few: int) -> Iterator[str]:
    many = MORE * few
    yield "# Analysing articles"
    yield machine("spacy")
    costs = {(p, n): _cost(p, n) for p in PROCESSES for n in (few, many)}
    rows = [
        (f"{p} process{'es' if p > 1 else ''}, {n} articles", f"{spent.wall:.1f}",
         f"{spent.cpu:.1f}", f"{n / spent.wall:.1f}", f"{1000 * spent.cpu / n:.1f}",
         f"{spent.memory / 2**20:.0f}")
        for (p, n), spent in costs.items()
    ]  # fmt: skip
    yield table(("", "wall s", "CPU s", "articles/s", "CPU ms/article", "memory MiB"), rows)
    for p in PROCESSES:
        one, other = costs[p, few], costs[p, many]
        yield (
            f"With {p} process{'es' if p > 1 else ''}, {MORE} times the articles take "
            f"{other.memory / one.memory:.2f} times the memory; once all is loaded, "
            f"{(many - few) / (other.wall - one.wall):.1f} articles a second are analysed."
        )


def _cost(processes: int, number: int) -> Cost:
    with tempfile.TemporaryDirectory() as folder:
        texts, findings = Path(folder) / "texts.jsonl", Path(folder) / "findings.jsonl"
        with texts.open("w", encoding="utf-8") as file:
            for article in articles(number, random.Random(number)):  # noqa: S311 - no secret
                file.write(json.dumps(article) + "\n")
        line = ("brouhaha.py", "analyse", str(texts), "--output", str(findings))
        found = cost(*line, "--processes", str(processes), besides=NOBODY)
    print(f"{processes} processes, {number} articles: {found}", file=sys.stderr)
    return found


if __name__ == "__main__":
    main()
