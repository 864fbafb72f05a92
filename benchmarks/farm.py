"""A press of some thousand pages on loopback, each outlet on an address of its own.

Pages have the sample press's templates and words, mixed anew, and the furniture of real pages:
menus, teasers, scripts. Run as a program it serves them until its input ends.
"""

from __future__ import annotations

import asyncio
import json
import random
import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from demo.press import Article, Newsstand, Outlet, load
from demo.site import Resource, Site
from topics import load as load_topic
from topics import names

HOSTS = 8
PORT = 8410
FIRST = datetime(2023, 7, 14, 9, tzinfo=UTC)
PARAGRAPHS = 14  # of an article: about 600 words
MENU, TEASERS, SCRIPTS, SCRIPT = 180, 60, 12, 7000  # furniture: elements, and characters a script
LEAST_WORDS = 15  # of a paragraph that is used


def sites(pages: int, port: int, hosts: int) -> dict[str, dict[str, Resource]]:
    """All resources by host and path; `pages` of them are articles."""
    press = load()
    made = {}
    for number in range(hosts):
        outlets = [outlet for outlet in press.outlets if outlet.sitemap or outlet.feeds]
        outlet = outlets[number % len(outlets)]
        share = pages * (number + 1) // hosts - pages * number // hosts
        host = f"127.0.0.{number + 2}:{port}"
        made[host] = _site(press, outlet, share, f"http://{host}", random.Random(number))  # noqa: S311
    return made


def sitemap(host: str, made: dict[str, dict[str, Resource]]) -> str:
    """The address of the sitemap that names all articles of a host."""
    path = next(path for path in made[host] if path.endswith("/sitemap-archive.xml"))
    return f"http://{host}{path}"


def articles(host: str, made: dict[str, dict[str, Resource]]) -> dict[str, bytes]:
    """The articles of a host by address."""
    listed = made[host][urlsplit(sitemap(host, made)).path].body.decode()
    addresses = (part.partition("</loc>")[0] for part in listed.split("<loc>")[1:])
    return {address: made[host][urlsplit(address).path].body for address in addresses}


def _site(
    press: Newsstand, outlet: Outlet, pages: int, base: str, chance: random.Random
) -> dict[str, Resource]:
    changes = {"sitemap": True, "feeds": (), "tag": None, "gone": (), "private": ()}
    own = outlet.model_copy(update=changes)
    written = tuple(_written(press, own, number, chance) for number in range(pages))
    site = Site(press.model_copy(update={"outlets": (own,), "articles": written}), base)
    made = site.build()
    for article in written:
        path = urlsplit(site.url(article)).path
        made[path] = _furnished(made[path], written, chance)
    return made


def _written(press: Newsstand, outlet: Outlet, number: int, chance: random.Random) -> Article:
    """An article of paragraphs of others in the outlet's language."""
    models = [article for article in press.articles if article.lang == outlet.language]
    texts = [
        text
        for model in models
        for text in model.paragraphs
        if len(text.split()) >= LEAST_WORDS and not text.startswith("##")
    ]
    model = chance.choice(models)
    changes = {
        "id": f"{model.id}-{number}",
        "outlet": outlet.id,
        "title": f"{model.title} ({number})",
        "section": outlet.menu[0],
        "published": FIRST + timedelta(minutes=37 * number),
        "authors": model.authors or ("Perpetua Llewellyn-Adeyemi",),
        "text": "\n\n".join(chance.sample(texts, PARAGRAPHS)),
        "paywall": False,
        "folder": None,
        "also_in": None,
        "updated": None,
        "later": None,
    }
    return model.model_copy(update=changes)


def _furnished(page: Resource, written: tuple[Article, ...], chance: random.Random) -> Resource:
    """The page with as much around the article as real pages have."""
    head, start, rest = page.body.partition(b"<header>")
    body, end, foot = rest.partition(b'<footer class="foot">')
    charset = "utf-8" if b'charset="utf-8"' in head else "windows-1252"
    encode = partial(str.encode, encoding=charset, errors="xmlcharrefreplace")
    pieces = [
        *(head, encode("".join(_scripts(chance))), start, encode("".join(_menu(written)))),
        *(body, encode("".join(_teasers(written, chance))), end, foot),
    ]
    return Resource(b"".join(pieces), page.content_type, page.modified)


