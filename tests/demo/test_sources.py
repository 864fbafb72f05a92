"""The sample press as a list of sources."""

from __future__ import annotations

import httpx
import pytest

from demo.press import load
from demo.server import Press
from demo.sources import sources

BASE = "http://127.0.0.1:4567"


def test_each_outlet_is_a_source() -> None:
    found = sources(BASE)
    outlets = {outlet.id: outlet for outlet in load().outlets}
    assert found.keys() == outlets.keys()
    for name, source in found.items():
        assert source.name == outlets[name].name
        assert source.country == outlets[name].country
        assert source.language == outlets[name].language
        assert source.delay == 0


@pytest.mark.parametrize("base", [BASE, f"{BASE}/"])
def test_addresses_follow_the_base(base: str) -> None:
    for source in sources(base).values():
        for url in (
            source.home,
            *source.feeds,
            *source.sitemaps,
            *(s.url for s in source.sections),
        ):
            assert str(url).startswith(f"{BASE}/{source.id}/")


def test_all_lists_are_there() -> None:
    with Press(port=0) as press, httpx.Client() as client:
        for source in sources(press.url).values():
            lists = [*source.feeds, *source.sitemaps, *(section.url for section in source.sections)]
            assert lists, source.id
            for url in lists:
                assert client.get(str(url)).status_code == 200, url
