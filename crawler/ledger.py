"""What earlier crawls left in the database, as the spider asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import cast

from sqlite_utils import Database

from crawler.addresses import Found, Hints, Kind
from crawler.routes import DATED, WAYS, Visit, is_past, outlet
from crawler.wanted import discovery, hinted, off_window
from storage import addresses, lists
from storage.records import Address, Discovery
from storage.retention import withdrawals
from storage.revisits import ARTICLES
from storage.store import now
from topics.model import Window


class Ledger:
    """Addresses and lists of one database; `window` may be narrower than the topic's, `whole`."""

    def __init__(
        self,
        db: Database,
        sources: Sequence[str],
        window: Window,
        whole: Window,
        source_of: Callable[[str], str],
        *,
        takes: Callable[[str], bool] = lambda url: True,
        revisits: bool = True,
    ) -> None:
        """`takes` tells of an address whether its site falls to this machine."""
        self.takes = takes
        self._db, self._sources, self._revisits = db, sources, revisits
        self.window, self.whole, self._source_of = window, whole, source_of

    def due(self) -> list[str]:
        """Addresses to be asked for now, those never asked for first."""
        due = addresses.due(self._db, self._sources, now(), revisits=self._revisits)
        return [url for url in due if self.takes(url)]

    def visits(self, urls: Iterable[str]) -> Iterator[tuple[Visit, Hints, Address]]:
        """How to ask for addresses that are due; what the topic's window leaves out is settled."""
        for here in addresses.known(self._db, urls, now()).values():
            hints = hinted(here.hints)
            if here.verdict == "pending" and (day := off_window(hints, self.whole)):
                with self._db.atomic():
                    addresses.leave(self._db, here.url, day)
            elif not off_window(hints, self.window):
                way = "revisit" if here.verdict in ARTICLES else here.found_by
                kind = cast(Kind, here.found_by)
                yield Visit(here.url, here.source_id, way, kind, at=here.at), hints, here

    def discoveries(
        self, found: Iterable[Found], visit: Visit
    ) -> dict[str, tuple[Discovery, Address | None]]:
        """What a list names, by address, each beside what was known of it before."""
        named = {item.url: item for item in reversed(list(found))}
        known, moment = addresses.known(self._db, named, now()), now()
        way = WAYS[visit.kind]
        listing = visit.url if visit.kind != "urls" else ""
        barred = withdrawals.barred(self._db, named)
        return {
            url: (
                discovery(
                    item,
                    known.get(url),
                    way,
                    source,
                    listing,
                    self.whole,
                    moment,
                    barred=url in barred,
                ),
                known.get(url),
            )
            for url, item in reversed(named.items())
            if (source := outlet(visit) or self._source_of(url))
        }

    def keep(self, discoveries: Sequence[Discovery]) -> None:
        """Write what no list names."""
        with self._db.atomic():
            addresses.discover(self._db, discoveries)

    def version(self, visit: Visit) -> lists.Version:
        """The list's version that was read before; none where only part of it was wanted then."""
        if not self.is_whole(visit):
            return lists.Version()
        return lists.version(self._db, visit.url, visit.kind)

    def is_whole(self, visit: Visit) -> bool:
        """Whether all of a list is read, so that it need not be read again until it changes."""
        return visit.kind in DATED or (visit.replay is None and self.window == self.whole)

    def is_over(self, visit: Visit) -> bool:
        """Whether a list of some days was read long enough after them for nothing to be added."""
        held = self.version(visit)
        return bool(held.sha256) and is_past(visit, held.checked_at)
