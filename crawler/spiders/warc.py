"""Pages in a WARC file: each response that holds HTML, as it was captured."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from crawler.ending import torn
from crawler.evidence import NOTES, Notes, notes_of
from crawler.files import opened
from crawler.remote import RemoteError
from crawler.tdm import of_page

HTML = ("text/html", "application/xhtml+xml")


class BrokenArchiveError(Exception):
    """The file cannot be read to its end; the message says which, where and what to do.

    `place` is where the last record begins that could be looked at; `None` where the file itself
    cannot be read there.
    """

    def __init__(self, message: str, place: int | None = None) -> None:
        super().__init__(message)
        self.place = place


@dataclass(frozen=True, slots=True)
class Capture:
    """One page as it was received once."""

    url: str
    body: bytes
    content_type: str
    captured_at: str
    file: str
    offset: int
    notes: Notes | None = None  # of a crawl of ours
    headers: tuple[tuple[str, str], ...] = ()

    def reserved(self) -> str:
        """How header or page reserve their rights."""
        return of_page(_Headers(self.headers), self.body, self.content_type).reserved


def captures(
    file: str, largest: int, wanted: Callable[[str], bool] = lambda url: True
) -> Iterator[Capture]:
    """The wanted pages of an archive, plain or gzip, in its order, up to `largest` bytes each.

    The file is a path, or an address of the web that is read as a stream.

    :raises BrokenArchiveError: the file is missing, cut short or damaged; what comes before the
        damage has been yielded by then.
    """
    yield from Scan(file, largest, wanted)


class Scan:
    """The pages among the records that begin from `start` up to, not including, `stop`.

    `start` is where a record begins, in bytes of the file. `next` is where the first record begins
    that was not looked at, `None` at the end of the file; `pages` counts what was looked at.
    """

    def __init__(
        self,
        file: str,
        largest: int,
        wanted: Callable[[str], bool] = lambda url: True,
        start: int = 0,
        stop: int | None = None,
    ) -> None:
        self._file, self._largest, self._wanted = file, largest, wanted
        self._start, self._stop = start, stop
        self._last = start  # where the last record begins that was looked at
        self.next: int | None = start
        self.pages = 0

    def __iter__(self) -> Iterator[Capture]:
        """:raises BrokenArchiveError: as `captures` does."""
        good = -1  # end of what is known to be whole
        try:
            with opened(self._file, self._start) as content:
                for record, notes in self._records(content):
                    good = record.stream_pos
                    if capture := _capture(record, self._file, self._largest, notes):
                        self.pages += 1
                        yield capture
                if good < 0 and not content.tell():
                    raise OSError("the file is empty")
            if self.next is None and (cut := self._torn()) is not None:
                good = cut
                raise OSError("the record there does not end")
        except (OSError, ValueError, AttributeError) as error:
            good = max(good, self._start, 0)
            unread = isinstance(error, RemoteError) or getattr(error, "errno", None)
            place = None if unread else self._last
            raise BrokenArchiveError(_explain(self._file, good, error), place) from None

    def _records(self, content: BinaryIO) -> Iterator[tuple[WarcRecord, dict[str, Notes]]]:
        """Responses, each with what a crawl of ours noted of the record that follows."""
        notes: dict[str, Notes] = {}
        for record in ArchiveIterator(content, parse_http=False):
            self.next = self._last = record.stream_pos
            if self._stop is not None and record.stream_pos >= self._stop:
                return
            if record.record_type == WarcRecordType.metadata:
                notes = _notes(record)
            elif record.record_type == WarcRecordType.response and self._wanted(_url(record)):
                yield record, notes
        self.next = None

    def _torn(self) -> int | None:
        """Where a record begins that is cut: of those that hold no page, nothing else tells."""
        with opened(self._file, self._last) as content:
            return torn(content)


def _url(record: WarcRecord) -> str:
    return (record.headers.get("WARC-Target-URI") or "").strip("<>")


def _notes(record: WarcRecord) -> dict[str, Notes]:
    """What a crawl of ours knew, by the record that it speaks of."""
    if record.headers.get("Content-Type") != NOTES:
        return {}
    return {record.headers.get("WARC-Concurrent-To") or "": notes_of(record.reader.read())}


def _capture(
    record: WarcRecord, file: str, largest: int, notes: dict[str, Notes]
) -> Capture | None:
    """The record as a page; `None` for what is no whole HTML page, if it is not one of ours.

    :raises OSError: fewer bytes are there than the record announces.
    """
    if not 0 < record.content_length <= largest:
        return None
    content = record.reader.read()
    if len(content) < record.content_length:
        raise OSError(f"the record announces {record.content_length} bytes, {len(content)} follow")
    record.set_bytes_content(content)
    record.parse_http(auto_decode="all")
    kind = (record.http_content_type or "").lower()
    ours = notes.get(record.headers.get("WARC-Record-ID") or "")
    if not record.is_http or record.http_headers.status_code != 200:
        return None
    if not ours and kind not in HTML:
        return None
    body = record.reader.read(largest + 1)
    if len(body) > largest:
        return None
    content_type = record.http_headers.get("Content-Type") or ""
    return Capture(
        url=_url(record),
        body=body,
        content_type=content_type,
        captured_at=record.headers.get("WARC-Date") or "",
        file=file.rpartition("/")[2],
        offset=record.stream_pos,
        notes=ours,
        headers=tuple(record.http_headers),
    )


@dataclass(frozen=True, slots=True)
class _Headers:
    pairs: tuple[tuple[str, str], ...]

    def getlist(self, key: str) -> list[bytes]:
        found = (value for name, value in self.pairs if name.lower() == key.lower())
        return [value.encode("latin-1", "replace") for value in found]


def _explain(file: str, good: int, error: Exception) -> str:
    if isinstance(error, RemoteError):
        return f"{file}: cannot be read after byte {good}: {error}; run it again for the rest"
    if isinstance(error, OSError) and error.errno:
        return f"{file}: cannot be read: {error.strerror}"
    return (
        f"{file}: damaged or cut short after byte {good} ({error}); "
        "the pages before it are kept, fetch the file again for the rest"
    )
