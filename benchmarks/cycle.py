"""What a cycle costs in which nothing is new, beside the first one: CPU time over many sources.

python -m benchmarks.cycle [--sources 100] [--articles 20] [--output FILE]

The sources are hosts on loopback with a sitemap each, which answers that it has not changed where
it has not, as most sites do. Both cycles are `brouhaha run`: crawl, analysis, stories.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import farm
from benchmarks.measure import cost
from benchmarks.report import machine, table

CYCLES = ("the first", "nothing new", "nothing new, once more")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sources", type=int, default=100)
    parser.add_argument("--articles", type=int, default=20, help="of each source")
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    report = "\n\n".join(_report(options.sources, options.articles))
    print(report)
    if options.output:
        options.output.write_text(report + "\n", encoding="utf-8")


def _report(sources: int, articles: int) -> Iterator[str]:
    yield "# A cycle with nothing new"
    yield machine("scrapy", "spacy")
    pages = sources * articles
    with (
        tempfile.TemporaryDirectory() as name,
        farm.opened(pages, Path(name), sources) as opened,
    ):
        topic, db = farm.topic(Path(name), opened), Path(name) / "farm.db"
        line = ("brouhaha.py", "run", "--db", str(db), "--topic", str(topic))
        costs = [cost(*line, besides=opened.process) for _ in CYCLES]
    rows = [
        (cycle, f"{spent.wall:.1f}", f"{spent.cpu:.1f}", f"{100 * spent.cpu / costs[0].cpu:.1f} %")
        for cycle, spent in zip(CYCLES, costs, strict=True)
    ]
    yield f"{sources} sources with {articles} articles each:"
    yield table(("cycle", "wall s", "CPU s", "of the first's CPU"), rows)


if __name__ == "__main__":
    main()
