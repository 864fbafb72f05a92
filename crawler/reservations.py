"""Pages whose rights are reserved are not kept, unless their source says that they may be."""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.origins import Answer, OriginFile, is_of_origin
from crawler.problems import RefusedError
from crawler.tdm import FIELD, Rule, of_file, of_page, rules

PATH = "/.well-known/tdmrep.json"
ALLOWED = "TDM_ALLOWED"  # the setting: sources whose pages may be kept whatever they reserve
LISTING = "listing"  # key of a request's meta: a list of addresses, of which no text is kept
RIGHTS = "rights"  # key of a request's meta: what is said of the rights in a page that is kept
OK = 200


def _rules(answer: Answer) -> tuple[Rule, ...]:
    return rules(answer.body) if answer.status == OK else ()


class Reservations:
    """Asks each origin for its `tdmrep.json`, and looks at each page before it is kept.

    A page that the file reserves is not asked for, though it could itself say otherwise.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._file = OriginFile(crawler, PATH, _rules)
        self._allowed = frozenset(crawler.settings.getlist(ALLOWED))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if _is_page(request) and of_file(await self._file.of(request), request.url):
            self._refuse(request, f"{FIELD} in tdmrep.json")

    def process_response(self, request: Request, response: Response) -> Response:
        if not _is_page(request) or response.status != OK:
            return response
        kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
        signals = of_page(response.headers, response.body, kind)
        if signals.reserved:
            self._refuse(request, signals.reserved, response.status)
        if signals.noted:
            _note(request, signals.noted)
        return response

    def _refuse(self, request: Request, words: str, status: int | None = None) -> None:
        """Refuse a page, or note what it says where its source is allowed.

        :raises RefusedError: it is not.
        """
        visit = request.cb_kwargs.get("visit")
        if not visit or visit.source not in self._allowed:
            raise RefusedError("tdm", words, status)
        _note(request, f"{words}, but the list of sources allows it")


def _is_page(request: Request) -> bool:
    return not (request.meta.get(LISTING) or is_of_origin(request))


def _note(request: Request, words: str) -> None:
    said = request.meta.get(RIGHTS, "")
    request.meta[RIGHTS] = f"{said}; {words}" if said else words
