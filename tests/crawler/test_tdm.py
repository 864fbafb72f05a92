"""Reserved rights: what counts as said, and that nothing of a reserved page is kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import Headers
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.tdm import of_file, of_page, rules

FILE = json.dumps([
    {"location": "/free/*.html$", "tdm-reservation": 0},
    {"location": "/free/", "tdm-reservation": 1},
    {"location": "/*/paid", "tdm-reservation": 1, "tdm-policy": "https://loaf.example/policy"},
    {"location": "/caf%C3%A9", "tdm-reservation": "1"},
    {"location": "/odd", "tdm-reservation": 7},
    {"location": 5, "tdm-reservation": 1},
    "no rule",
]).encode()  # fmt: skip


@pytest.mark.parametrize(
    ("path", "reserved"),
    [
        ("/free/a.html", False),
        ("/free/a.html?page=2", True),
        ("/free/a.php", True),
        ("/news/paid/a", True),
        ("/news/paid", True),
        ("/paid", False),
        ("/café/a", True),
        ("/caf%C3%A9/a", True),
        ("/odd", False),
        ("", False),
    ],
)
def test_the_first_rule_that_matches_counts(path: str, reserved: bool) -> None:
    assert of_file(rules(FILE), f"https://loaf.example{path}") == reserved


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"[" * 100_000, b"\xff\xfe", b"7"])
def test_what_is_no_file_of_rules_reserves_nothing(body: bytes) -> None:
    assert rules(body) == ()


@pytest.mark.parametrize(
    ("headers", "head", "reserved", "noted"),
    [
        ({}, "", "", ""),
        ({"TDM-Reservation": "1"}, "", "tdm-reservation in a header", ""),
        ({"tdm-reservation": "0"}, "", "", ""),
        ({"tdm-reservation": "yes"}, "", "", ""),
        ({}, '<meta name="tdm-reservation" content="1">', "tdm-reservation in a meta tag", ""),
        ({"tdm-reservation": "1"}, '<META NAME="TDM-Reservation" CONTENT="0">', "", ""),
        ({"tdm-reservation": "0"}, '<meta name=tdm-reservation content=" 1 ">',
         "tdm-reservation in a meta tag", ""),
        ({"X-Archive-Orig-tdm-reservation": "1"}, "", "tdm-reservation in a header", ""),
        ({"X-Robots-Tag": "noindex, NoAI"}, "", "noai in X-Robots-Tag", ""),
        ({"X-Robots-Tag": "otherbot: noai, noimageai"}, "", "", ""),
        ({"X-Robots-Tag": "otherbot: noindex, brouhaha: noai"}, "", "noai in X-Robots-Tag", ""),
        ({"X-Robots-Tag": "unavailable_after: 25 Jun 2030 15:00:00 PST, noai"}, "",
         "noai in X-Robots-Tag", ""),
        ({"X-Robots-Tag": "none"}, "", "", ""),
        ({}, '<meta name="robots" content="noai, noimageai">', "noai in a meta tag",
         "noimageai in a meta tag"),
        ({}, '<meta name="robots" content="index noimageai">', "", "noimageai in a meta tag"),
        ({}, '<meta name="otherbot" content="noai">', "", ""),
        ({}, "<title>What noai means</title>", "", ""),
    ],
)  # fmt: skip
def test_header_and_page_say_it(
    headers: dict[str, str], head: str, reserved: str, noted: str
) -> None:
    page = f"<!doctype html><html><head>{head}</head><body><p>Bread</p></body></html>".encode()
    signals = of_page(Headers(headers), page, "text/html; charset=utf-8")
    assert (signals.reserved, signals.noted) == (reserved, noted)


def test_a_reserved_page_is_not_kept_unless_its_source_allows_it(
    crawled: Any, outlet: Callable[..., Any], other_press: Callable[[], Any]
) -> None:
    reserving, licensed, sectioned = other_press(), other_press(), other_press()
    for press in (reserving, licensed):
        press.feed("/feed", "/header", "/meta", "/robots", "/free")
        press.put("/header", press.article(f"H {press.url}"), headers={"tdm-reservation": "1"})
        said = b'<meta name="tdm-reservation" content="1"></head>'
        press.put("/meta", press.article(f"M {press.url}").replace(b"</head>", said))
        press.put("/robots", press.article(f"R {press.url}"), headers={"X-Robots-Tag": "noai"})
        said = b'<meta name="robots" content="noimageai"></head>'
        press.put("/free", press.article(f"F {press.url}").replace(b"</head>", said))
    # What a list of addresses reserves is its own text, of which nothing is kept.
    sectioned.feed("/feed", "/closed/a", "/open/b")
    sectioned.answers["/feed"].headers["tdm-reservation"] = "1"
    sectioned.put("/.well-known/tdmrep.json", b'[{"location": "/closed", "tdm-reservation": 1}]')
    sectioned.page("/closed/a", f"C {sectioned.url}")
    sectioned.page("/open/b", f"O {sectioned.url}")

    crawled.crawl(outlet(reserving), outlet(licensed, tdm="allow"), outlet(sectioned))

    found = crawled.verdicts()
    words = {"/header": "tdm-reservation in a header", "/meta": "tdm-reservation in a meta tag",
             "/robots": "noai in X-Robots-Tag"}  # fmt: skip
    for path, said in words.items():
        assert found[reserving.url + path] == ("tdm", said)
        allowed = f"{said}, but the list of sources allows it"
        assert found[licensed.url + path] == ("fetched", allowed)
    for press in (reserving, licensed):
        assert found[f"{press.url}/free"] == ("fetched", "noimageai in a meta tag")
    assert found[f"{sectioned.url}/closed/a"] == ("tdm", "tdm-reservation in tdmrep.json")
    assert found[f"{sectioned.url}/open/b"][0] == "fetched"
    assert sectioned.asked.count("/.well-known/tdmrep.json") == 1
    assert "/closed/a" not in sectioned.asked
    titles = {title[0] for (title,) in crawled.rows("SELECT title FROM articles")}
    assert titles == {"H", "M", "R", "F", "O"}
    kept = crawled.rows("SELECT count(*) FROM articles")
    assert kept == [(6,)]


def test_a_reserved_capture_is_not_kept_either(crawled: Any, tmp_path: Path, press: Any) -> None:
    file = tmp_path / "pages.warc.gz"
    with file.open("wb") as content:
        writer = WARCWriter(content, gzip=True)
        for name, more in (("free", []), ("closed", [("TDM-Reservation", "1")])):
            headers = [("Content-Type", "text/html; charset=utf-8"), *more]
            writer.write_record(
                writer.create_warc_record(
                    f"https://loaf.example/{name}",
                    "response",
                    payload=BytesIO(press.article(name)),
                    http_headers=StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1"),
                )
            )
    crawled.crawl(warc=(str(file),))
    assert crawled.verdicts() == {
        "https://loaf.example/free": ("fetched", ""),
        "https://loaf.example/closed": ("tdm", "tdm-reservation in a header"),
    }
    assert crawled.rows("SELECT title FROM articles") == [("free",)]
