"""A private server answers under its own names only; a public copy under any."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from datasette_config.evidence import bounds
from datasette_config.hosts import VARIABLE, Hosts, PagesError, hosts
from storage.handout.publish import publish

PAGES = ("/", "/article/1", "/brouhaha.json?sql=select+text+from+texts", "/brouhaha/texts.csv")
OURS = ("localhost", "127.0.0.1", "127.0.0.1:8001", "[::1]:80", "LOCALHOST.", "desk.localhost:1")
FOREIGN = (
    "evil.example", "evil.example:8001", "127.0.0.1.evil.example", "localhost.evil.example",
    "127.0.0.1@evil.example", "evil.example@127.0.0.1", "203.0.113.7", "[2001:db8::1]", "[", "",
    "xn--localhst-4ya",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("host", FOREIGN)
def test_another_name_gets_no_page(http: httpx.Client, path: str, host: str) -> None:
    """As a browser asks that was led to this machine by the name of another."""
    answer = http.get(path, headers={"Host": host, "Accept-Language": "fr"})
    assert answer.status_code in (400, 403)
    assert not host or "ne répond pas au nom" in answer.text or answer.status_code == 400
    assert "Ada Brandt" not in answer.text and "machine" not in answer.text


@pytest.mark.parametrize("host", OURS)
def test_its_own_names_do(http: httpx.Client, host: str) -> None:
    assert http.get("/article/1", headers={"Host": host}).status_code == 200


def test_the_name_behind_a_proxy_is_told_in_the_environment(
    database: Path, served: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "https://strike.example.org, http://desk.example:8001/")
    with served(database) as (where, _), httpx.Client(base_url=where, trust_env=False) as client:
        found = {
            host: client.get("/article/1", headers={"Host": host}).status_code
            for host in ("strike.example.org", "desk.example:8001", "example.org", "localhost")
        }
    assert found == {"strike.example.org": 200, "desk.example:8001": 200,
                     "example.org": 403, "localhost": 200}  # fmt: skip


def test_a_public_copy_answers_to_any(database: Path, served: Any, tmp_path: Path) -> None:
    publish(database, tmp_path / "public.db", bounds, lambda tally, n: None)
    with served(tmp_path / "public.db") as (where, _):
        assert httpx.get(f"{where}/", headers={"Host": "strike.example.org"}).status_code == 200


def test_where_others_reach_it_its_addresses_in_numbers_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    known = hosts("0.0.0.0", "0.0.0.0")
    told = [known.know(host) for host in ("192.0.2.4:8001", "0.0.0.0:8001", "desk.example")]
    assert told == [True, True, False]
    assert hosts("desk.example", "192.0.2.4").know("desk.example:8001")
    assert hosts("127.0.0.1", "127.0.0.1") == Hosts(frozenset({"127.0.0.1"}), open=False)


@pytest.mark.parametrize("given", ["strike.example.org", "https://", "ftp://desk", "https://["])
def test_what_is_no_address_is_told(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, given)
    with pytest.raises(PagesError, match=VARIABLE):
        hosts("127.0.0.1", "127.0.0.1")
