"""WARC files like those of Common Crawl News: real pages, some with an article on the topic."""

from __future__ import annotations

import html
import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from benchmarks import farm
from benchmarks.extractors import body_of
from demo.press import load as load_press

ON_TOPIC = 50  # pages to one that has an article on the topic
OTHER = 40  # pages to one record that holds none
LONG = 80  # characters of a paragraph that is the article's
FARM = 400  # pages of ours where no others are given
DATE = "2023-11-09"
CAPTURED = "2023-11-10T08:00:00Z"
_PARAGRAPH = re.compile(r"(<p\b[^>]*>)(.*?)(</p>)", re.DOTALL | re.IGNORECASE)
_NAMES = re.compile(r"(<(title|h1)\b[^>]*>).*?(</\2>)", re.DOTALL | re.IGNORECASE)
_STATED = re.compile(r"<script[^>]*ld\+json.*?</script>", re.DOTALL | re.IGNORECASE)
_SHOWN = re.compile(r"<meta[^>]*(?:title|_time|date|canonical)[^>]*>", re.IGNORECASE)
_DAY = re.compile(r"\b(?:19|20)\d\d-\d\d-\d\d")
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Sent:
    """A page as a server sent it."""

    url: str
    body: bytes
    content_type: str = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Text:
    """An article's words; `lang` is `fr` or `en`."""

    id: str
    lang: str
    title: str
    paragraphs: tuple[str, ...]


def furniture(pages: Path | None) -> list[Sent]:
    """The pages that are given, as they were served; those of the farm where none are."""
    if pages is None:
        made = farm.sites(FARM, farm.PORT, farm.HOSTS)
        return [Sent(url, body) for host in made for url, body in farm.articles(host, made).items()]
    with pages.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        Sent(row["url"] or f"https://{row['domain']}/", body_of(pages.parent / row["html_file"]),
             "text/html")
        for row in rows
    ]  # fmt: skip


def press() -> list[Text]:
    """The articles of the sample press."""
    return [
        Text(a.id, a.lang, a.title, tuple(p.lstrip("# ") for p in a.paragraphs))
        for a in load_press().articles
        if a.lang in ("fr", "en")
    ]


def annotated(folder: Path) -> list[Text]:
    """The documents on the topic that people marked, below `gold/`."""
    found = []
    for lang in ("fr", "en"):
        for line in (folder / lang / "dev.jsonl").read_text(encoding="utf-8").splitlines():
            row: dict[str, Any] = json.loads(line)
            if row["relevant"]:
                title = row["title"] or row["text"].split(".")[0]
                found.append(Text(row["id"], lang, title, (row["text"],)))
    return found


def furnished(page: Sent, text: Text) -> bytes:
    """The page with another article in place of its own, of a day in the topic's window."""
    markup = _STATED.sub("", page.body.decode("utf-8", "replace"))
    markup = _DAY.sub(DATE, _SHOWN.sub("", markup))
    left = list(text.paragraphs)

    def replaced(found: re.Match[str]) -> str:
        if len(_TAG.sub("", found[2])) < LONG:
            return found[0]
        return f"{found[1]}{html.escape(left.pop(0))}{found[3]}" if left else ""

    markup = _PARAGRAPH.sub(replaced, markup)
    markup = _NAMES.sub(lambda found: f"{found[1]}{html.escape(text.title)}{found[3]}", markup)
    shown = f'<head><meta property="article:published_time" content="{DATE}">'
    return markup.replace("<head>", shown, 1).encode()


def archive(path: Path, pages: Sequence[Sent], texts: Sequence[Text], number: int) -> int:
    """Write so many pages, of which one in 50 is on the topic; the bytes of the file."""
    return write(path, _mixed(pages, texts, number))


def _mixed(pages: Sequence[Sent], texts: Sequence[Text], number: int) -> Iterator[Sent]:
    chance = random.Random(0)  # noqa: S311
    roomy = [page for page in pages if page.body.count(b"<p") > 10 and b"<head>" in page.body]
    for n in range(number):
        if n % ON_TOPIC == 0:
            page, text = chance.choice(roomy), chance.choice(texts)
            yield Sent(f"https://on-topic.example/{n}", furnished(page, text))
        else:
            page = pages[n % len(pages)]
            mark = "&" if "?" in page.url else "?"
            yield Sent(f"{page.url}{mark}copy={n}", page.body, page.content_type)
        if n % OTHER == 0:
            yield Sent(f"https://feeds.example/{n}", b"<rss/>" * 500, "application/rss+xml")


def write(path: Path, pages: Iterable[Sent]) -> int:
    """Each page as request, response and metadata, each a member of its own."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for page in pages:
            for record in _records(writer, page):
                writer.write_record(record)
    return path.stat().st_size


def _records(writer: WARCWriter, page: Sent) -> Iterator[Any]:
    date = {"WARC-Date": CAPTURED}
    line = StatusAndHeaders("GET / HTTP/1.1", [("Host", "example")], is_http_request=True)
    yield writer.create_warc_record(
        page.url, "request", payload=BytesIO(), http_headers=line, warc_headers_dict=date
    )
    head = StatusAndHeaders(
        "200 OK",
        [("Content-Type", page.content_type), ("Server", "nginx"), ("Date", "x"),
         ("X-Crawler-Content-Encoding", "gzip"), ("Content-Length", str(len(page.body)))],
        protocol="HTTP/1.1",
    )  # fmt: skip
    yield writer.create_warc_record(
        page.url, "response", payload=BytesIO(page.body), http_headers=head, warc_headers_dict=date
    )
    note = BytesIO(b"fetchTimeMs: 91\r\n")
    yield writer.create_warc_record(
        page.url, "metadata", payload=note, warc_content_type="application/warc-fields",
        warc_headers_dict=date,
    )  # fmt: skip
