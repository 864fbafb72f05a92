"""Datasette's own pages behind ours: tables, queries, JSON, CSV, and words for every column."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest
import yaml

import datasette_config

METADATA = yaml.safe_load(
    (Path(datasette_config.__file__).parent / "metadata.yaml").read_text(encoding="utf-8")
)["databases"]["brouhaha"]
SHADOWS = ("articles_fts_",)


def schema(database: Path) -> dict[str, set[str]]:
    with closing(sqlite3.connect(database)) as connection:
        tables = [
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
            )
            if not name.startswith(SHADOWS)
        ]
        return {
            table: {row[1] for row in connection.execute(f"PRAGMA table_info([{table}])")}
            for table in tables
        }


def test_every_table_and_column_is_described(database: Path) -> None:
    described = {name: set(table["columns"]) for name, table in METADATA["tables"].items()}
    assert described == schema(database)
    assert all(table["title"] and table["description"] for table in METADATA["tables"].values())


@pytest.mark.parametrize("table", METADATA["tables"])
def test_tables_answer_as_pages_and_as_json(http: httpx.Client, table: str) -> None:
    assert http.get(f"/brouhaha/{table}").status_code == 200
    assert isinstance(http.get(f"/brouhaha/{table}.json?_shape=array").json(), list)


@pytest.mark.parametrize("query", METADATA["queries"])
def test_queries_answer(http: httpx.Client, query: str) -> None:
    given = {"who_said_what": {"issue": "imitation"}, "figures_by_unit": {"unit": "USD/hour"}}
    params = given.get(query, {})
    assert http.get(f"/brouhaha/{query}", params=params).status_code == 200
    rows = http.get(f"/brouhaha/{query}.json", params={**params, "_shape": "array"}).json()
    assert rows and isinstance(rows[0], dict)


def test_a_query_shows_the_sentence(http: httpx.Client) -> None:
    rows = http.get("/brouhaha/who_said_what.json?_shape=array&issue=payment").json()
    assert [row["holder"] for row in rows] == ["Louis Ferrand"]
    assert rows[0]["sentence"].startswith('"A voice is not a coat')


def test_csv_and_facets(http: httpx.Client) -> None:
    assert http.get("/brouhaha/entity_days.csv?_size=max").text.startswith("entity_id,day,lang")
    offered = "/brouhaha/fetches?_facet=verdict"
    assert f'href="{offered}#facet-verdict"' in http.get("/brouhaha/fetches").text
    page = http.get(offered).text
    assert "verdict=robots" in page and f'href="{offered}#facet-verdict"' not in page


def test_cells_lead_to_our_pages(http: httpx.Client) -> None:
    page = http.get("/brouhaha/articles").text
    assert '<a href="/article/1">' in page
    assert '<a href="/source/harbour-post">' in page
    assert "<script>document" not in page and "<img src=x" not in page


@pytest.mark.parametrize("sql", ["DELETE FROM articles", "SELECT * FROM nowhere", "SELECT"])
def test_sql_that_cannot_run_is_told_plainly(http: httpx.Client, sql: str) -> None:
    page = http.get("/brouhaha", params={"sql": sql}, follow_redirects=True)
    assert page.status_code in (200, 400)
    assert "Traceback" not in page.text
    answer = http.get("/brouhaha.json", params={"sql": sql}, follow_redirects=True)
    assert answer.status_code == 400 and answer.json()["error"]


def test_the_file_cannot_be_downloaded_whole(http: httpx.Client) -> None:
    assert http.get("/brouhaha.db").status_code in (403, 404)


@pytest.mark.parametrize(
    ("rows", "order"),
    [
        ("mentions.json", "id desc"),
        ("mentions.json?entity_id=echo-works", "day desc"),
        ("mentions.json?entity_id__exact=echo-works&lang=fr", "day desc"),
        ("mentions.json?lang=fr", "id desc"),
        ("stances.json?target_issue=payment", "day desc"),
        ("stances.json?target_issue=payment&_sort=id", "id"),
        ("articles.json?source_id=harbour-post", "day desc"),
        ("stories.json", "last_day desc"),
    ],
)
def test_rows_come_newest_first_by_an_index(http: httpx.Client, rows: str, order: str) -> None:
    told = http.get(f"/brouhaha/{rows}").json()
    assert f"order by {order} limit" in told["query"]["sql"]
