"""The sample press over real HTTP."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import httpx
import pytest

from demo.press import load
from demo.server import Press
from demo.site import Site


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    with Press(port=0) as press:
        yield press


def paths() -> list[str]:
    return list(Site(load(), "http://x").build())


def test_all_addresses_answer(press: Press) -> None:
    with httpx.Client(base_url=press.url) as client:
        answers = {path: client.get(path).status_code for path in paths()}
    assert set(answers.values()) == {200}


def test_each_page_says_that_it_is_a_sample(press: Press) -> None:
    with httpx.Client(base_url=press.url) as client:
        pages = [client.get(path) for path in paths()]
    silent = [
        page.url.path
        for page in pages
        if "html" in page.headers["content-type"]
        and not ('<meta name="sample"' in page.text and 'class="sample-notice"' in page.text)
    ]
    assert silent == []


def test_nothing_is_loaded_from_elsewhere(press: Press) -> None:
    with httpx.Client(base_url=press.url) as client:
        for path in paths():
            if (page := client.get(path)).headers["content-type"].startswith("text/html"):
                assert "src=" not in page.text
                assert page.text.count('rel="stylesheet" href="/press.css"') == 1
                assert page.text.count('rel="stylesheet"') == 1


@pytest.mark.parametrize("header", ["If-None-Match", "If-Modified-Since"])
def test_unchanged_page_is_not_sent_again(press: Press, header: str) -> None:
    path = next(path for path in paths() if "mirrorfold-scans" in path)
    validator = {"If-None-Match": "ETag", "If-Modified-Since": "Last-Modified"}[header]
    first = httpx.get(press.url + path)
    again = httpx.get(press.url + path, headers={header: first.headers[validator]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


def test_a_date_that_is_none_sends_the_page(press: Press) -> None:
    path = next(path for path in paths() if "mirrorfold-scans" in path)
    answer = httpx.get(press.url + path, headers={"If-Modified-Since": "soon"})
    assert answer.status_code == 200


def test_query_is_ignored(press: Press) -> None:
    path = next(path for path in paths() if "visages-a-louer" in path)
    assert httpx.get(f"{press.url}{path}?utm_source=rss").status_code == 200


def test_missing_page(press: Press) -> None:
    assert httpx.get(f"{press.url}/le-fanal/nowhere").status_code == 404


def test_head_has_no_body(press: Press) -> None:
    answer = httpx.head(f"{press.url}/le-fanal/")
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) > 500


def test_old_charset_is_told_inside_the_page_only(press: Press) -> None:
    answer = httpx.get(f"{press.url}/gazette-du-beffroi/")
    assert answer.headers["content-type"] == "text/html"
    assert "charset=windows-1252" in answer.content.decode("windows-1252")
    with pytest.raises(UnicodeDecodeError):
        answer.content.decode("utf-8")


def test_edits_are_published() -> None:
    edited = next(article for article in load().articles if article.id == "mirrorfold-scans")
    assert edited.later
    with Press(port=0) as press:
        url = press.address(edited.id)
        sitemap = f"{press.url}/callsheet-weekly/sitemap-archive.xml"
        before, listed = httpx.get(url), httpx.get(sitemap)
        press.publish_edits()
        known = {"If-None-Match": before.headers["ETag"]}
        after, listed_after = httpx.get(url, headers=known), httpx.get(sitemap)
    assert after.status_code == 200
    assert "300 extras" in before.text
    assert "300 extras" not in after.text
    assert edited.later.updated.isoformat() in listed_after.text
    assert edited.later.updated.isoformat() not in listed.text


def test_port_in_use_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=f"cannot use port {port}"):
            Press(port=port)


def test_stops_and_frees_its_port() -> None:
    with Press(port=0) as press:
        url = press.url
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def test_reader_who_leaves_is_not_told_of(capfd: pytest.CaptureFixture[str]) -> None:
    with Press(port=0) as press:
        port = int(press.url.rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            client.sendall(b"GET /le-fanal/ HTTP/1.1\r\nHost: x\r\n")
        assert httpx.get(press.url).status_code == 200
    assert capfd.readouterr().err == ""
