"""Web archives: the forms of a CDX server's answers, and a real one, pywb."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.request import urlopen

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler import services
from crawler.addresses import (
    BusyError,
    Found,
    Hints,
    Listing,
    More,
    Replay,
    UnreadableError,
    Wanted,
)
from crawler.crawl import CrawlJob, crawl
from crawler.page import Page
from crawler.page import read as read_page
from crawler.periods import query
from crawler.queries import wanted
from crawler.routes import Routes
from crawler.spiders import addresses, wayback
from storage.store import opened
from topics import load
from topics.model import Source, Window

PYWB = "pywb==2.10.0"
FIRST, LAST = date(2023, 7, 1), date(2023, 11, 30)
OVENS = Wanted(re.compile("-ovens?-"))
FIELDS = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]


def url(home: str = "https://loaf.example/") -> str:
    return wayback.url("https://archive.example/cdx", home, FIRST, LAST)


def capture(stamp: str, original: str) -> list[str]:
    return ["example,loaf)/", stamp, original, "text/html", "200", "A" * 32, "1402"]


def read(body: str, asked: str = "") -> list[Any]:
    replay = Replay("https://archive.example/web/", OVENS)
    window = Window(start=FIRST, end=LAST)
    return addresses(Listing("wayback", asked or url(), body.encode(), "", window, replay=replay))


@pytest.mark.parametrize(
    ("home", "address", "match"),
    [
        ("https://www.loaf.example/", "www.loaf.example/", "host"),
        ("https://loaf.example/bread/", "loaf.example/bread/", "prefix"),
    ],
)
def test_what_the_index_is_asked_for(home: str, address: str, match: str) -> None:
    asked = query(url(home))
    assert (asked["url"], asked["matchType"], asked["output"]) == (address, match, "json")
    assert (asked["from"], asked["to"]) == ("20230701000000", "20231130235959")
    assert "&filter=statuscode:200&filter=mimetype:text/html" in url(home)


def test_the_form_of_the_internet_archive() -> None:
    rows = [
        FIELDS,
        capture("20230714093000", "http://www.loaf.example:80/the-ovens-of-millbrook"),
        capture("20230715093000", "http://www.loaf.example/the-ovens-of-millbrook?utm_source=x"),
        capture("20230714093000", "https://loaf.example/the-price-of-flour"),
        capture("20230714", "https://loaf.example/an-oven-burns"),
        [],
        ["example%2Cloaf%29%2Fb+20230801100000%21"],
    ]
    found, more = read(json.dumps(rows))
    assert isinstance(found, Found)
    assert found.url == "http://www.loaf.example/the-ovens-of-millbrook"
    assert found.hints.modified == "2023-07-14T09:30:00Z"
    assert found.at == (
        "https://archive.example/web/20230714093000id_/"
        "http://www.loaf.example:80/the-ovens-of-millbrook"
    )
    assert isinstance(more, More)
    assert query(more.url) == {
        **query(url()),
        "resumeKey": "example%2Cloaf%29%2Fb+20230801100000%21",
    }


def test_a_server_without_keys_is_asked_for_less() -> None:
    asked = url().replace("limit=20000", "limit=2")
    row = {"urlkey": "k", "timestamp": "20230714093000", "url": "https://loaf.example/my-oven-1"}
    body = "\n".join(json.dumps({**row, "url": row["url"] + str(n)}) for n in range(2))
    items = read(body, asked)
    spans = [(query(m.url)["from"], query(m.url)["to"]) for m in items if isinstance(m, More)]
    assert spans == [("20230701000000", "20230915115959"), ("20230915120000", "20231130235959")]
    assert not any(isinstance(item, More) for item in read(body.splitlines()[0], asked))


@pytest.mark.parametrize("body", ["", "[]", json.dumps([FIELDS])])
def test_an_archive_without_captures(body: str) -> None:
    assert read(body) == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [("Too Many Requests", BusyError), ("<html>busy</html>", BusyError),
     ('[["urlkey"', UnreadableError), ('{"urlkey"', UnreadableError)],
)  # fmt: skip
def test_what_is_no_list_of_captures_is_told(body: str, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        read(body)


@pytest.mark.parametrize(
    ("path", "worth"),
    [
        ("/culture/2023/07/14/les-acteurs-en-greve-a-hollywood_61_3.html", True),
        ("/film/2023/jul/14/sag-aftra-walks-out", True),
        ("/2023/07/14/l-intelligence-artificielle-au-cinema/", True),
        ("/news/entertainment-arts-66188411", True),  # a number in place of a title
        ("/article/64ac1a2f-9c3e-4f5b-8f3e-000000000000", True),
        ("/2023/07/14/the-price-of-bread-goes-up", False),
        ("/tag/football", False),
        ("/", False),
    ],
)
def test_which_addresses_are_worth_the_asking(path: str, worth: bool) -> None:
    assert wanted(load("actors-strike-ai")).holds("https://loaf.example" + path) == worth


CAPTURES = (
    ("https://loaf.example/2023/07/ovens-of-millbrook", "2023-07-15", "Millbrook"),
    ("https://loaf.example/2023/07/ovens-of-millbrook", "2023-09-15", "Millbrook, edited"),
    ("https://www.loaf.example/four-de-riviere", "2023-08-01", "Rivière"),
    ("https://loaf.example/the-price-of-flour", "2023-08-01", "Flour"),
    ("https://elsewhere.example/ovens", "2023-08-01", "Elsewhere"),
    ("{press}/gone", "2023-07-20", "Gone"),
)


@pytest.fixture
def archive(tmp_path: Path, press: Any) -> Iterator[Path]:
    """A real web archive with some captures; the services that lead to it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path / "collections" / "press" / "archive"
    folder.mkdir(parents=True)
    (folder.parent / "indexes").mkdir()
    with (folder / "a.warc.gz").open("wb") as file:
        for record in _records(press):
            record(WARCWriter(file, gzip=True))
    (tmp_path / "config.yaml").touch()
    _pywb(tmp_path, "wb-manager", "reindex", "press").wait(120)
    server = _pywb(tmp_path, "wayback", "--port", str(port), "--bind", "127.0.0.1")
    try:
        base = f"http://127.0.0.1:{port}/press/"
        _await(base, server)
        (tmp_path / "services.toml").write_text(
            f'[wayback]\nindex = "{base}cdx"\ncaptures = "{base}"\ndelay = 0\n[gdelt]\ndelay = 0\n'
        )
        yield tmp_path / "services.toml"
    finally:
        server.terminate()
        server.wait(30)


