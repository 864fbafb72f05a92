"""Nothing of an inner network is asked for unasked, and no answer takes more than its share."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

import brotli
import pytest

from crawler.safety import is_public, literal
from crawler.settings import LARGEST_PAGE


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f.0.0.1", "127.0.0.1"),
        ("0177.1", "127.0.0.1"),
        ("[::ffff:10.0.0.1]", "::ffff:10.0.0.1"),
        ("[fe80::1%25eth0]", "fe80::1"),
        ("example.org", None),
        ("127.0.0.1.example.org", None),
        ("café.example", None),
        ("", None),
    ],
)
def test_addresses_are_known_in_all_their_forms(host: str, address: str | None) -> None:
    assert literal(host) == (ip_address(address) if address else None)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("::ffff:93.184.215.14", True),
        *((private, False) for private in (
            "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
            "100.64.0.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
            "198.18.0.1", "192.0.2.1", "::1", "::", "fe80::1", "fc00::1", "fec0::1", "ff02::1",
            "2001:db8::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "2002:7f00:1::",
            "64:ff9b::7f00:1", "::7f00:1",
        )),
    ],
)  # fmt: skip
def test_only_addresses_of_the_public_internet_are_public(address: str, public: bool) -> None:
    assert is_public(ip_address(address)) == public


def test_inner_networks_are_closed_unless_allowed(
    crawled: Any, outlet: Callable[..., Any], other_press: Callable[[], Any]
) -> None:
    inner, public = other_press(), other_press()
    port = inner.url.rpartition(":")[2]
    named = f"http://localhost:{port}"
    decimal = f"http://2130706434:{port}"  # 127.0.0.2
    metadata = "http://169.254.169.254/latest/meta-data"
    public.put("/out", status=302, location=f"{inner.url}/secret")
    public.put("/up", status=302, location=metadata)
    public.put("/file", status=302, location="file:///etc/passwd")
    for path in ("/secret", "/feed"):
        inner.page(path, "Secret")
    links = (f"{inner.url}/secret", f"{decimal}/secret", f"{metadata}/a", f"{public.url}/out",
             f"{public.url}/up", f"{public.url}/file", "ftp://127.0.0.2/a",
             f"http://[::ffff:7f00:2]:{port}/secret")  # fmt: skip
    items = "".join(f"<item><title>T</title><link>{link}</link></item>" for link in links)
    public.put("/feed", f'<rss version="2.0"><channel>{items}</channel></rss>'.encode())

    crawled.crawl(
        outlet(public),
        outlet(inner, allow_private=False, feeds=[f"{named}/feed", f"{inner.url}/feed"]),
    )

    found = crawled.verdicts()
    unsafe = {url for url, (verdict, _) in found.items() if verdict == "unsafe"}
    assert inner.asked == []
    assert unsafe >= {f"{inner.url}/secret", f"{metadata}/a", f"{public.url}/out",
                      f"{public.url}/up", f"{named}/feed", f"{inner.url}/feed"}  # fmt: skip
    allowed = "is not on the public internet; `allow_private = true` in its source allows it"
    assert found[f"{inner.url}/secret"][1] == f"127.0.0.2 {allowed}"
    assert found[f"{named}/feed"][1] == f"localhost is at 127.0.0.1, which {allowed}"
    assert found[f"{public.url}/file"] == ("http_error", "HTTP 302 Found")
    assert not any(verdict == "fetched" for verdict, _ in found.values())
    assert not any(url.startswith("ftp:") for url in found)


def _packed(times: int) -> bytes:
    body = b"<p>Bread</p>"
    for _ in range(times):
        body = gzip.compress(body)
    return body


def test_what_is_too_large_is_not_taken_in(
    crawled: Any, outlet: Callable[..., Any], press: Any
) -> None:
    bomb = bytes(LARGEST_PAGE + 1)
    press.put("/announced", length=LARGEST_PAGE + 1)
    press.put("/gzip", gzip.compress(bomb), headers={"Content-Encoding": "gzip"})
    press.put("/deflate", zlib.compress(bomb), headers={"Content-Encoding": "deflate"})
    press.put("/brotli", brotli.compress(bomb, quality=1), headers={"Content-Encoding": "br"})
    press.put("/layers", _packed(3), headers={"Content-Encoding": "gzip, gzip, gzip"})
    press.put("/damaged", b"no gzip", headers={"Content-Encoding": "gzip"})
    press.put("/loop", status=301, location="/loop")
    good = press.article("Millbrook")
    press.put("/good", gzip.compress(good), headers={"Content-Encoding": "gzip"})
    press.feed("/feed", "/announced", "/gzip", "/deflate", "/brotli", "/layers", "/damaged",
               "/loop", "/good")  # fmt: skip

    crawled.crawl(outlet(press))

    found = {url.removeprefix(press.url): told for url, told in crawled.verdicts().items()}
    assert found == {
        "/feed": ("listed", "8 addresses"),
        "/announced": ("unsafe", "too large"),
        "/gzip": ("unsafe", "too large when unpacked"),
        "/deflate": ("unsafe", "too large when unpacked"),
        "/brotli": ("unsafe", "too large when unpacked"),
        "/layers": ("unsafe", "packed 3 times over"),
        "/damaged": ("failed", "the answer cannot be unpacked"),
        "/loop": ("unsafe", "too many redirects"),
        "/good": ("fetched", ""),
    }
    assert press.asked.count("/loop") == 6
