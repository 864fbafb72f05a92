"""Every address of the sample press with what it answers, ready to be served."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from demo.press import FOLDER, Article, Feed, Newsstand, Outlet

HTML, XML = "text/html", "application/xml"
FEED_TYPES = {"rss2": "application/rss+xml", "rss1": XML, "atom": "application/atom+xml"}
RELATED = 4


@dataclass(frozen=True, slots=True)
class Resource:
    """What one address answers; a list of articles does not say when it was last modified."""

    body: bytes
    content_type: str
    modified: datetime | None = None

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'


@dataclass(frozen=True)
class Site:
    """The press at a base address, such as `http://127.0.0.1:8323`."""

    press: Newsstand
    base: str

    def build(self) -> dict[str, Resource]:
        """All resources by path."""
        return dict(self._all())

    def url(self, article: Article) -> str:
        """The canonical address of an article."""
        return f"{self.base}{self._path(article, article.section)}"

    def _path(self, article: Article, section: str) -> str:
        outlet = self._outlet(article)
        if article.folder:
            return f"/{outlet.id}/{article.folder}{article.id}/"
        values = {"id": article.id, "published": article.published, "folder": section.lower()}
        return f"/{outlet.id}/{outlet.address.format(**values)}"

    def _outlet(self, article: Article) -> Outlet:
        return next(outlet for outlet in self.press.outlets if outlet.id == article.outlet)

    def _all(self) -> Iterator[tuple[str, Resource]]:
        yield "/robots.txt", self._render("robots.txt", "text/plain")
        yield "/press.css", self._render("press.css", "text/css")
        yield "/", self._render("press.html", HTML)
        for outlet in self.press.outlets:
            yield from self._of_outlet(outlet)

    def _of_outlet(self, outlet: Outlet) -> Iterator[tuple[str, Resource]]:
        articles = self.press.of(outlet)
        common: dict[str, Any] = {"outlet": outlet, "articles": articles}
        yield f"/{outlet.id}/", self._render("home.html", HTML, **common)
        for article in articles:
            yield from self._of_article(outlet, article)
        for feed in outlet.feeds:
            yield f"/{outlet.id}/{feed.path}", self._feed(outlet, feed)
        if outlet.sitemap:
            for name in ("sitemap-index.xml", "sitemap-news.xml", "sitemap-archive.xml"):
                yield f"/{outlet.id}/{name}", self._render(name, XML, **common)
        if outlet.tag:
            yield from self._tag_pages(outlet)

    def _of_article(self, outlet: Outlet, article: Article) -> Iterator[tuple[str, Resource]]:
        others = [other for other in self.press.of(outlet) if other.id != article.id]
        near = sorted(others, key=lambda other: abs(other.published - article.published))[:RELATED]
        values: dict[str, Any] = {"outlet": outlet, "article": article, "related": near}
        page = self._render(f"{outlet.id}.html", HTML, **values)
        page = replace(page, modified=article.changed)
        yield self._path(article, article.section), page
        if article.also_in:
            yield self._path(article, article.also_in), page

    def _feed(self, outlet: Outlet, feed: Feed) -> Resource:
        chosen = [
            (
                article,
                self.base + self._path(article, feed.section or article.also_in or article.section),
            )
            for article in self.press.of(outlet)
            if feed.section in (None, article.section, article.also_in)
        ]
        values: dict[str, Any] = {"outlet": outlet, "feed": feed, "chosen": chosen}
        return self._render(f"{feed.kind}.xml", FEED_TYPES[feed.kind], **values)

    def _tag_pages(self, outlet: Outlet) -> Iterator[tuple[str, Resource]]:
        articles, size = self.press.of(outlet), outlet.tag_page_size
        last = -(-len(articles) // size)
        for number in range(1, last + 1):
            some = articles[(number - 1) * size : number * size]
            values = {"outlet": outlet, "articles": some, "number": number, "last": last}
            path = f"/{outlet.id}/{tag_page(outlet, number)}"
            yield path, self._render("tag.html", HTML, **values)

    def _render(self, name: str, kind: str, **values: Any) -> Resource:
        outlet = values.get("outlet")
        charset = outlet.charset if outlet else "utf-8"
        text = _environment().get_template(name).render(
            values, site=self, press=self.press, base=self.base, tag_page=tag_page
        )  # fmt: skip
        # a page in windows-1252 tells its encoding only inside, as old sites do
        kind = kind if charset != "utf-8" else f"{kind}; charset=utf-8"
        return Resource(text.encode(charset, errors="xmlcharrefreplace"), kind)


def tag_page(outlet: Outlet, number: int) -> str:
    """The address, inside an outlet, of one page of its tag page."""
    return f"etiquette/{outlet.tag}" if number == 1 else f"etiquette/{outlet.tag}/page/{number}"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["rfc2822"] = format_datetime
    return environment
