"""What the trained pipelines reach on test sets, how quick and how big they are.

python -m benchmarks.pipelines DATA [--output FILE]

DATA is the folder of open data that they were trained from (see nlp/training/sets.toml). The
pipelines measured are those that the project ships, or spaCy's own where they are installed.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.report import machine, table
from nlp.languages import WEIGHTS, official, trained
from nlp.lexicon import LANGUAGES
from nlp.training.card import texts
from nlp.training.evaluate import measure, words_a_second


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    if not (options.data / "ud").is_dir():
        parser.error(f"{options.data} has no folder `ud` with treebanks: give the data folder")
    report = "\n\n".join(_report(options.data))
    print(report)
    if options.output:
        options.output.write_text(report + "\n", encoding="utf-8")


def _report(data: Path) -> Iterator[str]:
    wanted = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    yield "# Trained pipelines on test sets"
    yield machine("spacy", "thinc", "numpy")
    yield (
        "Texts are read as they are, tokens are the pipeline's own. `names` is PER, ORG and LOC "
        "together, exact in place and type. Anchors are spaCy's small and medium pipelines, as "
        "their releases report."
    )
    for lang in LANGUAGES:
        nlp = trained(lang)
        yield f"## {lang}: {official(lang) or 'ours'}"
        yield table(("set", "what", "reached", "wanted", "anchor"), _rows(nlp, data, lang, wanted))
        size = sum(p.stat().st_size for p in (WEIGHTS / lang).rglob("*") if p.is_file()) / 1e6
        speed, limit = words_a_second(nlp, texts(data, lang)), wanted["speed"]
        yield (
            f"{speed:,.0f} words a second of one core (wanted {limit['wanted']:,}); "
            f"{size:.1f} MB (at most {limit['megabytes']})."
        )


def _rows(nlp: Any, data: Path, lang: str, limits: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for name, rows in measure(nlp, data, lang).items():
        for row, reached in rows.items():
            wanted = limits["wanted"].get(lang, {}).get(name, {}).get(row)
            anchor = limits["anchor"].get(lang, {}).get(name, {}).get(row, "")
            yield name, row, f"{reached:.3f}", f"{wanted:.3f}" if wanted else "", anchor


if __name__ == "__main__":
    main()
