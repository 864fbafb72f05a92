"""What a day's articles cost in a growing archive, from the crawl to the search, by its size.

python -m benchmarks.growth [--articles 10000 100000 1000000] [--db FILE ...]
                            [--stories 1000 10000 100000] [--output FILE]

Each size is a database of `benchmarks.large`, into which a farm's articles are crawled, analysed
and counted; `--db` names those that are there already, of which copies are used. The stories have
archives of their own, that of `benchmarks.following`. The exponent is that of the size, by least
squares on logarithms: 0 where the size does not matter, 1 where twice the archive makes the same
work twice as dear.
"""

from __future__ import annotations

import argparse
import math
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import linear_regression, median

import httpx

from benchmarks import farm, following, large
from benchmarks.browsing import served
from benchmarks.measure import cost
from benchmarks.report import machine, table
from nlp import pipeline
from storage import store, summaries
from topics import load, names

DAY = 500  # articles
TIMES = 20
SEARCHES = {"search, a common word": "the", "search, a rare word": "lighthouse"}
Costs = dict[str, float]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--db", type=Path, nargs="+", default=[])
    parser.add_argument("--stories", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    parts = []
    for part in _report(options.db or options.articles, options.stories):
        print(part, flush=True)
        parts.append(part)
    if options.output:
        options.output.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _report(archives: Sequence[int | Path], stories: Sequence[int]) -> Iterator[str]:
    yield "# Growth"
    yield machine("scrapy", "spacy", "datasette")
    yield f"What {DAY} more articles cost in a database that holds so many, ten mentions each:"
    yield _table(dict(_costs(archive) for archive in archives))
    yield f"The same for the stories, in archives of {following.WORDS} words an article:"
    yield _table({size: _stories(size) for size in stories})


def _table(found: Mapping[int, Costs]) -> str:
    rows = [
        (what, *(f"{costs[what]:.2f}" for costs in found.values()),
         f"{_exponent({size: costs[what] for size, costs in found.items()}):.2f}")
        for what in next(iter(found.values()))
    ]  # fmt: skip
    return table(("", *(f"{size:,}" for size in found), "exponent"), rows)


def _exponent(costs: Mapping[int, float]) -> float:
    """k of cost = c * size ** k; not a number where there is one size only."""
    if len(costs) < 2:
        return math.nan
    sizes, times = ([math.log(n) for n in numbers] for numbers in (costs, costs.values()))
    return linear_regression(sizes, times).slope


def _costs(archive: int | Path) -> tuple[int, Costs]:
    """How many articles there are; of a crawl and an analysis CPU ms an article, else ms."""
    with tempfile.TemporaryDirectory() as folder, farm.opened(DAY, Path(folder)) as opened:
        topic, path = farm.topic(Path(folder), opened), Path(folder) / "large.db"
        if isinstance(archive, Path):
            shutil.copyfile(archive, path)
        with store.opened(path) as db:
            if isinstance(archive, int):
                large.fill(db, load(names()[0]), archive)
            size = db.table("articles").count
            db.execute("UPDATE articles SET analysis_version = ?", [pipeline.version(load(topic))])
            db.conn.commit()
        arguments = ("--db", str(path), "--topic", str(topic))
        spent = {
            f"{command}, CPU ms an article": 1000 / DAY * cost(
                "brouhaha.py", command, *arguments, besides=opened.process
            ).cpu
            for command in ("crawl", "analyse")
        }  # fmt: skip
        return size, spent | {f"roll-ups of {DAY} articles, ms": _roll_ups(path)} | _searches(path)


def _roll_ups(path: Path) -> float:
    """Milliseconds to count anew what the last relevant articles touch, in the median."""
    with store.opened(path) as db:
        rows = db.execute(
            "SELECT id FROM articles WHERE relevant = 1 AND day <> '' ORDER BY id DESC LIMIT ?",
            [DAY],
        ).fetchall()
        times = []
        for _ in range(TIMES // 4):
            start = time.perf_counter()
            with db.atomic():
                summaries.refresh(db, summaries.touched(db, [article for (article,) in rows]))
            times.append(1000 * (time.perf_counter() - start))
    return median(times)


def _searches(path: Path) -> Costs:
    """Milliseconds of a page of hits, warm, in the median."""
    with served(path) as address, httpx.Client(base_url=address, timeout=60) as client:
        return {f"{name}, ms": _search(client, word) for name, word in SEARCHES.items()}


def _search(client: httpx.Client, word: str) -> float:
    times = []
    for _ in range(TIMES):
        start = time.perf_counter()
        client.get("/search", params={"q": word}).raise_for_status()
        times.append(1000 * (time.perf_counter() - start))
    return median(times)


def _stories(size: int) -> Costs:
    """CPU ms an article of a day's articles, all parts together, and of those before it."""
    before, after = following.sums(size, DAY)
    return {"stories, CPU ms an article": after, "all before, CPU ms an article": before}


if __name__ == "__main__":
    main()
