"""How well copies are found among real pages, and what the stories cost in a large archive.

python -m benchmarks.stories PAGES [--articles 100000] [--output FILE]

PAGES is a file of JSON lines with `id`, `url` and `html_file`; what our extraction reads in them is
edited as scrapers and desks do. The archives are made of the sample press's words, with findings
made up: a tenth of the articles repeat an earlier one.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from benchmarks import copied, following
from benchmarks.report import machine


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pages", type=Path)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    parts = []
    for part in _report(options.pages.resolve(), options.articles):
        print(part, flush=True)
        parts.append(part)
    if options.output:
        options.output.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _report(pages: Path, articles: int) -> Iterator[str]:
    yield "# Stories"
    yield machine("datasketch", "numpy", "scipy")
    yield from copied.report(pages)
    yield from following.report(articles)


if __name__ == "__main__":
    main()
