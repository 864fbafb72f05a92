"""Articles on the topic out of an archive: ours by stage, and trafilatura on everything.

python -m benchmarks.archive [PAGES] [--gold FOLDER] [--records 4000] [--output FILE]

PAGES are JSON lines with `url` and `html_file`; without them the farm's pages are taken. FOLDER
has the documents that people annotated (`fr/dev.jsonl`, `en/dev.jsonl`).
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import archived, written
from benchmarks.measure import cost
from benchmarks.report import machine, table

SLOW = 10  # of so many records, one for those that extract everything
SMALL = 300  # records to start with, which are not counted
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")  # as in our workers
NAMES = {
    "scan": "Brouhaha: records scanned",
    "terms": "and their bytes tested",
    "text": "and their plain text tested",
    "whole": "and the rest read, judged and analysed: `backfill`",
    "fastwarc": "FastWARC + trafilatura on everything",
    "warcio": "warcio + trafilatura on everything",
}
FUNDUS = ("fundus, as published", "", "", "", "40 articles a second of wall time")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=Path, nargs="?", metavar="PAGES")
    parser.add_argument("--gold", type=Path, metavar="FOLDER")
    parser.add_argument("--records", type=int, default=4000)
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    os.environ |= dict.fromkeys(ONE_THREAD, "1")
    report = "\n\n".join(_report(options.pages, options.gold, options.records))
    print(report)
    if options.output:
        options.output.write_text(report + "\n", encoding="utf-8")


def _report(pages: Path | None, gold: Path | None, records: int) -> Iterator[str]:
    yield "# Articles out of archives"
    yield machine("fastwarc", "resiliparse", "hyperscan", "trafilatura", "warcio", "distributed")
    texts = archived.press() + (archived.annotated(gold) if gold else [])
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        sent = archived.furniture(pages)
        for name, number in (("all", records), ("few", records // SLOW), ("small", SMALL)):
            files[name] = Path(folder) / f"{name}.warc.gz"
            archived.archive(files[name], sent, texts, number)
        found = {name: _run(name, files) for name in NAMES}
        yield table(("", "pages", "MB/s", "CPU ms/page", "pages a CPU second"), _rows(found))
        yield _ratio(found)
        yield _workers(files, records)
        yield written.report(texts, Path(folder))


def _run(name: str, files: dict[str, Path]) -> dict[str, Any]:
    file = files["few" if name in ("fastwarc", "warcio") else "all"]
    spent = cost("-m", "benchmarks.scanners", name, str(file), str(files["small"]), besides=-1)
    return {**json.loads(spent.said), "bytes": file.stat().st_size}


def _rows(found: dict[str, dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    for name, one in found.items():
        cpu, pages = one["cpu"], one["pages"]
        yield (NAMES[name], str(pages), f"{one['bytes'] / cpu / 1e6:.1f}",
               f"{1000 * cpu / pages:.2f}", f"{pages / cpu:.0f}")  # fmt: skip
    yield FUNDUS


def _ratio(found: dict[str, dict[str, Any]]) -> str:
    a_page = {name: one["cpu"] / one["pages"] for name, one in found.items()}
    whole = found["whole"]
    return (
        f"Of {whole['pages']} pages {whole.get('terms', 0)} have the terms near one another in "
        f"their bytes, {whole.get('text', 0)} in their plain text, {whole.get('articles', 0)} "
        "articles are on the topic. "
        "Articles judged a CPU second against extracting everything with trafilatura: "
        f"{a_page['fastwarc'] / a_page['whole']:.1f} times with the analysis of what is kept, "
        f"{a_page['fastwarc'] / a_page['text']:.1f} times up to the plain text. MB are those of "
        "the packed file, and a second is one of CPU time; a worker begins in "
        f"{whole['begun']:.1f} s of it, which are not counted."
    )


def _workers(files: dict[str, Path], records: int) -> str:
    found = {}
    for number in ("1", "2"):
        spent = cost(
            "-m", "benchmarks.scanners", number, str(files["all"]), str(files["small"]), besides=-1
        )
        found[number] = json.loads(spent.said)
    one, two = found["1"], found["2"]
    return (
        f"`backfill` with workers that have begun: {one['wall'] / 1000:.1f} s with one, "
        f"{two['wall'] / 1000:.1f} s with two, {one['wall'] / two['wall']:.2f} times as fast (on "
        "two idle cores; less on a loaded machine). A worker had at most "
        f"{max(one['memory'], two['memory']) / 2**20:.0f} MiB."
    )


if __name__ == "__main__":
    main()
