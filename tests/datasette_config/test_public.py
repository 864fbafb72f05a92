"""A public server: a sentence of an article that is no evidence is reached by no route."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path

import httpx
import pytest

from datasette_config import public
from datasette_config.evidence import bounds
from datasette_config.server import application
from storage.handout.publish import publish

MARK = "The quartz marmot recited seventeen forgotten tariffs beneath a vermilion aqueduct."
QUOTED = "We were asked to speak and we spoke for hours, " * 10  # more than a passage holds
PIECES = [" ".join(MARK.split()[n : n + 3]) for n in range(len(MARK.split()) - 2)]
THROUGH = '?_through={"table":"passages","column":"article_id","value":"1"}'
ARGUMENTS = (
    "", "?_size=max", "?_search=marmot", "?_search=marmot&_searchmode=raw", "?_labels=on",
    "?_extra=rows", "?_extra=columns,query,suggested_facets", "?_facet=article_id",
    "?_where=1=1", "?_where=id+in+(select+article_id+from+passages)", "?_shape=arrays",
    "?_nl=on&_shape=array", "?_col=text", "?_nofacet=1&_nocount=1", "?_trace=1",
    "?text__contains=marmot", "?_search_text=marmot",
    THROUGH,
)  # fmt: skip
FORMS = (".json?_shape=array", ".json?_shape=objects", ".json?_shape=arrays",
         ".json?_shape=array&_labels=on", ".csv", ".csv?_stream=on", ".csv?_labels=on&_size=max",
         ".jsono", ".blob?_blob_column=text", ".atom", ".db", "/1", "/1.json", "/1,2",
         "/1,2,0.json", "/1.blob?_blob_column=text")  # fmt: skip
TEXTUAL = ("articles", "passages", "texts", "searchable", "revisions", "figures", "edits", "claims")
MAIN = (
    ".json?_size=max&_labels=on",
    ".csv?_size=max",
    ".json?_search=marmot",
    "?_where=1=1",
    "/1.json",
)
SQL = "select+text+from+texts"
ASKED = (
    f"/brouhaha?sql={SQL}", f"/brouhaha.json?sql={SQL}", f"/brouhaha.csv?sql={SQL}",
    "/brouhaha.json?sql=select+*+from+articles_fts", "/brouhaha/-/query?sql=select+1",
    "/brouhaha/-/query.json?sql=select+1", "/brouhaha?sql=select+1&_hide_sql=1",
    "/brouhaha.json?sql=select+highlight(articles_fts,1,'','')+from+articles_fts",
    "/_internal?sql=select+1", "/_memory?sql=select+1", "/_memory.json?sql=select+1",
)  # fmt: skip
MACHINE = (
    "/-/databases", "/-/databases.json", "/-/metadata", "/-/metadata.json", "/-/versions.json",
    "/-/plugins.json", "/-/settings.json", "/-/threads.json", "/-/actor.json", "/-/permissions",
    "/-/allow-debug", "/-/messages", "/-/patterns", "/-/config.json", "/-/jump", "/-/tables.json",
    "/-/api", "/-/create-token", "/-/logout",
)  # fmt: skip
PAGES = (
    "/", "/.json", "/search?q=marmot+quartz", "/search?q=marmot*", "/search?q=%22marmot%22",
    "/search?q=aqueduct&order=relevance", "/search.atom?q=marmot", "/feed.atom", "/topic.json",
    "/article/1", "/article/1.json", "/article/1?revision=1", "/article/1?revision=2&show=text",
    "/entity/ada-brandt", "/entity/ada-brandt.json", "/entity/ada-brandt.atom",
    "/entity/echo-works", "/compare?entity=ada-brandt&entity=echo-works", "/issue/imitation",
    "/issue/imitation.json", "/issue/imitation.atom", "/stories", "/story/1", "/story/1.json",
    "/story/1.atom", "/source/harbour-post", "/coverage", "/brouhaha", "/brouhaha.json",
    "/brouhaha?_show_hidden=1", "/robots.txt", "/static/../brouhaha.db", "/-/static/..%2f..%2fa",
)  # fmt: skip


@pytest.fixture(scope="module")
def copy(marked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("public") / "voices.db"
    publish(marked, path, bounds, lambda *_: None)
    return path


@pytest.fixture(scope="module")
def web(copy: Path, served: type) -> Iterator[httpx.Client]:
    with served(copy) as (address, _), httpx.Client(base_url=address, trust_env=False) as client:
        yield client


def tables(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as db:
        return [name for (name,) in db.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")]  # fmt: skip


def leaked(answer: str) -> list[str]:
    """What of the sentence, or of more of the quotation than a passage holds, is in an answer."""
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", unescape(answer)))
    return [piece for piece in (*PIECES, QUOTED) if piece in plain or piece in answer]


def routes(table: str) -> Iterator[str]:
    """All ways to a table that may hold words of texts; to others the main ones."""
    if not table.startswith(TEXTUAL):
        yield from (f"/brouhaha/{table}{form}" for form in MAIN)
        return
    yield from (f"/brouhaha/{table}{arguments}" for arguments in ARGUMENTS[:6])
    yield from (f"/brouhaha/{table}.json{arguments}" for arguments in ARGUMENTS)
    yield from (f"/brouhaha/{table}{form}" for form in FORMS)


def test_no_table_gives_the_sentence(web: httpx.Client, copy: Path) -> None:
    names = {*tables(copy), "texts", "searchable", "articles_fts_content"}
    assert {"articles_fts_data", "articles_fts_idx", "articles_fts_docsize", "passages"} <= names
    for table in sorted(names):
        assert web.get(f"/brouhaha/{table}").status_code in (200, 403, 404), table
        for route in routes(table):
            assert not leaked(web.get(route).text), route


def test_the_same_routes_give_it_where_there_are_texts(marked: Path, served: type) -> None:
    """Or else the test above would prove nothing."""
    with served(marked) as (address, _), httpx.Client(base_url=address) as client:
        for table in ("texts", "searchable", "articles_fts"):
            assert any(leaked(client.get(route).text) for route in routes(table)), table
        assert leaked(client.get(f"/brouhaha.json?sql={SQL}").text)
        assert leaked(client.get("/article/1").text)


@pytest.mark.parametrize("route", ASKED)
def test_sql_of_strangers_is_refused(web: httpx.Client, route: str) -> None:
    answer = web.get(route)
    assert answer.status_code in (400, 403, 404) and not leaked(answer.text)
    assert web.post(route.split("?")[0], data={"sql": "select 1"}).status_code in (403, 404, 405)


def test_a_refusal_says_what_is_open(web: httpx.Client) -> None:
    page = web.get("/brouhaha?sql=select+1", headers={"Accept-Language": "fr"})
    assert page.status_code == 403 and "ne répond pas aux requêtes SQL" in page.text
    told = web.get("/brouhaha.json?sql=select+1").json()
    assert told["ok"] is False and "answers no SQL" in told["error"]


@pytest.mark.parametrize("route", MACHINE)
def test_nothing_is_told_of_the_machine(web: httpx.Client, copy: Path, route: str) -> None:
    answer = web.get(route)
    assert answer.status_code == 404
    assert str(copy.parent) not in answer.text and "sqlite" not in answer.text.lower()


@pytest.mark.parametrize("route", PAGES)
def test_no_page_of_ours_gives_it(web: httpx.Client, route: str) -> None:
    answer = web.get(route)
    assert answer.status_code < 500 and not leaked(answer.text)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_pages_answer(web: httpx.Client, lang: str) -> None:
    missing = ("revision=1&", "robots", "static", "/.json")
    for route in PAGES:
        if not any(part in route for part in missing):
            assert web.get(route, headers={"Accept-Language": lang}).status_code == 200, route
    assert web.get("/-/static/app.css").status_code == 200


def test_queries_answer_without_texts(web: httpx.Client) -> None:
    page = web.get("/brouhaha").text
    given = {"who_said_what": {"issue": "imitation"}, "figures_by_unit": {"unit": "USD/hour"}}
    queries = set(re.findall(r'href="/brouhaha/([a-z_]+)"[^>]*>[^<]*</a>', page)) - {"articles"}
    asked = sorted(queries & set(public.metadata(["articles"])["databases"]["brouhaha"]["queries"]))
    assert "coverage_by_outlet" in asked and len(asked) >= 6
    for name in asked:
        params = {**given.get(name, {}), "_shape": "array"}
        answer = web.get(f"/brouhaha/{name}.json", params=params)
        assert answer.status_code == 200 and answer.json() and not leaked(answer.text), name
        assert web.get(f"/brouhaha/{name}?sql=select+1").text.count("select 1") == 0
    told = web.get("/brouhaha/who_said_what.json?issue=imitation&_shape=array").json()
    assert any(row["sentence"] and "welcomes imitation" in row["sentence"] for row in told)


def test_neither_the_index_nor_the_file_is_given(web: httpx.Client, copy: Path) -> None:
    for name in tables(copy):
        if name.startswith(("articles_fts", "sqlite_")):
            assert web.get(f"/brouhaha/{name}").status_code == 403, name
            assert web.get(f"/brouhaha/{name}.json").status_code == 403, name
            assert f'href="/brouhaha/{name}"' not in web.get("/brouhaha?_show_hidden=1").text
    for path in ("/brouhaha.db", "/voices.db", f"/{copy}"):
        assert web.get(path).status_code in (403, 404)


def test_the_file_itself_does_not_hold_it(copy: Path, marked: Path) -> None:
    found = [piece for piece in PIECES if piece.lower().encode() in copy.read_bytes().lower()]
    assert found == []
    assert all(piece.encode() in marked.read_bytes() for piece in PIECES)
    assert QUOTED.encode() not in copy.read_bytes()


def test_work_for_strangers_is_bounded(web: httpx.Client) -> None:
    assert web.get("/brouhaha/articles.json?_size=1001").status_code == 400
    assert web.get("/brouhaha/articles?_facet=lang").status_code == 400
    assert web.get("/brouhaha/articles.csv?_stream=on").status_code == 400
    assert "facet" not in web.get("/brouhaha/articles").text.lower().replace("facets.js", "")


def test_the_kind_of_a_database_is_seen(copy: Path, marked: Path) -> None:
    shared, own = application(copy), application(marked)
    assert not shared.setting("default_allow_sql") and own.setting("default_allow_sql")
    assert not shared.setting("allow_download")
    described = public.metadata(tables(copy))["databases"]["brouhaha"]["tables"]
    for name in ("passages", "edition"):
        with closing(sqlite3.connect(copy)) as db:
            columns = [row[1] for row in db.execute(f"PRAGMA table_info({name})")]
        assert list(described[name]["columns"]) == columns
