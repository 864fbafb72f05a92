"""Both ways to find articles give the same ones, and the public copy is searched without texts."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from datasette.app import Datasette
from datasette.utils.asgi import Request

from datasette_config import hits
from datasette_config.evidence import bounds
from datasette_config.pages import opened
from datasette_config.query import asked
from datasette_config.server import application
from datasette_config.snippets import fragment, pieces
from storage.handout.publish import publish

FORMS = (
    ("fr", "voix", "voi"), ("fr", "imite", "imiter"), ("fr", "imitation", "imiter"),
    ("en", "imitates", "imitate"), ("en", "imitating", "imitate"), ("en", "studios", "studio"),
    ("fr", "personnes", "personne"), ("en", "voices", "voice"), ("fr", "marees", "maree"),
)  # fmt: skip


@pytest.fixture(scope="module")
def inflected(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with forms of words, as the analysis would have left them."""
    path = tmp_path_factory.mktemp("inflected") / "voices.db"
    with closing(sqlite3.connect(database)) as there, closing(sqlite3.connect(path)) as db:
        there.backup(db)
        db.executemany("INSERT INTO word_forms VALUES (?, ?, ?)", FORMS)
        db.commit()
    return path


@pytest.fixture(scope="module")
def client(inflected: Path, served: type) -> Iterator[httpx.Client]:
    with served(inflected) as (address, _), httpx.Client(base_url=address, timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def public(inflected: Path, tmp_path_factory: pytest.TempPathFactory, served: type) -> (
    Iterator[httpx.Client]
):  # fmt: skip
    """Its public copy: an index without texts and without the places of words."""
    path = tmp_path_factory.mktemp("public") / "voices.db"
    publish(inflected, path, bounds, lambda done, total: None)
    with served(path) as (address, _), httpx.Client(base_url=address, timeout=30) as client:
        yield client


def found(client: httpx.Client, **args: object) -> tuple[str, list[int]]:
    page = client.get(f"/search?{urlencode(args)}", headers={"Accept-Language": "en"})
    assert page.status_code == 200, args
    return page.text, [int(n) for n in re.findall(r'<h3><a href="/article/(\d+)"', page.text)]


@pytest.mark.parametrize(
    ("typed", "articles"),
    [
        ("imitates", [1]),
        ("imitating", [1]),
        ("imiter", [1, 2, 5]),
        ("studio", [1]),
        ("personne", [2]),
        ("voice ten", [1]),
        ('"imiter"', []),
        ('"ten seconds"', [1]),
        ("imitait*", []),
        ("l’imiter personnes", [2]),
        ("manteaux", [2]),
        ("contracts", [1]),
        ("no-such-words", []),
    ],
)
def test_one_form_of_a_word_finds_the_others(
    client: httpx.Client, typed: str, articles: list[int]
) -> None:
    assert sorted(found(client, q=typed)[1]) == articles


def test_the_forms_are_told_and_marked(client: httpx.Client) -> None:
    text, _ = found(client, q="studio")
    assert "<b>studio</b> (studios)" in text and '<mark class="hit">studios</mark>' in text


def test_forms_of_the_other_language_are_left_out_where_one_is_asked_for(
    client: httpx.Client,
) -> None:
    assert found(client, q="imiter", **{"in": "en"})[1] == []
    assert found(client, q="imiter", **{"in": "fr"})[1] == [2, 5]


@pytest.mark.parametrize(
    ("filters", "articles"),
    [
        ({"source": "courrier-du-quai", "to": "2023-07-13"}, [2]),
        ({"source": "Le Courrier du Quai", "entity": "louis-ferrand"}, [2]),
        ({"entity": "Louis Ferrand"}, [2, 1]),
        ({"entity": "guilde des voix", "in": "en"}, [1]),
        ({"entity": "Ada Brandt", "from": "2023-07-12", "to": "2023-07-12"}, [1]),
        ({"entity": "Ada Brandt", "source": "courrier-du-quai"}, []),
    ],
)
@pytest.mark.parametrize("q", ["machine", ""])
def test_filters_combine_and_the_form_keeps_them(
    client: httpx.Client, filters: dict[str, str], articles: list[int], q: str
) -> None:
    text, ids = found(client, q=q, **filters)
    assert [n for n in ids if n < 6] == articles
    if "source" in filters:
        assert '<option value="courrier-du-quai" selected>' in text
    if "to" in filters:
        assert f'name="to" value="{filters["to"]}"' in text


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        ({"source": "nowhere"}, "No outlet is called “nowhere”"),
        ({"entity": "Ada Brand"}, 'entity=ada-brandt">'),
        ({"from": "x"}, "could not be read"),
        ({"from": "2023-08-01", "to": "2023-07-01"}, "could not be read"),
        ({"entity": "<script>"}, "&lt;script&gt;"),
    ],
)
def test_what_is_not_understood_is_told_and_holds_nothing_back(
    client: httpx.Client, filters: dict[str, str], told: str
) -> None:
    text, ids = found(client, q="machine", **filters)
    assert len(ids) == hits.SIZE
    assert told in text and "<script>" not in text


