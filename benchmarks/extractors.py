"""What reads pages: each takes a page's bytes and address and gives what it finds.

`python -m benchmarks.extractors NAME PAGES OUTPUT` prints the CPU milliseconds a page.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Row = dict[str, Any]
NOTHING: Row = {"title": None, "authors": [], "published": None, "body": None}


def brouhaha(body: bytes, url: str) -> Row:
    from crawler.page import Page, extract

    found = extract(Page(url, body), datetime.now(UTC))
    if found is None:
        return NOTHING
    return {
        "title": found.title,
        "authors": list(found.authors),
        "published": found.published.when if found.published else None,
        "body": "\n\n".join(found.paragraphs),
    }


def trafilatura_fast(body: bytes, url: str) -> Row:
    return _trafilatura(body, url, fast=True)


def trafilatura_full(body: bytes, url: str) -> Row:
    return _trafilatura(body, url, fast=False)


def _trafilatura(body: bytes, url: str, *, fast: bool) -> Row:
    from trafilatura import bare_extraction

    found: Any = bare_extraction(
        body, url=url, fast=fast, with_metadata=True, include_comments=False
    )
    if found is None:
        return NOTHING
    names = re.split(r"\s*;\s*", found.author or "")
    return {
        "title": found.title,
        "authors": [name for name in names if name],
        "published": found.date,
        "body": found.text,
    }


def newspaper4k(body: bytes, url: str) -> Row:
    import newspaper  # type: ignore[import-not-found]

    found = newspaper.Article(url or "https://page.invalid/", fetch_images=False)
    found.download(input_html=_text(body))
    found.parse()
    return _named(found.title, found.authors, found.publish_date, found.text)


def news_please(body: bytes, url: str) -> Row:
    from newsplease import NewsPlease  # type: ignore[import-not-found]

    found = NewsPlease.from_html(_text(body), url, fetch_images=False)
    if not found:
        return NOTHING
    return _named(found.title, found.authors, found.date_publish, found.maintext)


def readability(body: bytes, url: str) -> Row:
    from lxml import html
    from readability import Document  # type: ignore[import-not-found]

    found = Document(_text(body))
    text = html.fromstring(found.summary()).text_content()
    return _named(found.short_title(), [], None, re.sub(r"\s*\n\s*", "\n\n", text).strip())


def _named(title: str, authors: list[str], published: datetime | None, body: str) -> Row:
    day = published.isoformat() if published else None
    return {"title": title, "authors": list(authors or []), "published": day, "body": body}


def _text(body: bytes) -> str:
    """As peers that want text are given it: UTF-8, else what the page says or the old web used."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


EXTRACTORS: dict[str, Callable[[bytes, str], Row]] = {
    "brouhaha": brouhaha,
    "trafilatura-fast": trafilatura_fast,
    "trafilatura-full": trafilatura_full,
    "newspaper4k": newspaper4k,
    "news-please": news_please,
    "readability-lxml": readability,
}


def _run(read: Callable[[bytes, str], Row], pages: Path, output: Path) -> float:
    """The pages, each a row in the output; CPU seconds a page, without what starting takes."""
    lines = [json.loads(line) for line in pages.open(encoding="utf-8")]
    spent = 0.0
    _read(read, body_of(pages.parent / lines[0]["html_file"]), lines[0]["url"])
    with output.open("w", encoding="utf-8") as file:
        for line in lines:
            body = body_of(pages.parent / line["html_file"])
            start = time.process_time()
            row = _read(read, body, line["url"])
            spent += time.process_time() - start
            file.write(json.dumps({"id": line["id"], **row}) + "\n")
    return spent / len(lines)


def _read(read: Callable[[bytes, str], Row], body: bytes, url: str) -> Row:
    try:
        return read(body, url)
    except Exception:  # a page that it cannot read counts as an empty one
        return NOTHING


def body_of(path: Path) -> bytes:
    data = path.read_bytes()
    return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data


if __name__ == "__main__":
    print(1000 * _run(EXTRACTORS[sys.argv[1]], Path(sys.argv[2]), Path(sys.argv[3])))
