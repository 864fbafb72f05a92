"""Archives of all kinds, whole and damaged."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.ending import members
from crawler.evidence import records
from crawler.spiders.warc import BrokenArchiveError, Capture, captures
from tests.crawler.test_evidence import EXCHANGE

BODY = "<html><body><p>Grève des fours</p>{}</body></html>".format("x" * 3000).encode()


def archive(packed: bool) -> bytes:
    """Three pages with their request, plain, gzip and chunked; then an image and an error."""
    buffer = BytesIO()
    writer = WARCWriter(buffer, gzip=packed)
    chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY)
    html = ("Content-Type", "text/html; charset=utf-8")
    for name, status, headers, payload in (
        ("1", "200 OK", [html], BODY),
        ("2", "200 OK", [html, ("Content-Encoding", "gzip")], gzip.compress(BODY)),
        ("3", "200 OK", [html, ("Transfer-Encoding", "chunked")], chunked),
        ("4", "200 OK", [("Content-Type", "image/png")], b"\x89PNG"),
        ("5", "404 Not Found", [html], BODY),
    ):
        http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
        record = writer.create_warc_record(
            f"https://loaf.example/{name}", "response", payload=BytesIO(payload), http_headers=http
        )
        writer.write_record(record)
    return buffer.getvalue()


def read(path: Path, content: bytes) -> tuple[list[Capture], str]:
    path.write_bytes(content)
    found: list[Capture] = []
    try:
        for capture in captures(str(path), 1_000_000):
            found.append(capture)  # noqa: PERF402 what came before the damage counts
    except BrokenArchiveError as error:
        return found, str(error)
    return found, ""


@pytest.mark.parametrize("packed", [True, False], ids=["gzip", "plain"])
def test_the_pages_of_an_archive_as_they_were_sent(tmp_path: Path, packed: bool) -> None:
    found, problem = read(tmp_path / "a.warc", archive(packed))
    assert not problem
    assert [capture.url[-1] for capture in found] == ["1", "2", "3"]
    assert {capture.body for capture in found} == {BODY}
    assert found[0].content_type == "text/html; charset=utf-8"
    assert found[0].captured_at
    assert found[0].offset < found[1].offset < found[2].offset


@pytest.mark.parametrize("packed", [True, False], ids=["gzip", "plain"])
@pytest.mark.parametrize(
    ("damage", "whole"),
    [
        (lambda content: content[: len(content) * 2 // 5], 1),
        (lambda content: b"This is a text, and no archive.\n" * 9, 0),
        (lambda content: b"", 0),
    ],
    ids=["cut", "text", "empty"],
)
def test_a_damaged_archive_is_told_and_what_is_whole_is_kept(
    tmp_path: Path, packed: bool, damage: Callable[[bytes], bytes], whole: int
) -> None:
    path = tmp_path / "a.warc"
    found, problem = read(path, damage(archive(packed)))
    assert len(found) >= whole
    assert all(capture.body == BODY for capture in found)
    assert problem.startswith(f"{path}: damaged or cut short after byte ")


def places(start: int, end: int) -> list[int]:
    """Every byte of the first and the last ones of a record, and some amid it."""
    amid = range(start + 12, end - 9, (end - start) // 8)
    return [*range(start + 1, start + 12), *amid, *range(end - 9, end)]


@pytest.mark.parametrize("packed", [True, False], ids=["gzip", "plain"])
@pytest.mark.parametrize("number", range(3), ids=["notes", "request", "response"])
def test_a_cut_amid_any_record_is_told_with_what_is_whole(
    tmp_path: Path, number: int, packed: bool
) -> None:
    """Also amid one that holds no page, in the header of its gzip member, or in the trailer."""
    before, response = records(EXCHANGE)
    visit = before + response
    notes, *_ = members(BytesIO(before))
    edges = [0, notes, len(before), len(visit)]
    content = visit + visit
    if not packed:
        content = gzip.decompress(content)
        edges = [len(gzip.decompress(visit[:edge])) for edge in edges]
    start, end = (edges[-1] + edge for edge in edges[number : number + 2])
    for cut in places(start, end):
        found, problem = read(tmp_path / "a.warc", content[:cut])
        assert {capture.body for capture in found} == {EXCHANGE.body}, cut
        told = re.search(r"damaged or cut short after byte (\d+) \(.*fetch the file again", problem)
        assert told and edges[2] <= int(told[1]) <= start, (cut, problem)
    assert read(tmp_path / "a.warc", content[:start])[1] == ""


def test_a_missing_archive_is_told(tmp_path: Path) -> None:
    with pytest.raises(BrokenArchiveError, match="No such file"):
        list(captures(str(tmp_path / "no.warc"), 1000))


def test_what_is_too_large_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(archive(packed=True))
    assert list(captures(str(tmp_path / "a.warc"), 1000)) == []
