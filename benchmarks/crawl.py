"""From addresses in sitemaps to stored articles: ours, plain Scrapy and news-please, in one run.

python -m benchmarks.crawl [--pages 2000] [--news-please PYTHON] [--output FILE]

PYTHON is an interpreter that has news-please; without it news-please is left out.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import farm
from benchmarks.measure import Cost, cost
from benchmarks.report import machine, table

CORES = 2
NAMES = {
    "ours": "Brouhaha",
    "scrapy": "Scrapy, trafilatura in the item pipeline",
    "scrapy-fast": "the same, trafilatura's fast mode",
    "news-please": "news-please",
    "fetch": "fetch only (Scrapy)",
    "extract": "extract only (our page parser, one process)",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--news-please", metavar="PYTHON")
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    if options.news_please and not shutil.which(options.news_please):
        parser.error(
            f"no interpreter at {options.news_please}: benchmarks/README.md says how to make it"
        )
    report = "\n\n".join(_report(options.pages, options.news_please))
    print(report)
    if options.output:
        options.output.write_text(report + "\n", encoding="utf-8")


def _report(pages: int, news_please: str | None) -> Iterator[str]:
    yield "# From addresses to stored articles"
    yield machine("scrapy", "trafilatura", "lxml")
    costs = _costs(("fetch", "extract", "scrapy", "scrapy-fast", "ours"), pages)
    sizes = dict.fromkeys(costs, pages)
    if news_please:
        some = pages // 10  # it takes its time
        costs |= _costs(("news-please",), some, news_please)
        sizes["news-please"] = some
    yield _table(costs, sizes)
    yield _judged(costs, pages)
    few = _costs(("ours",), pages // 4)["ours"]
    yield (
        f"Memory of all processes together: {few.memory / 2**20:.0f} MiB with {pages // 4} pages, "
        f"{costs['ours'].memory / 2**20:.0f} MiB with {pages}."
    )


def _costs(names: tuple[str, ...], pages: int, python: str = sys.executable) -> dict[str, Cost]:
    with tempfile.TemporaryDirectory() as folder, farm.opened(pages, Path(folder)) as opened:
        return {name: _cost(name, folder, opened, python) for name in names}


def _cost(name: str, folder: str, opened: farm.Farm, python: str) -> Cost:
    line = ("-m", "benchmarks.contenders", name, folder, *opened.sitemaps)
    found = cost(*line, besides=opened.process, python=python)
    print(f"{name}: {found}", file=sys.stderr)
    return found


def _table(costs: dict[str, Cost], sizes: dict[str, int]) -> str:
    rows = [
        (NAMES[name], f"{spent.said} of {sizes[name]}", f"{spent.wall:.1f}", f"{spent.cpu:.1f}",
         f"{sizes[name] / spent.wall:.1f}", f"{sizes[name] / spent.cpu:.1f}",
         f"{1000 * spent.cpu / sizes[name]:.1f}")
        for name, spent in costs.items()
    ]  # fmt: skip
    head = ("", "stored", "wall s", "CPU s", "pages/s", "pages/CPU s", "CPU ms/page")
    return table(head, rows)


def _judged(costs: dict[str, Cost], pages: int) -> str:
    limit = CORES * pages / (costs["fetch"].cpu + costs["extract"].cpu)
    ours = costs["ours"]
    return (
        f"The limit, both cores over fetch-only plus extract-only CPU a page, is {limit:.1f} "
        f"pages a second; Brouhaha reaches {100 * pages / ours.wall / limit:.0f} % of it and is "
        f"{costs['scrapy'].wall / ours.wall:.2f} times as fast as plain Scrapy "
        f"({costs['scrapy-fast'].wall / ours.wall:.2f} times its fast mode)."
    )


if __name__ == "__main__":
    main()
