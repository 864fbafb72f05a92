"""Read lost texts again from their pages in the archive."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from sqlite_utils import Database

from crawler.page import read
from crawler.readers import Readers
from crawler.recorded import Record, moment_of, page_of, records
from crawler.taken import places_of
from crawler.verify import EVER
from storage.proof.lost import Lost, lost, put_back

AGAIN = "read again from its page"


def restore(db: Database, path: Path) -> list[str]:
    """Put back every text whose page gives it as it was; a line for each revision."""
    return asyncio.run(_all(db, path))


async def _all(db: Database, path: Path) -> list[str]:
    readers = Readers(1)
    missing = sorted(lost(db), key=lambda one: (one.file or "", one.offset or 0))
    try:
        return [
            f"article {one.article_id}, revision {one.revision} ({one.url}): {what}"
            for file, some in groupby(missing, key=attrgetter("file"))
            async for one, what in _of_file(
                db, places_of(db, path, file) if file else [], some, readers
            )
        ]
    finally:
        readers.close()


async def _of_file(
    db: Database, places: list[Path], some: Iterable[Lost], readers: Readers
) -> AsyncIterator[tuple[Lost, str]]:
    """Read each file once; what became of each of its texts."""
    waiting: dict[int, list[Lost]] = defaultdict(list)
    told = {one: _nowhere(one) for one in some}
    for one in told:
        waiting[one.offset or 0].append(one)
    for place in places:
        here, waiting = waiting, defaultdict(list)
        for record in records(place, sorted(here), lambda _: None) if here else ():
            for one in here.pop(record.offset, ()):
                told[one] = await _read(db, one, record, readers)
                if told[one] == AGAIN:
                    yield one, told.pop(one)
                else:
                    waiting[record.offset].append(one)
            if not here:
                break
        waiting |= here
    for one, what in told.items():
        yield one, what


def _nowhere(one: Lost) -> str:
    where = f"{one.file}, byte {one.offset}, cannot be read" if one.file else "no record shows it"
    return f"lost: {where}; take the file from a backup"


async def _read(db: Database, one: Lost, record: Record, readers: Readers) -> str:
    try:
        found = await readers.run(read, page_of(record), EVER, moment_of(record))
    except Exception as error:  # a page that no library was ready for stays lost
        return f"lost: its page cannot be read ({error}); take the text from a backup"
    article = found.article
    if article and put_back(db, one, article.title, article.text):
        return AGAIN
    return (
        f"lost: its page ({one.file}, byte {one.offset}) gives another text by now; take a backup"
    )
