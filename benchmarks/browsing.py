"""How long every page takes: cold, warm, while a crawler writes, and with several readers.

python -m benchmarks.browsing [--articles 10000 100000 1000000] [--db FILE] [--output FILE]

Each size is a database of `benchmarks.large`; `--db` names one that is there already. Cold is the
first answer of a new server after the system forgot the file; the crawler saves ten analysed
articles in each transaction, twice a second.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

import httpx

from benchmarks import large
from benchmarks.filled import Made, fill
from benchmarks.measure import HOME
from benchmarks.report import machine, table
from storage import store
from storage.records import Entity, Mention
from topics import load, names

TIMES, READERS, PATIENCE = 20, 4, 60.0
# name of the page, its address, and what the address is made of: one row by SQL
PAGES = (
    ("overview", "/", ""),
    ("overview, a year", "/?from=2020-01-01&to=2020-12-31", ""),
    ("biggest entity", "/entity/made-1", ""),
    ("biggest entity, a year", "/entity/made-1?from=2020-01-01&to=2020-12-31", ""),
    ("middle entity", "/entity/made-500", ""),
    ("two entities compared", "/compare?entity=made-1&entity=made-2", ""),
    ("issue", "/issue/{}", "SELECT id FROM issues LIMIT 1"),
    ("article", "/article/{}", "SELECT MAX(id) / 2 FROM articles"),
    ("stories", "/stories", ""),
    ("story", "/story/{}", "SELECT MAX(id) / 2 FROM stories WHERE articles < 10"),
    ("biggest story", "/story/{}", "SELECT id FROM stories ORDER BY articles DESC LIMIT 1"),
    ("biggest outlet", "/source/outlet-1", ""),
    ("coverage", "/coverage", ""),
    ("methods", "/methods", ""),
    ("search, common word", "/search?q={}", "SELECT 'the'"),
    ("search, common, by relevance", "/search?q={}&order=rank", "SELECT 'the'"),
    ("search, rare word", "/search?q={}", "SELECT 'lighthouse'"),
    ("search, two words", "/search?q=the+studio", ""),
    ("search, an entity's", "/search?q=the&entity=made-300", ""),
    ("feed of the topic", "/feed.atom", ""),
    ("feed of an entity", "/entity/made-1.atom", ""),
    ("JSON of an entity", "/entity/made-1.json", ""),
    ("table of articles", "/brouhaha/articles?_sort_desc=id", ""),
)
Timed = dict[str, list[float]]  # milliseconds by page


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--db", type=Path)
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    parts = []
    for part in _report(options.articles, options.db):
        print(part, flush=True)
        parts.append(part)
    if options.output:
        options.output.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _report(sizes: Sequence[int], there: Path | None) -> Iterator[str]:
    yield "# Browsing"
    yield machine("datasette", "uvicorn")
    if there:
        yield from _measured(there)
        return
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "large.db"
            with store.opened(path) as db:
                large.fill(db, load(names()[0]), size)
            yield from _measured(path)


def _measured(path: Path) -> Iterator[str]:
    with store.opened(path) as db:
        counts = [db.table(name).count for name in ("articles", "mentions", "stories")]
        pages = {
            name: address.format(db.execute(sql).fetchone()[0]) if sql else address
            for name, address, sql in PAGES
        }
    yield "{:,} articles, {:,} mentions, {:,} stories".format(*counts) + (
        f", {path.stat().st_size / 1e9:.1f} GB. Milliseconds:"
    )
    cold = _cold(path, pages)
    with served(path) as address, httpx.Client(base_url=address, timeout=PATIENCE) as client:
        alone = _asked(client, pages, TIMES)
        with _writer(path):
            beside = _asked(client, pages, TIMES)
            crowd = _crowd(address, pages)
    yield table(
        ("page", "cold", "warm p50", "p99", "beside a writer p50", "p99",
         f"with {READERS} readers p50", "p99"),
        [(name, f"{cold[name]:.0f}", *_pair(alone[name]), *_pair(beside[name]), *_pair(crowd[name]))
         for name in pages],
    )  # fmt: skip
    every = [time for times in beside.values() for time in times]
    yield f"All pages together, beside a writer: median {median(every):.0f} ms."


def _pair(times: Sequence[float]) -> tuple[str, str]:
    return f"{median(times):.0f}", f"{quantiles(times, n=100, method='inclusive')[98]:.0f}"


def _cold(path: Path, pages: dict[str, str]) -> dict[str, float]:
    """The first answer of a server of its own, page by page, from the disk."""
    found = {}
    for name, where in pages.items():
        _forget(path)
        with served(path) as address, httpx.Client(base_url=address, timeout=PATIENCE) as client:
            found[name] = _time(client, where)
    return found


def _forget(path: Path) -> None:
    for file in path.parent.glob(f"{path.name}*"):
        with file.open("rb") as opened:
            os.fsync(opened.fileno())
            os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _asked(client: httpx.Client, pages: dict[str, str], times: int) -> Timed:
    """Each page several times; the first time is not counted."""
    found: Timed = {}
    for name, where in pages.items():
        _time(client, where)
        found[name] = [_time(client, where) for _ in range(times)]
    return found


def _crowd(address: str, pages: dict[str, str]) -> Timed:
    """All pages by several readers at once."""

    def read(_: int) -> Timed:
        with httpx.Client(base_url=address, timeout=PATIENCE) as client:
            return _asked(client, pages, TIMES // READERS)

    with ThreadPoolExecutor(READERS) as pool:
        readers = list(pool.map(read, range(READERS)))
    return {name: [t for times in readers for t in times[name]] for name in pages}


def _time(client: httpx.Client, where: str) -> float:
    start = time.perf_counter()
    client.get(where, headers={"accept-language": "fr"}).raise_for_status()
    return 1000 * (time.perf_counter() - start)


@contextmanager
def served(path: Path) -> Iterator[str]:
    """The address of `brouhaha serve` over a database."""
    command = [sys.executable, "-m", "brouhaha", "serve", "--db", str(path), "--port", "0"]
    process = subprocess.Popen(command, cwd=HOME, stdout=subprocess.PIPE, text=True)
    try:
        said = (word for line in process.stdout or () for word in line.split())
        yield next(word for word in said if word.startswith("http"))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


@contextmanager
def _writer(path: Path) -> Iterator[None]:
    """Another process that stores articles all the while."""
    process = multiprocessing.get_context("spawn").Process(target=_write, args=(path,))
    process.start()
    try:
        yield
    finally:
        process.terminate()
        process.join()


def _write(path: Path) -> None:
    entities = tuple(Entity(f"made-{n}", f"Made {n}", "ORG") for n in range(1, 11))
    mentions = tuple(
        Mention(9 * n, 9 * n + 5, e.id, "name", "made") for n, e in enumerate(entities)
    )
    number = 0
    with store.opened(path) as db:
        while True:
            made = []
            for _ in range(10):
                number += 1
                text = f"Written while others read, {os.getpid()}, {number}: " + "the studio " * 60
                made.append(Made(text, f"Written {number}", "en", f"writer-{os.getpid()}",
                                 "2024-12-01", entities, mentions))  # fmt: skip
            fill(db, made)
            time.sleep(0.5)


if __name__ == "__main__":
    main()
