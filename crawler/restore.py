"""Read lost texts again from their pages in the archive."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from sqlite_utils import Database

from crawler.evidence import folder
from crawler.page import read
from crawler.readers import Readers
from crawler.recorded import Record, moment_of, page_of, records
from crawler.verify import EVER
from storage.proof.lost import Lost, lost, put_back


def restore(db: Database, path: Path) -> list[str]:
    """Put back every text whose page gives it as it was; a line for each revision."""
    return asyncio.run(_all(db, folder(path)))


async def _all(db: Database, archive: Path) -> list[str]:
    readers = Readers(1)
    missing = sorted(lost(db), key=lambda one: (one.file or "", one.offset or 0))
    try:
        return [
            f"article {one.article_id}, revision {one.revision} ({one.url}): {what}"
            for file, some in groupby(missing, key=attrgetter("file"))
            async for one, what in _of_file(db, archive / file if file else None, some, readers)
        ]
    finally:
        readers.close()


async def _of_file(
    db: Database, path: Path | None, some: Iterable[Lost], readers: Readers
) -> AsyncIterator[tuple[Lost, str]]:
    """Read one file once; what became of each of its texts."""
    waiting = {one.offset or 0: one for one in some}
    if path and path.is_file():
        for record in records(path, sorted(waiting), lambda _: None):
            if one := waiting.pop(record.offset, None):
                yield one, await _read(db, one, record, readers)
            if not waiting:
                break
    for one in waiting.values():
        where = f"{path}, byte {one.offset}, cannot be read" if path else "no record shows it"
        yield one, f"lost: {where}; take the file from a backup"


async def _read(db: Database, one: Lost, record: Record, readers: Readers) -> str:
    try:
        found = await readers.run(read, page_of(record), EVER, moment_of(record))
    except Exception as error:  # a page that no library was ready for stays lost
        return f"lost: its page cannot be read ({error}); take the text from a backup"
    article = found.article
    if article and put_back(db, one, article.title, article.text):
        return "read again from its page"
    return (
        f"lost: its page ({one.file}, byte {one.offset}) gives another text by now; take a backup"
    )
