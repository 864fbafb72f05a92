"""Records of archives that others made, found again where rows name them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from sqlite_utils import Database

from crawler.archive import address
from crawler.evidence import folder
from crawler.files import is_local
from crawler.parts import Part, beyond
from crawler.settings import LARGEST_PAGE
from crawler.spiders.warc import BrokenArchiveError, Capture, Scan
from storage import archive_files
from storage.archive import Named


def places_of(db: Database, path: Path, file: str) -> list[Path]:
    """Where files of this name are: in the archive's folder, beside the database, where read."""
    origins = (Path(origin) for origin in archive_files.origins(db, file) if is_local(origin))
    found = (folder(path) / file, path.parent / file, *origins)
    return list(dict.fromkeys(place.resolve() for place in found if place.is_file()))


class Taken:
    """Rows of files of one name; `left` are those whose record was not found."""

    def __init__(self, rows: Iterable[tuple[int, Named]]) -> None:
        self._left: dict[int, list[Named]] = defaultdict(list)
        for offset, row in rows:
            self._left[offset].append(row)

    @property
    def left(self) -> list[tuple[int, Named]]:
        return sorted(
            ((offset, row) for offset, rows in self._left.items() for row in rows),
            key=lambda one: (one[0], one[1].id),
        )

    def found(
        self, file: Path, tell: Callable[[str], None]
    ) -> Iterator[tuple[int, Named, Capture]]:
        """The rows that name records of this file, each with its record; damages are told."""
        for capture in _captures(str(file), tell):
            rows = self._left.get(capture.offset, [])
            for row in [row for row in rows if _is_of(row, capture)]:
                rows.remove(row)
                yield capture.offset, row, capture


def _is_of(row: Named, capture: Capture) -> bool:
    if not row.sha256:  # a page that could not be read
        return row.url == address(capture)
    return row.sha256 == hashlib.sha256(capture.body).hexdigest()


def _captures(file: str, tell: Callable[[str], None]) -> Iterator[Capture]:
    """All pages of a file, those behind a damage too."""
    start: int | None = 0
    while start is not None:
        try:
            yield from Scan(file, LARGEST_PAGE, start=start)
            return
        except BrokenArchiveError as error:
            tell(str(error))
            start = beyond(Part(file), error.place)


def fetch_first(file: str, rows: int, origins: Iterable[str], folder: Path) -> str:
    """What to do about records of a file that is elsewhere."""
    return (
        f"{file}: {rows} requests name records of {', '.join(origins)}, which is not on this "
        f"machine; put it in {folder} to have them proved"
    )


def put_back(file: str, rows: int, origins: Iterable[str], folder: Path) -> str:
    """What to do about records of a file that is gone."""
    read = ", ".join(origins)
    where = f"neither in {folder} nor where it was read ({read})" if read else f"not in {folder}"
    return f"{file}: {rows} requests name records of it, and it is {where}; put it back there"


def not_there(file: str, offset: int, row: Named) -> str:
    """That a file has no such record."""
    return (
        f"{file}, byte {offset}: no record with the SHA-256 of request {row.id} ({row.url}); "
        "put the file in its place that was read"
    )