def test_a_result_leads_to_the_words_in_the_text(client: httpx.Client) -> None:
    text, _ = found(client, q="condemned")
    assert 'href="/article/1#text:~:text=The%20Voice%20Guild-,condemned%20the%20machine."' in text


@pytest.mark.parametrize(
    ("marked", "place"),
    [
        ("no hit", ""),
        ("\x02Well-paid\x03, they\x20say", "#text:~:text=Well%2Dpaid%2C%20they%20say"),
        ("…One. Two \x02three\x03 four…\nFive", "#text:~:text=Two-,three%20four"),
    ],
)
def test_places_in_a_text(marked: str, place: str) -> None:
    assert fragment(pieces(marked)) == place


QUERIES = ("machine", "ferrand", "imiter", "imitat*", "machine camp", "nowhere", "")
FILTERS: tuple[dict[str, str], ...] = (
    {"in": "fr"}, {"from": "2023-08-01"}, {"source": "harbour-post"}, {"entity": "echo-works"},
    {"entity": "echo-works", "in": "fr", "to": "2023-09-15"},
    {"entity": "ada-brandt", "source": "harbour-post"}, {"source": "harbour-post", "in": "fr"},
)  # fmt: skip


@pytest.mark.parametrize("q", QUERIES)
def test_asking_and_collecting_find_the_same(
    inflected: Path, monkeypatch: pytest.MonkeyPatch, q: str
) -> None:
    async def pages(datasette: Datasette, filters: dict[str, str]) -> list[hits.Found]:
        out = []
        for number in ("1", "2", "3", "9"):
            address = f"/search?{urlencode({'q': q, 'page': number, **filters})}"
            page = opened(datasette, Request.fake(address))
            out.append(await hits.found(page, (await asked(page)).query, 7))
        return out

    async def both() -> Iterator[tuple[list[hits.Found], list[hits.Found]]]:
        datasette = application(inflected)
        await datasette.invoke_startup()
        out = []
        for filters in FILTERS:
            monkeypatch.setattr(hits, "DEARER", 0)
            asking = await pages(datasette, filters)
            monkeypatch.setattr(hits, "DEARER", 10**9)
            out.append((asking, await pages(datasette, filters)))
        return iter(out)

    with closing(sqlite3.connect(inflected)) as db:
        order = [row[0] for row in db.execute("SELECT id FROM articles ORDER BY day DESC, id DESC")]
    for asking, collecting in asyncio.run(both()):
        assert asking == collecting
        assert all(one.total >= len(one.ids) for one in asking)
        ids = [n for one in asking for n in one.ids]
        assert ids == sorted(ids, key=order.index)


@pytest.mark.parametrize(
    ("typed", "articles"),
    [("imiter", [1, 2, 5]), ('"seconds ten"', [1]), ("imitat*", [1, 2]), ("jean-luc", []),
     ("oeuvre", [2]), ('"', []), ("condemned coat", [1]), ("a\U0001e922b", [])],
)  # fmt: skip
@pytest.mark.parametrize("order", ["newest", "rank"])
def test_the_public_copy_is_searched_by_words(
    public: httpx.Client, typed: str, articles: list[int], order: str
) -> None:
    text, ids = found(public, q=typed, order=order)
    assert sorted(ids) == articles
    assert "has no full texts" in text


def test_the_public_copy_shows_title_and_opening(public: httpx.Client) -> None:
    text, _ = found(public, q="machine present*", entity="ada-brandt")
    assert 'A <mark class="hit">machine</mark> that borrows voices' in text
    assert '<mark class="hit">presented</mark>' in text
    assert "Louis Ferrand of the Voice Guild" not in text
