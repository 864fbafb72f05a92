"""Crawls of a real press on loopback, in real child processes."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.crawl import CrawlJob, CrawlReport, crawl
from storage.errors import InterruptedRunError
from storage.records import Tally
from storage.store import opened
from topics.model import Source


@pytest.fixture
def job(tmp_path: Path, topic_folder: Path) -> Callable[..., CrawlJob]:
    def make(*sources: Source, **more: Any) -> CrawlJob:
        return CrawlJob(tmp_path / "c.db", str(topic_folder), sources, processes=1, **more)

    return make


def source(press: Any, name: str, **lists: Any) -> Source:
    return Source(id=name, name=name, country="GB", language="en", kind="newspaper",
                  home=press.url, delay=0, allow_private=True, **lists)  # fmt: skip


def run(job: CrawlJob) -> CrawlReport:
    return crawl(job, lambda tally: None)


def rows(job: CrawlJob, sql: str) -> list[tuple[Any, ...]]:
    with opened(job.db) as db:
        return list(db.execute(sql).fetchall())


def verdicts(job: CrawlJob) -> dict[str, tuple[str, str]]:
    columns = "SELECT url, verdict, detail FROM"
    found = rows(job, f"{columns} addresses UNION {columns} lists")
    return {"/" + url.split("/", 3)[3]: (verdict, detail) for url, verdict, detail in found}


def test_every_way_in_and_every_verdict(press: Any, job: Callable[..., CrawlJob]) -> None:
    press.put("/robots.txt", b"User-agent: *\nDisallow: /secret", kind="text/plain")
    for number, lang in enumerate(("en", "fr", "en", "en")):
        press.page(f"/a{number}", f"Millbrook {number}", lang=lang)
    press.page("/old", "Oldtown", day="2019-01-01")
    press.put("/empty", b"<html><body><p>Nothing</p></body></html>")
    press.put("/moved", status=301, location="/a1")
    press.put("/busy", status=503)
    press.put("/feed-html", b"<html><body>Not here</body></html>")
    press.put("/report.pdf", b"%PDF-1.7", kind="application/pdf")
    press.feed("/feed", "/a0?utm_source=rss", "/secret/x", "/old", "/empty", "/gone", "/report.pdf")
    press.put("/map.xml", f"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
        <url><loc>{press.url}/a0</loc></url><url><loc>{press.url}/moved</loc></url>
        <url><loc>{press.url}/ancient</loc><lastmod>2011-02-03</lastmod></url>
        </urlset>""".encode(), kind="application/xml")  # fmt: skip
    press.put("/tag", b'<h2><a href="/a2">Two</a></h2><a rel="next" href="/tag?p=2">More</a>')
    press.put("/tag?p=2", b'<h2><a href="/a3">Three</a></h2>')
    sources = (
        source(press, "good", feeds=[f"{press.url}/feed"], sitemaps=[f"{press.url}/map.xml"],
               sections=[{"url": f"{press.url}/tag"}]),
        source(press, "busy", feeds=[f"{press.url}/busy"]),
        source(press, "wrong", feeds=[f"{press.url}/feed-html"]),
        source(press, "closed", feeds=["http://127.0.0.1:9/closed"]),
    )  # fmt: skip
    progress: list[Tally] = []
    report = crawl(job(*sources), progress.append)

    found = verdicts(job())
    assert {path: verdict for path, (verdict, _) in found.items()} == {
        "/feed": "listed", "/map.xml": "listed", "/tag": "listed", "/tag?p=2": "listed",
        "/a0": "fetched", "/moved": "fetched", "/a2": "fetched", "/a3": "fetched",
        "/secret/x": "robots", "/old": "off_window", "/ancient": "off_window",
        "/empty": "too_short", "/report.pdf": "too_short", "/gone": "http_error",
        "/busy": "http_error", "/feed-html": "failed", "/": "http_error", "/closed": "robots",
    }  # fmt: skip
    assert sorted(report.failures) == [
        f"busy: {press.url}/busy: HTTP 503 Service Unavailable",
        "closed: http://127.0.0.1:9/closed: robots.txt cannot be read, so nothing may be: "
        "connection refused",
        f"wrong: {press.url}/: HTTP 404 Not Found",
        f"wrong: {press.url}/feed-html: not a feed; "
        "the address has rotted, the home page is asked for another",
    ]
    assert report.tally.counts["fetched"] == 4
    assert progress[-1].counts == report.tally.counts
    assert press.asked.count("/a0") == 1
    assert not any(path.startswith(("/secret", "/ancient")) for path in press.asked)
    stored = rows(job(), "SELECT title, lang, day, published_from FROM articles ORDER BY title")
    assert stored == [
        ("Millbrook 0", "en", "2023-07-14", "meta"), ("Millbrook 1", "fr", "2023-07-14", "meta"),
        ("Millbrook 2", "en", "2023-07-14", "meta"), ("Millbrook 3", "en", "2023-07-14", "meta"),
    ]  # fmt: skip
    assert rows(job(), "SELECT outcome FROM runs") == [("partly",)]


