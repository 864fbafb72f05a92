"""What every page of ours shares: the reader's language, rows by SQL, and the answer as HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.utils.asgi import Request, Response

from datasette_config.words import LANGUAGES, Language, Words, preferred

DATABASE = "brouhaha"  # its name in addresses, whatever the file is called
FEEDS = re.compile(r"/(entity|issue|story)/[^/]+$")
FED = ("q", "in", "from", "to", "source", "entity")  # what a search keeps in its feed
YEAR = 365 * 24 * 3600
Row = dict[str, Any]


class TooSlowError(Exception):
    """A query was stopped at the time limit of the settings."""


@dataclass(frozen=True)
class Page:
    """One request for a page of ours."""

    datasette: Datasette
    request: Request
    words: Words

    @property
    def lang(self) -> Language:
        return self.words.lang

    @property
    def args(self) -> dict[str, str]:
        """The address's parameters, the first of each."""
        pairs = parse_qsl(self.request.query_string, keep_blank_values=True)
        return dict(reversed(pairs))

    async def rows(
        self, sql: str, params: Mapping[str, object] | None = None, within: int | None = None
    ) -> list[Row]:
        """All rows of a query.

        :raises TooSlowError: it took longer than the settings allow, or than `within` milliseconds.
        """
        database = self.datasette.get_database(DATABASE)
        try:
            results = await database.execute(sql, dict(params or {}), custom_time_limit=within)
        except QueryInterrupted:
            raise TooSlowError from None
        return [dict(row) for row in results.rows]

    async def row(self, sql: str, params: Mapping[str, object] | None = None) -> Row | None:
        """The first row of a query."""
        rows = await self.rows(sql, params)
        return rows[0] if rows else None

    async def coverage(self) -> Row:
        """Articles held, those on the topic, and of these those that are no copies; their days."""
        return await self.row(COVERAGE) or {}

    @property
    def public(self) -> bool:
        """Whether this is the copy for the web, which holds no texts."""
        return bool(self.datasette.get_database(DATABASE).public)

    async def answer(self, template: str, context: Row, status: int = 200) -> Response:
        """A page as HTML, in the reader's language."""
        topic = await self.row(TOPIC.format(lang=self.lang)) or {"title": "Brouhaha"}
        common = {
            "words": self.words,
            "topic": topic,
            "database": DATABASE,
            "page": self,
            "typed": self.args.get("q", "") if template == "search.html" else "",
        }
        html = await self.datasette.render_template(template, {**common, **context}, self.request)
        headers = {"Vary": "Accept-Language, Cookie", "Content-Language": self.lang}
        response = Response.html(html, status=status, headers=headers)
        if self.args.get("lang") == self.lang:
            response.set_cookie("lang", self.lang, max_age=YEAR)
        return response

    async def missing(self, message: str) -> Response:
        """A 404 that says what there is not."""
        return await self.answer("missing.html", {"message": self.words(message)}, status=404)

    async def refused(self, message: str) -> Response:
        """A 403 that says why."""
        return await self.answer("missing.html", {"message": self.words(message)}, status=403)

    @property
    def path(self) -> str:
        """The address's path; two slashes at its start would name another host."""
        return f"/{self.request.path.lstrip('/')}"

    @property
    def address(self) -> str:
        """The path with the parameters as they were sent."""
        return f"{self.path}?{self.request.query_string}".rstrip("?")

    def here(self, **changes: str) -> str:
        """This address with some parameters changed; others stay, those given several times too."""
        pairs = parse_qsl(self.request.query_string)
        order = dict.fromkeys([*(key for key, _ in pairs), *changes])
        asked = {key: [value for k, value in pairs if k == key] for key in order}
        asked |= {key: [value] if value else [] for key, value in changes.items()}
        args = [(key, value) for key, values in asked.items() for value in values]
        return f"{self.path}?{urlencode(args)}" if args else self.path

    @property
    def kept(self) -> str:
        """The days of this address, to be put after that of another page; empty without any."""
        days = {key: self.args[key] for key in ("from", "to") if self.args.get(key)}
        return f"?{urlencode(days)}" if days else ""

    @property
    def feed(self) -> str:
        """The address of the Atom feed of what this page is about; empty where it has none."""
        if self.path in ("/search", "/search.atom"):
            kept = urlencode({key: self.args[key] for key in FED if self.args.get(key)})
            return f"/search.atom?{kept}" if kept else ""
        return f"{self.path}.atom" if FEEDS.match(self.path) else ""

    def data(self, table: str, form: str = "", **filters: object) -> str:
        """The address of a table's rows in Datasette, as a page or as `json` or `csv`."""
        suffix = f".{form}" if form else ""
        return f"/{DATABASE}/{table}{suffix}?{urlencode(filters)}"


COVERAGE = """
    SELECT COALESCE(SUM(held), 0) AS held, COALESCE(SUM(relevant), 0) AS relevant,
           COALESCE(SUM(counted), 0) AS counted,
           MIN(CASE WHEN relevant > 0 AND day <> '' THEN day END) AS first,
           MAX(CASE WHEN relevant > 0 AND day <> '' THEN day END) AS last,
           COALESCE(SUM(CASE WHEN day = '' THEN relevant END), 0) AS undated
    FROM article_days
"""
TOPIC = "SELECT title_{lang} AS title, description_{lang} AS description FROM topics"


def opened(datasette: Datasette, request: Request) -> Page:
    """The page that a request asks for, in the language of its address, cookie or browser."""
    args = dict(parse_qsl(request.query_string))
    for wanted in (args.get("lang"), request.cookies.get("lang")):
        for lang in LANGUAGES:
            if wanted == lang:
                return Page(datasette, request, Words(lang))
    return Page(datasette, request, Words(preferred(request.headers.get("accept-language", ""))))


def at(kind: str, key: object) -> str:
    """The address of a page of ours.

    >>> at("entity", "a/b")
    '/entity/a%2Fb'
    """
    return f"/{kind}/{quote(str(key), safe='')}"


def web(address: str | None) -> str:
    """The address where it is http or https, else nothing: it is then shown as text only.

    >>> web("javascript:alert(1)")
    ''
    """
    try:
        scheme = urlsplit(address or "").scheme
    except ValueError:
        return ""
    return (address or "") if scheme in ("http", "https") else ""
