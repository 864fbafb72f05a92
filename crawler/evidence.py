"""Every answer of a site goes into a WARC file, so that what is stored can be proved."""

from __future__ import annotations

import json
import os
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.addresses import Hints
from crawler.ending import members
from storage.records import FoundBy
from storage.sizes import folder as folder

LARGEST = 10**9  # bytes of one file, as archives have it
LEVEL = 4  # of gzip: on pages of the press 6 takes two thirds longer for one twentieth
NOTES = "application/vnd.brouhaha.visit+json"  # what the crawl knew when it asked
# how the names of files end that came with another database: no crawl writes to them
FROM_ELSEWHERE = re.compile(r"-[0-9a-f]{8}\.warc\.gz$")
CODINGS = ("content-encoding", "transfer-encoding", "content-length")
ABOUT = (
    "Each answer stands behind its request and a metadata record on how it was found. Bodies are "
    "kept without content and transfer codings, and headers say so."
)
Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Notes:
    """What the crawl knew of an address when it asked for it."""

    url: str  # the address found; the one that answered may be another
    source: str
    found_by: FoundBy  # the kind of list that its hints are from
    fetched_at: str
    at: str  # where a copy was asked for, where that is not `url`
    hints: Hints


def notes_of(body: bytes) -> Notes:
    """Notes as they stand in an archive.

    :raises ValueError: they are none of this version.
    """
    try:
        found = json.loads(body)
        return Notes(**{**found, "hints": Hints(**found["hints"])})
    except (TypeError, KeyError) as error:
        raise ValueError(f"notes that cannot be read: {error}") from None


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer, the body without content coding."""

    url: str
    asked: Headers
    status: str  # `200 OK`
    answered: Headers
    body: bytes
    notes: Notes
    address: str = ""  # of the host that answered


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record is: the file's name, and its bytes there."""

    file: str
    offset: int
    length: int


class Evidence:
    """Writes records to the newest file beside the database; made where there is none."""

    def __init__(
        self, db: Path, agent: str, end: Callable[[str], int], largest: int = LARGEST
    ) -> None:
        """`end` tells where the last record of a file ends that the database names."""
        self._folder, self._stem = folder(db), db.stem
        self._agent, self._end, self._largest = agent, end, largest
        self._file: IO[bytes] | None = None
        self._serial = 0

    def keep(self, exchange: Exchange) -> Place:
        """Write an exchange; it is safe on the disk after the next `sync`.

        :raises OSError: the disk is full, or the file cannot be written to.
        """
        file = self._open()
        before, response = records(exchange)
        offset = file.tell() + len(before)
        file.write(before + response)
        return Place(Path(file.name).name, offset, len(response))

    def sync(self) -> None:
        """Have all records on the disk, before the database names them."""
        if self._file:
            self._file.flush()
            os.fsync(self._file.fileno())

    def close(self) -> None:
        if self._file:
            self._file.close()
            self._file = None

    def _open(self) -> IO[bytes]:
        """The file to write to: the one at hand, the newest that has room, or a new one.

        One that was cut short is left as it is, for a copy to be put in its place.
        """
        if self._file and self._file.tell() < self._largest:
            return self._file
        last = None if self._file else max(self._files(), default=None)
        if self._file:
            self.sync()
            self.close()
        if last and last.stat().st_size >= (known := self._end(last.name)):
            mend(last, known)
            if last.stat().st_size < self._largest:
                return self._start(last)
        return self._start(self._folder / self._name())

    def _files(self) -> Iterator[Path]:
        """The files that crawls of this database wrote."""
        found = self._folder.glob("*.warc.gz")
        return (path for path in found if not FROM_ELSEWHERE.search(path.name))

    def _start(self, path: Path) -> IO[bytes]:
        self._folder.mkdir(exist_ok=True)
        self._file = path.open("ab")
        if not self._file.tell():
            self._file.write(_information(path.name, self._agent))
            self.sync()
            sync_folder(self._folder)
        return self._file

    def _name(self) -> str:
        self._serial += 1
        return f"{self._stem}-{datetime.now(UTC):%Y%m%d%H%M%S}-{self._serial:05}.warc.gz"


def mend(path: Path, start: int) -> int:
    """Cut off the torn record at the end of a file; how many bytes that took.

    What stands before `start` is known to be whole.
    """
    with path.open("r+b") as file:
        file.seek(start)
        end = max(members(file), default=start)
        size = file.seek(0, os.SEEK_END)
        if end < size:
            file.truncate(end)
            file.flush()
            os.fsync(file.fileno())
    return max(0, size - end)


def records(exchange: Exchange) -> tuple[bytes, bytes]:
    """What stands before the answer (metadata and request), and the answer, each packed."""
    writer = WARCWriter(BytesIO(), gzip=False)
    date = {"WARC-Date": _date(exchange.notes.fetched_at)}
    response = _response(writer, exchange, date)
    name = response.rec_headers.get_header("WARC-Record-ID")
    linked = {**date, "WARC-Concurrent-To": name}
    line = StatusAndHeaders(_line(exchange.url), list(exchange.asked), is_http_request=True)
    request = writer.create_warc_record(
        exchange.url, "request", payload=BytesIO(b""), http_headers=line, warc_headers_dict=linked
    )
    notes = writer.create_warc_record(
        exchange.url,
        "metadata",
        payload=BytesIO(json.dumps(asdict(exchange.notes), ensure_ascii=False).encode()),
        warc_content_type=NOTES,
        warc_headers_dict=linked,
    )
    return _packed(notes) + _packed(request), _packed(response)


def _response(writer: WARCWriter, exchange: Exchange, date: dict[str, str]) -> Any:
    """The answer; one without a body that confirms an earlier one is a `revisit`."""
    headers = dict(date)
    if exchange.address:
        headers["WARC-IP-Address"] = exchange.address
    kind = "response"
    if exchange.status.startswith("304"):
        kind = "revisit"
        headers["WARC-Profile"] = "http://netpreserve.org/warc/1.0/revisit/server-not-modified"
    kept = [pair for pair in exchange.answered if pair[0].lower() not in CODINGS]
    if kind == "response":
        kept.append(("Content-Length", str(len(exchange.body))))
    http = StatusAndHeaders(exchange.status, kept, protocol="HTTP/1.1")
    return writer.create_warc_record(
        exchange.url, kind, payload=BytesIO(exchange.body), http_headers=http,
        warc_headers_dict=headers,
    )  # fmt: skip


def _line(url: str) -> str:
    path = "/" + url.partition("://")[2].partition("/")[2]
    return f"GET {path} HTTP/1.1"


def _date(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _information(name: str, agent: str) -> bytes:
    about = {
        "software": agent.partition(" ")[0],
        "operator": agent,
        "http-header-user-agent": agent,
        "format": "WARC File Format 1.0",
        "robots": "obey",
        "description": ABOUT,
    }
    return _packed(WARCWriter(BytesIO(), gzip=False).create_warcinfo_record(name, about))


def _packed(record: Any) -> bytes:
    buffer = BytesIO()
    WARCWriter(buffer, gzip=False).write_record(record)
    packer = zlib.compressobj(LEVEL, wbits=31)
    return packer.compress(buffer.getvalue()) + packer.flush()


def sync_folder(path: Path) -> None:
    """Have the file's name on the disk too."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
