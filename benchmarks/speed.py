"""How fast articles are analysed, and in how much memory, by one process and by two.

python -m benchmarks.speed [--articles 500] [--archive 100000] [--output FILE]

The articles have 600 words of the sample press's paragraphs, French and English in turn. The
command `analyse` reads them from a file and writes what it finds into another; the words and
pipelines of both languages are loaded in that time. The archive is of short articles: only whether
memory grows is asked of it.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import components
from benchmarks.measure import Cost, cost
from benchmarks.report import machine, table
from benchmarks.spoken import articles

WORDS, SHORT = 600, 60  # of an article, and of one of the archive
MORE = 8  # times the articles, to see whether memory grows
PROCESSES = (1, 2)
NOBODY = 0  # no process is left out of the count


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--archive", type=int, default=100_000)
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    report = "\n\n".join([*_report(options.articles), *_memory(options.archive)])
    print(report)
    if options.output:
        options.output.write_text(report + "\n", encoding="utf-8")


def _report(few: int) -> Iterator[str]:
    many = MORE * few
    yield "# Analysing articles"
    yield machine("spacy")
    costs = {(p, n): _cost(p, n, WORDS) for p in PROCESSES for n in (few, many)}
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
    yield from components.report(few, WORDS)


def _memory(archive: int) -> Iterator[str]:
    few, many = (_cost(PROCESSES[-1], n, SHORT).memory / 2**20 for n in (archive // 100, archive))
    yield (
        f"Memory of {PROCESSES[-1]} processes over {archive // 100:,} articles of {SHORT} words: "
        f"{few:.0f} MiB at most; over {archive:,}: {many:.0f} MiB, {many / few:.2f} times as much."
    )


def _cost(processes: int, number: int, words: int) -> Cost:
    with tempfile.TemporaryDirectory() as folder:
        texts, findings = Path(folder) / "texts.jsonl", Path(folder) / "findings.jsonl"
        with texts.open("w", encoding="utf-8") as file:
            for article in articles(number, words, random.Random(number)):  # noqa: S311 - no secret
                file.write(json.dumps(article) + "\n")
        line = ("brouhaha.py", "analyse", str(texts), "--output", str(findings))
        found = cost(*line, "--processes", str(processes), besides=NOBODY)
    print(f"{processes} processes, {number} articles: {found}", file=sys.stderr)
    return found


if __name__ == "__main__":
    main()
