"""What walks an archive: each counts pages and articles, and prints what that took as JSON.

`python -m benchmarks.scanners NAME ARCHIVE SMALL`: SMALL is an archive to start with, and with that
the topic and the pipelines of both languages are loaded: what this takes is told as `begun`.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

TOPIC = "actors-strike-ai"


def scan(file: str) -> Counter[str]:
    """The pages among the records, nothing more."""
    return Counter(pages=sum(1 for _ in _scan(file)))


def terms(file: str) -> Counter[str]:
    """And the test of their bytes."""
    tools = _tools()
    return Counter(pages=_count(file, lambda page: tools.sieve.page(page.body)))


def text(file: str) -> Counter[str]:
    """And the test of their plain text."""
    from cluster.reading import why_far

    tools = _tools()
    return Counter(
        pages=_count(file, lambda page: tools.sieve.page(page.body) and not why_far(page, tools))
    )


def whole(file: str) -> Counter[str]:
    """All that a worker does: what is left is read, judged and analysed."""
    from cluster.brief import brief_of
    from cluster.reading import analyse_texts, read_part
    from crawler.parts import parts
    from nlp.lexicon import LANGUAGES
    from storage.records import Document
    from topics import load

    brief = brief_of(load(TOPIC))
    analyse_texts([Document("0", "", lang=lang) for lang in LANGUAGES], brief)
    return sum((read_part(part, brief).counts for part in parts(file)), Counter())


def fastwarc_trafilatura(file: str) -> Counter[str]:
    """FastWARC and trafilatura on everything."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    counts: Counter[str] = Counter()
    with Path(file).open("rb") as content:
        for record in ArchiveIterator(content, record_types=WarcRecordType.response):
            if (record.http_content_type or "") == "text/html":
                url = str(record.headers["WARC-Target-URI"])
                counts += _extracted(record.reader.read(), url)
    return counts


def warcio_trafilatura(file: str) -> Counter[str]:
    """warcio and trafilatura on everything."""
    from warcio.archiveiterator import ArchiveIterator

    counts: Counter[str] = Counter()
    with Path(file).open("rb") as content:
        for record in ArchiveIterator(content):
            if record.rec_type == "response":
                kind = record.http_headers.get_header("Content-Type") or ""
                if kind.startswith("text/html"):
                    url = record.rec_headers.get_header("WARC-Target-URI")
                    counts += _extracted(record.content_stream().read(), url)
    return counts


def workers(file: str, number: int) -> Counter[str]:
    """The whole command with so many workers that have begun; the most memory that one had."""
    from cluster.backfill import backfill
    from cluster.workers import LOCAL
    from cluster.workers import workers as started
    from storage.store import opened, save_topic
    from topics import load

    topic = load(TOPIC)
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder) / "a.db") as db:
        save_topic(db, topic)
        with started(LOCAL, number) as client:
            client.wait_for_workers(number)
            client.run(whole, sys.argv[3])
            start = time.monotonic()
            report = backfill(db, topic, [file], client, lambda at: None)
            wall = time.monotonic() - start
            memory = max(client.run(_memory).values())
    return Counter({**report.pages.counts, "wall": int(1000 * wall), "memory": memory})


def _memory() -> int:
    """Bytes that this process had at most."""
    import resource

    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _extracted(body: bytes, url: str) -> Counter[str]:
    from benchmarks.extractors import trafilatura_full

    try:
        return Counter(pages=1, articles=int(bool(trafilatura_full(body, url)["body"])))
    except Exception:  # a page that it cannot read
        return Counter(pages=1)


def _scan(file: str) -> Iterator[Any]:
    from crawler.settings import LARGEST_PAGE
    from crawler.spiders.warc import Scan

    return iter(Scan(file, LARGEST_PAGE))


def _count(file: str, test: Any) -> int:
    return sum(1 for page in _scan(file) if test(page) or True)


def _tools() -> Any:
    from cluster.brief import brief_of, folder
    from cluster.reading import tools
    from topics import load

    return tools(folder(brief_of(load(TOPIC))))


SCANNERS: dict[str, Callable[[str], Counter[str]]] = {
    **{"scan": scan, "terms": terms, "text": text, "whole": whole},
    **{"fastwarc": fastwarc_trafilatura, "warcio": warcio_trafilatura},
    **{"1": partial(workers, number=1), "2": partial(workers, number=2)},
}

if __name__ == "__main__":
    walk = SCANNERS[sys.argv[1]]
    if not sys.argv[1].isdigit():
        walk(sys.argv[3])
    begun = time.process_time()
    found = walk(sys.argv[2])
    print(json.dumps(found | {"begun": begun, "cpu": time.process_time() - begun}))