def _scripts(chance: random.Random) -> Iterator[str]:
    for number in range(SCRIPTS):
        settings = ",".join(f'"k{chance.getrandbits(30)}":{number}' for _ in range(SCRIPT // 16))
        yield f"<script>window.settings{number}={{{settings}}};</script>\n"


def _menu(written: tuple[Article, ...]) -> Iterator[str]:
    for number in range(MENU):
        name = written[number % len(written)].title.split()[0]
        yield f'<ul class="nav-list"><li class="nav-item"><a href="/s{number}">{name}</a></li></ul>'


def _teasers(written: tuple[Article, ...], chance: random.Random) -> Iterator[str]:
    for other in chance.choices(written, k=TEASERS):
        yield (
            f'<div class="teaser card"><div class="card-body"><h3><a href="/t/{other.id}">'
            f'{other.title}</a></h3><span class="tag">{other.section}</span></div></div>'
        )


class _Answers(asyncio.Protocol):
    """As little of HTTP as a crawler needs, so that the farm takes little of the machine."""

    def __init__(self, made: dict[str, Resource], tags: dict[str, bytes]) -> None:
        self._made, self._tags, self._read = made, tags, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._read += data
        while b"\r\n\r\n" in self._read:
            asked, _, self._read = self._read.partition(b"\r\n\r\n")
            self._transport.write(self._answer(asked))  # type: ignore[attr-defined]

    def _answer(self, asked: bytes) -> bytes:
        path = asked.split()[1].decode()
        found, tag = self._made.get(path), self._tags.get(path, b"")
        if not found:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        if tag in asked:
            return b"HTTP/1.1 304 Not Modified\r\nETag: %b\r\n\r\n" % tag
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {found.content_type}\r\n"
        head += f"Content-Length: {len(found.body)}\r\n"
        return b"%bETag: %b\r\n\r\n%b" % (head.encode(), tag, found.body)


@dataclass(frozen=True)
class Farm:
    """A farm that is open: where its sitemaps are, and its articles as JSON lines."""

    process: int
    sitemaps: tuple[str, ...]
    pages: Path


@contextmanager
def opened(pages: int, folder: Path, hosts: int = HOSTS) -> Iterator[Farm]:
    """A farm in a process of its own, closed at the end of the block."""
    file = folder / "pages.jsonl"
    line = [sys.executable, "-m", "benchmarks.farm", str(pages), str(PORT), str(hosts), str(file)]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin and process.stdout  # noqa: S101 - both are pipes
        try:
            yield Farm(process.pid, tuple(json.loads(process.stdout.readline())), file)
        finally:
            process.stdin.close()


def topic(folder: Path, farm: Farm) -> Path:
    """A copy of the first topic whose sources are the hosts of a farm, a sitemap each."""
    copied = folder / "topic"
    shutil.copytree(load_topic(names()[0]).folder, copied)
    (copied / "sources.toml").write_text(
        "\n".join(
            f'[[source]]\nid = "farm-{n}"\nname = "Farm {n}"\ncountry = "FR"\nlanguage = "fr"\n'
            f'kind = "newspaper"\nhome = "http://{urlsplit(url).netloc}/"\nsitemaps = ["{url}"]\n'
            "delay = 0\nallow_private = true\n"
            for n, url in enumerate(farm.sitemaps)
        ),
        encoding="utf-8",
    )
    return copied


async def _serve(pages: int, port: int, hosts: int, file: Path) -> None:
    loop, farm = asyncio.get_running_loop(), sites(pages, port, hosts)
    with file.open("w", encoding="utf-8") as lines:
        for host in farm:
            for url, body in articles(host, farm).items():
                page = {"url": url, "body": b64encode(body).decode()}
                lines.write(json.dumps(page) + "\n")
    for host, made in farm.items():
        tags = {path: resource.etag.encode() for path, resource in made.items()}
        await loop.create_server(partial(_Answers, made, tags), host.partition(":")[0], port)
    print(json.dumps([sitemap(host, farm) for host in farm]), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])))
