"""Prove the database from its archive: digests, and each article read again from its record."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlite_utils import Database

from crawler.archive import moment
from crawler.archive import page as captured
from crawler.dates import instant
from crawler.evidence import folder
from crawler.files import is_local
from crawler.page import Page, Reading, read
from crawler.readers import Readers, UnreadablePageError
from crawler.recorded import Record, moment_of, page_of, records
from crawler.spiders.warc import Capture
from crawler.taken import Taken, fetch_first, not_there, places_of, put_back
from storage import archive, archive_files
from storage.archive import Named, Stored
from storage.records import Article, Tally
from storage.store import opened
from topics.model import Window

EVER = Window(start=date(1, 1, 1))
ARTICLES = ("fetched", "paywall")


@dataclass(frozen=True)
class Verified:
    """What was checked, a line for each difference, and one for what must be fetched first."""

    tally: Tally = Tally()  # noqa: RUF009
    differences: tuple[str, ...] = ()
    away: tuple[str, ...] = ()


def verify(
    db: Path, processes: int, progress: Callable[[Tally, int], None], *, pages: bool = True
) -> Verified:
    """Read all archive files that the database names; `progress` is given tally and total.

    Without `pages`, articles are not read from them again. Answers that no row names (`unknown`)
    were written just before a kill, and are asked for again.

    :raises storage.store.StorageError: there is no such database.
    """
    with opened(db, create=False) as store:
        check = _Check(store, db, processes, progress, pages)
        asyncio.run(check.all())
    return Verified(check.tally, tuple(check.differences), tuple(check.away))


class _Check:
    """One pass over the archive of a database."""

    def __init__(
        self,
        db: Database,
        path: Path,
        processes: int,
        progress: Callable[[Tally, int], None],
        pages: bool,
    ) -> None:
        self._db, self._path, self._progress = db, path, progress
        self._readers, self._ahead = Readers(processes), 4 * processes
        self._pages = pages
        self._total = 0
        self.tally = Tally()
        self.differences: list[str] = []
        self.away: list[str] = []

    async def all(self) -> None:
        files = archive.files(self._db)
        self._total = sum(files.values())
        try:
            for file, rows in files.items():
                taken = archive.taken(self._db, file)
                if taken:
                    await self._taken(file, taken)
                if len(taken) == rows:
                    continue
                if path := self._find(file):
                    await self._file(path)
                else:
                    self._tell(f"{file}: {rows} requests name it, and it is not in {self._folder}")
                    self._count("missing", rows - len(taken))
        finally:
            self._readers.close()
        for article, revision, url in archive.unproved(self._db):
            self._tell(f"article {article}, revision {revision} ({url}): no record shows it")

    @property
    def _folder(self) -> Path:
        return folder(self._path)

    def _find(self, file: str) -> Path | None:
        places = (self._folder / file, self._path.parent / file)
        return next((path for path in places if path.is_file()), None)

    async def _file(self, path: Path) -> None:
        known, there = archive.end_of(self._db, path.name), path.stat().st_size
        if there < known:
            self._tell(f"{path.name}: cut short, {there} of at least {known} bytes are there; put "
                       "a whole copy back in its place (no article is lost, but none of those "
                       "below can be proved without it)")  # fmt: skip
        rows = archive.named(self._db, path.name)
        others = {offset for offset, _ in archive.taken(self._db, path.name)}
        under_way: deque[asyncio.Task[None]] = deque()
        for record in records(path, sorted(rows), self._tell):
            row = rows.pop(record.offset, None)
            for problem in record.problems:
                self._tell(f"{path.name}, byte {record.offset}: {problem}")
            if row is None and record.kind == "response" and record.offset not in others:
                self._count("unknown")
            if row:
                under_way.append(asyncio.create_task(self._row(path.name, row, record)))
            if len(under_way) > self._ahead:
                await under_way.popleft()
        for task in under_way:
            await task
        for offset, row in sorted(rows.items()):
            self._tell(f"{path.name}, byte {offset}: no record, request {row.id} ({row.url}) "
                       "names one")  # fmt: skip
            self._count("missing")

    async def _taken(self, file: str, rows: list[tuple[int, Named]]) -> None:
        """Records of an archive that others made: where it is here, or was when it was read."""
        taken, damages = Taken(rows), list[str]()
        origins = archive_files.origins(self._db, file)
        here = places_of(self._db, self._path, file)
        under_way: deque[asyncio.Task[None]] = deque()
        for place in here:
            for _, row, capture in taken.found(place, damages.append):
                under_way.append(asyncio.create_task(self._page(row, capture)))
                if len(under_way) > self._ahead:
                    await under_way.popleft()
        for task in under_way:
            await task
        if not (left := taken.left):
            return
        away = [origin for origin in origins if not is_local(origin)]
        if away:
            self.away.append(fetch_first(file, len(left), away, self._folder))
        elif not here:
            self._tell(put_back(file, len(left), origins, self._folder))
        else:
            for difference in (*damages, *(not_there(file, *one) for one in left)):
                self._tell(difference)
        self._count("away" if away else "missing", len(left))

    async def _page(self, row: Named, capture: Capture) -> None:
        if self._pages and row.verdict in ARTICLES and row.article_id and row.revision:
            held = captured(capture), instant(moment(capture))
            await self._article(row, row.article_id, row.revision, *held)
        self._count("records")

    async def _row(self, file: str, row: Named, record: Record) -> None:
        place = f"{file}, byte {record.offset}, request {row.id} ({row.url})"
        if row.sha256 and hashlib.sha256(record.body).hexdigest() != row.sha256:
            self._tell(f"{place}: the body's SHA-256 is not the one in the row")
        if row.length is not None and row.length != record.length:
            self._tell(f"{place}: {record.length} bytes long, the row says {row.length}")
        if self._pages and row.verdict in ARTICLES and row.article_id and row.revision:
            held = page_of(record), moment_of(record)
            await self._article(row, row.article_id, row.revision, *held)
        self._count("records")

    async def _article(
        self, row: Named, article: int, revision: int, page: Page, as_of: datetime
    ) -> None:
        """Read the article again and compare it with what is stored."""
        held = archive.stored(self._db, article, revision)
        name = f"article {article}, revision {revision} ({row.url})"
        if held is None:
            self._tell(f"{name}: no such revision, request {row.id} brought it")
            return
        try:
            found = await self._readers.run(read, page, EVER, as_of)
        except UnreadablePageError as error:
            found = Reading("failed", detail=str(error))
        except Exception as error:  # a page that no library was ready for is a difference
            found = Reading("failed", detail=f"{type(error).__name__}: {error}")
        for words in _differences(held, found):
            self._tell(f"{name}: {words}")
        self._count("revisions")

    def _tell(self, difference: str) -> None:
        self.differences.append(difference)

    def _count(self, what: str, number: int = 1) -> None:
        self.tally = self.tally.plus(Tally({what: number}))
        self._progress(self.tally, self._total)


def _differences(held: Stored, found: Reading) -> Iterator[str]:
    """What is not as stored, in words."""
    article = found.article
    if article is None:
        yield f"no article now ({found.verdict} {found.detail})".replace(" )", ")")
        return
    by = "" if article.extractor == held.extractor else (
        f" (stored by {held.extractor}, read by {article.extractor})"
    )  # fmt: skip
    for field, stored, value in _fields(held, article):
        if stored != value:
            shown = f"{stored!r} is stored, {value!r} is read"
            yield f"{field}: {'not what is stored' if field == 'text' else shown}{by}"


def _fields(held: Stored, article: Article) -> Iterator[tuple[str, str | None, str | None]]:
    """Name, stored value and value read again, of what this revision brought."""
    yield "title", held.title, article.title
    yield "text", held.text, article.text
    if held.url is not None:
        yield "address", held.url, article.url
        yield "publication", held.published, article.published
    if held.lang is not None:
        yield "language", held.lang, article.lang
        yield "authors", held.authors, json.dumps(article.authors, ensure_ascii=False)
        yield "access", held.access, article.access
