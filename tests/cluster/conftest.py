"""Archives of invented pages on bakers, and workers that read them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from distributed import Client
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from cluster.workers import LOCAL, workers

Page = tuple[str, bytes]  # address and body
FILLER = (
    "The town council met on Monday and spoke of the bridge over the river for three hours. "
    "Nobody could say when the works would be over, and the mayor asked for patience again. "
)


def page(title: str, text: str, lang: str = "en") -> bytes:
    """A page as a news site sends it, with a menu around its article."""
    menu = "".join(f"<li><a href='/s{n}'>Section {n}</a></li>" for n in range(20))
    paragraphs = "".join(f"<p>{line}</p>" for line in (text, FILLER * 2))
    return (
        f"<html lang={lang}><head><meta charset=utf-8><meta name='robots' content='index'>"
        f"<title>{title}</title>"
        '<meta property="article:published_time" content="2023-03-01T10:00:00Z"></head>'
        f"<body><ul>{menu}</ul><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    ).encode()


def bakers(number: int, seed: int = 0) -> list[Page]:
    """Pages of which each third is on the topic."""
    chance = random.Random(seed)
    found = []
    for n in range(number):
        word = chance.choice(["ovens", "wood-fired oven", "Oven"]) if n % 3 == 0 else "roads"
        text = f"Crumb & Co said on day {n} that the {word} of the town must be repaired soon. "
        found.append((f"https://loaf.example/{seed}/{n}", page(f"News of day {n}", text)))
    return found


@pytest.fixture
def archive(tmp_path: Path) -> Callable[..., str]:
    def write(name: str, pages: list[Page], packed: bool = True) -> str:
        path = tmp_path / name
        with path.open("wb") as file:
            writer = WARCWriter(file, gzip=packed)
            for url, body in pages:
                http = StatusAndHeaders(
                    "200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1"
                )
                writer.write_record(
                    writer.create_warc_record(
                        url, "response", payload=BytesIO(body), http_headers=http,
                        warc_headers_dict={"WARC-Date": "2023-03-02T08:00:00Z"},
                    )
                )  # fmt: skip
        return str(path)

    return write


@pytest.fixture(scope="session")
def two() -> Iterator[Client]:
    """Two workers of this machine, for all tests that do not count or kill them."""
    with workers(LOCAL, 2) as client:
        yield client
