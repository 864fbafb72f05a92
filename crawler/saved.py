"""Read saved pages as the crawl would: JSON lines in, one article a line out."""

from __future__ import annotations

import asyncio
import gzip
import json
import zlib
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.page import Extraction, Page
from crawler.page import extract as read_page
from crawler.readers import Readers, UnreadablePageError
from crawler.settings import LARGEST_PAGE
from storage.errors import WrongUseError
from storage.records import Tally

FIELDS = ("id", "url", "html_file")
Line = dict[str, Any]


class UnreadableInputError(WrongUseError):
    """The file of pages cannot be used; the message says where and why."""


def extract(
    pages: Path, output: Path, processes: int, progress: Callable[[Tally, int], None]
) -> tuple[str, ...]:
    """Extract the pages that `{"id", "url", "html_file"}` lines name, in their order.

    A page that cannot be read gives a line of nulls; the result has a line on each such page.
    `progress` is given the tally so far and the number of pages.

    :raises UnreadableInputError: the input cannot be read, or the output not written.
    """
    lines = list(_lines(pages))
    return asyncio.run(_extract(lines, pages.parent, output, processes, progress))


async def _extract(
    lines: list[Line],
    folder: Path,
    output: Path,
    processes: int,
    progress: Callable[[Tally, int], None],
) -> tuple[str, ...]:
    readers, failures, tally = Readers(processes), list[str](), Tally()
    try:
        with output.open("w", encoding="utf-8") as file:
            async for line, found, problem in _read_all(lines, folder, readers, 4 * processes):
                file.write(json.dumps(_row(line, found), ensure_ascii=False) + "\n")
                if problem:
                    failures.append(f"{line['id']}: {line['html_file']}: {problem}")
                tally = tally.plus(Tally({"failed" if problem else "extracted": 1}))
                progress(tally, len(lines))
    except OSError as error:
        raise UnreadableInputError(f"{output}: cannot be written: {error.strerror}") from None
    finally:
        readers.close()
    return tuple(failures)


async def _read_all(
    lines: list[Line], folder: Path, readers: Readers, ahead: int
) -> AsyncIterator[tuple[Line, Extraction | None, str]]:
    """Each line with what its page says, or with what went wrong."""
    under_way: deque[tuple[Line, asyncio.Task[tuple[Extraction | None, str]]]] = deque()
    for line in lines:
        under_way.append((line, asyncio.create_task(_read(line, folder, readers))))
        if len(under_way) >= ahead:
            first, task = under_way.popleft()
            yield first, *await task
    for first, task in under_way:
        yield first, *await task


async def _read(line: Line, folder: Path, readers: Readers) -> tuple[Extraction | None, str]:
    try:
        body = _body(folder / line["html_file"])
        found = await readers.run(read_page, Page(line["url"], body), datetime.now(UTC))
    except FileNotFoundError:
        return None, "no such file"
    except (OSError, EOFError, zlib.error) as error:
        return None, f"cannot be read: {error}"
    except UnreadablePageError as error:
        return None, str(error)
    except Exception as error:  # a page that no library was ready for must not end the rest
        return None, f"{type(error).__name__}: {error}"
    return (found, "") if found and found.paragraphs else (found, "no article text in it")


def _body(path: Path) -> bytes:
    """The bytes of a page, gzip or not, up to the largest page that is read at all.

    :raises OSError: it cannot be read, or is too large.
    """
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    with gzip.open(path) if packed else path.open("rb") as stream:
        body = bytes(stream.read(LARGEST_PAGE + 1))
    if len(body) > LARGEST_PAGE:
        raise OSError(f"larger than {LARGEST_PAGE // 2**20} MiB")
    return body


def _lines(path: Path) -> Iterator[Line]:
    try:
        with path.open(encoding="utf-8") as file:
            for number, text in enumerate(file, 1):
                if text.strip():
                    yield _line(text, f"{path}, line {number}")
    except OSError as error:
        raise UnreadableInputError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise UnreadableInputError(f"{path}: is not UTF-8 text (byte {error.start})") from None


def _line(text: str, place: str) -> Line:
    """The three fields; nothing else of the line is looked at."""
    try:
        value = json.loads(text)
    except ValueError as error:
        raise UnreadableInputError(f"{place}: is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise UnreadableInputError(f"{place}: expected an object, found {text.strip()[:40]!r}")
    for field in FIELDS:
        if not isinstance(value.get(field), str):
            raise UnreadableInputError(f"{place}: {field}: expected a string")
    return {field: value[field] for field in FIELDS}


def _row(line: Line, found: Extraction | None) -> dict[str, Any]:
    empty = {"title": None, "authors": None, "published": None, "body": None, "lang": None}
    if found is None:
        return {"id": line["id"], **empty}
    return {
        "id": line["id"],
        "title": found.title or None,
        "authors": list(found.authors),
        "published": found.published.when if found.published else None,
        "body": "\n\n".join(found.paragraphs) or None,
        "lang": found.lang,
    }