def _records(press: Any) -> Iterator[Any]:
    for address, day, place in CAPTURES:
        http = StatusAndHeaders(
            "200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1"
        )
        lang = "fr" if place == "Rivière" else "en"
        yield lambda writer, a=address, d=day, p=place, h=http, x=lang: writer.write_record(
            writer.create_warc_record(
                a.format(press=press.url),
                "response",
                payload=BytesIO(press.article(p, day="2023-07-14", lang=x)),
                http_headers=h,
                warc_headers_dict={"WARC-Date": f"{d}T10:00:00Z"},
            )
        )


def _pywb(folder: Path, *command: str) -> subprocess.Popen[bytes]:
    """A command of pywb in an environment of its own: it needs older libraries than Scrapy."""
    uv = shutil.which("uv") or Path(__file__).parents[2] / ".tools" / "bin" / "uv"
    line = [str(uv), "tool", "run", "--quiet", "--python", sys.executable, "--from", PYWB, *command]
    return subprocess.Popen(line, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _await(url: str, server: subprocess.Popen[bytes]) -> None:
    end = monotonic() + 60
    while monotonic() < end and server.poll() is None:
        try:
            urlopen(f"{url}cdx?url=loaf.example", timeout=5).close()
            return
        except OSError:
            sleep(0.1)
    raise AssertionError("pywb does not answer")


def test_the_past_of_a_source_is_read_from_a_real_archive(
    archive: Path, tmp_path: Path, topic_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROUHAHA_CONTACT", "tests@loaf.example")
    source = Source(id="loaf", name="Loaf", country="GB", language="en", kind="newspaper",
                    home="https://loaf.example/", delay=0)  # fmt: skip
    routes = Routes(wayback=True, first=FIRST, last=LAST, services=services.load(archive))
    job = CrawlJob(tmp_path / "w.db", str(topic_folder), (source,), routes=routes, processes=1)
    report = crawl(job, lambda tally: None)
    assert not report.failures
    with opened(job.db) as db:
        found = db.execute(
            "SELECT url, title, source_id, lang, day, revision FROM articles ORDER BY url"
        ).fetchall()
        ways = db.execute("SELECT DISTINCT found_by FROM ways").fetchall()
    assert found == [
        ("https://loaf.example/2023/07/ovens-of-millbrook", "Millbrook", "loaf", "en",
         "2023-07-14", 1),
        ("https://www.loaf.example/four-de-riviere", "Rivière", "loaf", "fr", "2023-07-14", 1),
    ]  # fmt: skip
    assert ways == [("wayback",)]


def test_what_is_gone_is_read_from_the_archive(
    archive: Path, tmp_path: Path, topic_folder: Path, press: Any
) -> None:
    source = Source(id="loaf", name="Loaf", country="GB", language="en", kind="newspaper",
                    home=press.url, delay=0, allow_private=True)  # fmt: skip
    found = []
    for ways in ({"urls": (f"{press.url}/gone",)}, {"wayback": True}):
        routes = Routes(first=FIRST, last=LAST, services=services.load(archive), **ways)
        job = CrawlJob(tmp_path / "w.db", str(topic_folder), (source,), routes=routes, processes=1)
        crawl(job, lambda tally: None)
        with opened(job.db) as db:
            found += db.execute("SELECT url, verdict FROM addresses").fetchall()
    assert found == [(f"{press.url}/gone", "http_error"), (f"{press.url}/gone", "fetched")]


def test_no_copy_tells_of_a_day_after_it_was_made() -> None:
    text = "".join(f"<p>The ovens of street {n} went cold on Monday, as all had said.</p>"
                   for n in range(9))  # fmt: skip
    body = f"""<html lang="en"><head><title>Ovens</title></head><body><article><h1>Ovens</h1>
        <time datetime="2023-09-01">1 September 2023</time>{text}</article></body></html>"""
    hints = Hints(modified="2023-08-01T10:00:00Z")
    days = [
        reading.article and reading.article.published
        for way in ("feed", "wayback")
        for page in [Page("https://loaf.example/1", body.encode(), "text/html", way, hints)]
        for reading in [read_page(page, Window(start=FIRST, end=LAST))]
    ]
    assert days == ["2023-09-01", None]
