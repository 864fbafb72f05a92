"""Pages in a WARC file: each response that holds HTML, as it was captured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

HTML = ("text/html", "application/xhtml+xml")


class BrokenArchiveError(Exception):
    """The file cannot be read to its end; the message says which, where and what to do."""


@dataclass(frozen=True, slots=True)
class Capture:
    """One page as it was received once."""

    url: str
    body: bytes
    content_type: str
    captured_at: str
    file: str
    offset: int


def captures(path: Path, largest: int) -> Iterator[Capture]:
    """The pages of an archive, plain or gzip, in its order, up to `largest` bytes each.

    :raises BrokenArchiveError: the file is missing, cut short or damaged; what comes before the
        damage has been yielded by then.
    """
    good = 0  # end of what is known to be whole
    try:
        with path.open("rb") as file:
            archive = ArchiveIterator(
                file, record_types=WarcRecordType.response, auto_decode="all", parse_http=False
            )
            for record in archive:
                good = record.stream_pos
                if capture := _capture(record, path, largest):
                    yield capture
            if not good and not path.stat().st_size:
                raise OSError("the file is empty")
    except (OSError, ValueError, AttributeError) as error:
        raise BrokenArchiveError(_explain(path, good, error)) from None


def _capture(record: WarcRecord, path: Path, largest: int) -> Capture | None:
    """The record as a page; `None` for what is no whole HTML page.

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
    if not record.is_http or record.http_headers.status_code != 200 or kind not in HTML:
        return None
    body = record.reader.read(largest + 1)
    if len(body) > largest:
        return None
    return Capture(
        url=(record.headers.get("WARC-Target-URI") or "").strip("<>"),
        body=body,
        content_type=record.http_headers.get("Content-Type") or "",
        captured_at=record.headers.get("WARC-Date") or "",
        file=path.name,
        offset=record.stream_pos,
    )


def _explain(path: Path, good: int, error: Exception) -> str:
    if isinstance(error, OSError) and error.errno:
        return f"{path}: cannot be read: {error.strerror}"
    return (
        f"{path}: damaged or cut short after byte {good} ({error}); "
        "the pages before it are kept, fetch the file again for the rest"
    )