def test_what_is_known_is_asked_for_again_only_when_changed(
    press: Any, job: Callable[..., CrawlJob]
) -> None:
    press.page("/a", "Millbrook")
    press.page("/b", "Riverside")
    outlet = source(press, "good", feeds=[f"{press.url}/feed"])
    when = "<pubDate>Fri, 14 Jul 2023 10:00:00 GMT</pubDate>"
    press.feed("/feed", "/a", "/b", extra=when)
    assert run(job(outlet)).tally.counts == {"listed": 1, "fetched": 2}
    assert run(job(outlet)).tally.counts == {"unchanged": 1}
    assert press.asked.count("/a") == 1

    press.page("/a", "Millbrook again")
    press.feed("/feed", "/a", "/b", extra=when.replace("14 Jul", "15 Jul"))
    counts = run(job(outlet)).tally.counts
    assert counts == {"listed": 1, "fetched": 1, "unchanged": 1}
    revisions = rows(job(), "SELECT url, revision FROM articles ORDER BY url")
    assert revisions == [(f"{press.url}/a", 2), (f"{press.url}/b", 1)]


def test_a_stopped_crawl_keeps_what_it_has(press: Any, job: Callable[..., CrawlJob]) -> None:
    press.page("/quick", "Millbrook")
    press.put("/slow", wait=25)
    press.feed("/feed", "/quick", "/slow")
    outlet = source(press, "good", feeds=[f"{press.url}/feed"])

    def stop_once_stuck() -> None:
        end = monotonic() + 60
        while "/slow" not in press.asked and monotonic() < end:
            sleep(0.05)
        sleep(1)
        for child in multiprocessing.active_children():
            if child.name == "crawl":
                os.kill(child.pid or 0, signal.SIGTERM)

    Thread(target=stop_once_stuck, daemon=True).start()
    report = run(job(outlet))
    assert report.failures == ("the crawl was stopped before its end; run it again for the rest",)
    assert rows(job(), "SELECT title FROM articles") == [("Millbrook",)]
    assert rows(job(), "SELECT outcome FROM runs") == [("partly",)]


def test_a_crawl_ends_at_its_time_limit(press: Any, job: Callable[..., CrawlJob]) -> None:
    press.put("/feed", wait=25)
    outlet = source(press, "good", feeds=[f"{press.url}/feed"])
    report = run(job(outlet, time_limit=1))
    assert report.failures == (
        "the crawl was stopped at its time limit; run it again for the rest",
    )


def test_a_database_that_cannot_be_used_is_told(
    press: Any, job: Callable[..., CrawlJob], tmp_path: Path
) -> None:
    (tmp_path / "c.db").write_text("this is no database, it only has the name of one " * 30)
    with pytest.raises(InterruptedRunError, match="is not a database"):
        run(job(source(press, "good", feeds=[f"{press.url}/feed"])))


def archive(path: Path, pages: dict[str, bytes], day: str = "2023-08-01") -> bytes:
    buffer = BytesIO()
    writer = WARCWriter(buffer, gzip=True)
    for url, body in pages.items():
        headers = [("Content-Type", "text/html; charset=utf-8")]
        http = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
        record = writer.create_warc_record(
            url,
            "response",
            payload=BytesIO(body),
            http_headers=http,
            warc_headers_dict={"WARC-Date": f"{day}T10:00:00Z"},
        )
        writer.write_record(record)
    path.write_bytes(buffer.getvalue())
    return buffer.getvalue()


def test_an_archive_is_taken_in(press: Any, job: Callable[..., CrawlJob], tmp_path: Path) -> None:
    pages = {
        "https://news.loaf.example/a": press.article("Millbrook"),
        "https://www.elsewhere.example/b": press.article("Rivière", lang="fr"),
    }
    file = tmp_path / "pages.warc"
    content = archive(file, pages)
    loaf = source(press, "the-loaf", feeds=[]).model_copy(update={"home": "https://loaf.example/"})
    reading = job(loaf, warc=(str(file),))
    assert run(reading) == CrawlReport(Tally({"fetched": 2}))
    assert rows(reading, "SELECT source_id, title, first_seen FROM articles ORDER BY id") == [
        ("the-loaf", "Millbrook", "2023-08-01T10:00:00Z"),
        ("www-elsewhere-example", "Rivière", "2023-08-01T10:00:00Z"),
    ]
    assert rows(reading, "SELECT name, kind FROM sources WHERE id LIKE 'www%'") == [
        ("www.elsewhere.example", "unlisted")
    ]
    assert run(reading).tally.counts == {}  # the same captures again say nothing new

    newer = {**pages, "https://news.loaf.example/a": press.article("Millbrook, changed")}
    content = archive(file, newer, day="2023-08-09")
    file.write_bytes(content[:-200])
    report = run(reading)
    assert report.tally.counts == {"fetched": 1}
    (failure,) = report.failures
    assert failure.startswith(f"{file}: damaged or cut short after byte ")
    assert json.loads(rows(reading, "SELECT json_group_array(revision) FROM articles")[0][0]) == [
        2,
        1,
    ]
