"""The archive that a crawl writes: its records, its files, and what a crash leaves of it."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.addresses import Hints
from crawler.evidence import Evidence, Exchange, Notes, Place, folder, mend
from crawler.spiders.warc import captures

AGENT = "Brouhaha/9 (press research; desk@loaf.example)"
URL = "https://loaf.example/a?b=c"
NOTES = Notes(URL, "the-loaf", "feed", "2023-07-14T10:00:00+00:00", "", Hints(title="Ovens"))
BODY = "<html><p>Grève des fours</p></html>".encode()
EXCHANGE = Exchange(
    url=URL,
    asked=(("Host", "loaf.example"), ("User-Agent", AGENT)),
    status="200 OK",
    answered=(("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("Content-Length", "7")),
    body=BODY,
    notes=NOTES,
    address="192.0.2.1",
)


def evidence(tmp_path: Path, end: int = 0, largest: int = 10**9) -> Evidence:
    return Evidence(tmp_path / "strike.db", AGENT, lambda file: end, largest)


def write(tmp_path: Path, *exchanges: Exchange, **more: int) -> list[Place]:
    archive = evidence(tmp_path, **more)
    places = [archive.keep(exchange) for exchange in exchanges]
    archive.sync()
    archive.close()
    return places


def records(path: Path) -> list[tuple[str, dict[str, str], bytes, bool]]:
    """Type, HTTP headers, body, and whether the digests are right, of each record."""
    found = []
    with path.open("rb") as file:
        for record in ArchiveIterator(file, check_digests=True):
            body = record.content_stream().read()
            headers = dict(record.http_headers.headers) if record.http_headers else {}
            whole = bool(record.digest_checker.passed)
            found.append((record.rec_type, headers, body, whole))
    return found


def test_an_answer_stands_with_its_request_and_what_was_known(tmp_path: Path) -> None:
    [place] = write(tmp_path, EXCHANGE)
    path = folder(tmp_path / "strike.db") / place.file
    info, notes, request, response = records(path)
    assert [record[0] for record in (info, notes, request, response)] == [
        "warcinfo", "metadata", "request", "response"
    ]  # fmt: skip
    assert all(record[3] for record in (info, notes, request, response))
    assert b"desk@loaf.example" in info[2] and b"Brouhaha/9" in info[2]
    assert request[1]["User-Agent"] == AGENT
    assert response[1] == {"Content-Type": "text/html", "Content-Length": str(len(BODY))}
    assert response[2] == BODY
    packed = path.read_bytes()[place.offset : place.offset + place.length]
    assert gzip.decompress(packed).endswith(BODY + b"\r\n\r\n")
    [capture] = captures(str(path), 10**6)
    assert (capture.offset, capture.body, capture.notes) == (place.offset, BODY, NOTES)


def test_an_answer_without_a_body_is_a_revisit(tmp_path: Path) -> None:
    same = Exchange(URL, (), "304 Not Modified", (("ETag", '"1"'),), b"", NOTES)
    [place] = write(tmp_path, same)
    path = folder(tmp_path / "strike.db") / place.file
    assert [record[0] for record in records(path)][-1] == "revisit"
    assert list(captures(str(path), 10**6)) == []


def test_a_file_that_is_full_is_followed_by_another(tmp_path: Path) -> None:
    places = write(tmp_path, EXCHANGE, EXCHANGE, EXCHANGE, largest=1500)
    files = sorted(path.name for path in folder(tmp_path / "strike.db").iterdir())
    assert len(files) > 1 and sorted({place.file for place in places}) == files
    for file in files:
        assert records(folder(tmp_path / "strike.db") / file)[0][0] == "warcinfo"


@pytest.mark.parametrize("kept", [0.02, 0.3, 0.6, 0.9, 0.99])
def test_a_record_that_a_crash_tore_is_cut_off_and_the_next_follows(
    tmp_path: Path, kept: float
) -> None:
    first, second = write(tmp_path, EXCHANGE, EXCHANGE)
    path = folder(tmp_path / "strike.db") / first.file
    whole = path.read_bytes()
    last = second.offset + second.length
    cut = first.offset + first.length
    path.write_bytes(whole[: cut + int((last - cut) * kept)])
    [third] = write(tmp_path, EXCHANGE, end=cut)
    assert third.file == first.file
    found = records(path)
    assert all(record[3] for record in found)
    assert [record[0] for record in found].count("response") == 2
    assert path.read_bytes().startswith(whole[:cut])


def test_a_file_that_holds_no_whole_record_begins_anew(tmp_path: Path) -> None:
    [place] = write(tmp_path, EXCHANGE)
    path = folder(tmp_path / "strike.db") / place.file
    path.write_bytes(path.read_bytes()[:20])
    write(tmp_path, EXCHANGE)
    assert [record[0] for record in records(path)] == [
        "warcinfo", "metadata", "request", "response"
    ]  # fmt: skip


def test_what_a_row_names_is_never_cut_off(tmp_path: Path) -> None:
    [place] = write(tmp_path, EXCHANGE)
    path = folder(tmp_path / "strike.db") / place.file
    damaged = bytearray(path.read_bytes())
    damaged[place.offset - 5] ^= 255  # in a record before the one that a row names
    path.write_bytes(damaged)
    assert mend(path, place.offset + place.length) == 0
    assert path.read_bytes() == bytes(damaged)


def test_a_disk_that_is_full_is_an_error_of_the_system(tmp_path: Path) -> None:
    archive: Any = evidence(tmp_path)
    folder(tmp_path / "strike.db").mkdir()
    (folder(tmp_path / "strike.db") / "strike-1.warc.gz").symlink_to("/dev/full")
    with pytest.raises(OSError):
        archive.keep(EXCHANGE)
        archive.sync()
