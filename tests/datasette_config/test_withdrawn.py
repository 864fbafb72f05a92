"""A withdrawn article's page is a tombstone in both copies, and a paused outlet's page says so."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from datasette_config.evidence import bounds
from storage.handout.publish import publish
from storage.retention import pauses, takedown, withdrawals
from storage.store import opened

MOMENT = "2026-03-03T10:00:00+00:00"
TITLE = "borrows voices"


@pytest.fixture(scope="module")
def private(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample without its first article, and with one outlet that is paused."""
    path = tmp_path_factory.mktemp("withdrawn") / "voices.db"
    shutil.copy(database, path)
    with opened(path) as db:
        takedown.begin(db, [1], "ida", "a letter of the publisher", MOMENT)
        takedown.finish(db, withdrawals.unfinished(db))
        pauses.pause(db, "harbour-post", "their server is overloaded", MOMENT, "2199-01-15")
    return path


@pytest.fixture(scope="module", params=["private", "public"])
def web(
    request: pytest.FixtureRequest, private: Path, served: type
) -> Iterator[tuple[str, httpx.Client]]:
    path = private
    if request.param == "public":
        path = private.with_name("public.db")
        publish(private, path, bounds, lambda *_: None)
    with served(path) as (address, _), httpx.Client(base_url=address, trust_env=False) as client:
        yield request.param, client


@pytest.mark.parametrize(
    ("lang", "heading", "day"), [("en", "Withdrawn", "2026"), ("fr", "Retiré", "3 mars 2026")]
)
def test_the_page_says_what_is_left(
    web: tuple[str, httpx.Client], lang: str, heading: str, day: str
) -> None:
    kind, client = web
    answer = client.get("/article/1", params={"lang": lang})
    assert answer.status_code == 410
    assert f"<h1>{heading}</h1>" in answer.text
    assert day in answer.text
    assert TITLE not in answer.text
    assert ("a letter of the publisher" in answer.text) == (kind == "private")


def test_json_says_it_too(web: tuple[str, httpx.Client]) -> None:
    answer = web[1].get("/article/1.json")
    assert (answer.status_code, answer.json()["withdrawn"]) == (410, "2026-03-03")
    assert web[1].get("/article/99999.json").status_code == 404


@pytest.mark.parametrize("route", ["/", "/search?q=machine", "/source/harbour-post", "/feed.atom",
                                   "/brouhaha/articles.json?_size=max&_shape=array"])  # fmt: skip
def test_nothing_lists_it(web: tuple[str, httpx.Client], route: str) -> None:
    answer = web[1].get(route)
    assert answer.status_code == 200
    assert TITLE not in answer.text
    assert "/article/1?" not in answer.text


def test_the_public_copy_has_neither_address_nor_reason(web: tuple[str, httpx.Client]) -> None:
    kind, client = web
    if kind == "private":
        client.get("/brouhaha/withdrawals.json").raise_for_status()
        return
    [row] = client.get("/brouhaha/withdrawals.json?_shape=array").json()
    assert {key for key, value in row.items() if value} == {
        "article_id", "source_id", "day", "withdrawn_at", "finished_at"}  # fmt: skip


@pytest.mark.parametrize(("lang", "said"), [("en", "Nothing is asked of this outlet for now"),
                                            ("fr", "Rien n’est demandé à ce média")])  # fmt: skip
def test_a_paused_outlet_says_so(web: tuple[str, httpx.Client], lang: str, said: str) -> None:
    kind, client = web
    page = client.get("/source/harbour-post", params={"lang": lang}).text
    assert (said in page, "their server is overloaded" in page) == ((kind == "private"),) * 2
