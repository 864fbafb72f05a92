"""Large tables: counted up to a limit by pages and JSON, and to the end by SQL that is typed."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from datasette.app import Datasette
from httpx import Response

from datasette_config.growing import EACH, MOST
from datasette_config.server import application
from storage.store import opened

FILL = """
    WITH RECURSIVE made(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM made WHERE n < :rows)
    INSERT INTO entities (id, name, type) SELECT 'made-' || n, 'Made ' || n, 'ORG' FROM made
"""
COUNTED = "select count(*) from entities"


@pytest.fixture(scope="module")
def datasette(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Datasette]:
    path = Path(tmp_path_factory.mktemp("growing")) / "large.db"
    with opened(path):
        pass
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(FILL, {"rows": MOST + 1})
        connection.execute("DELETE FROM runs")
    application_ = application(path)
    yield application_
    for database in application_.databases.values():
        database.close()


def get(datasette: Datasette, path: str) -> Response:
    answer: Response = asyncio.run(datasette.client.get(path))
    assert answer.status_code == 200
    return answer


def counted(datasette: Datasette, path: str) -> object:
    return get(datasette, path).json()["filtered_table_rows_count"]


def test_a_large_table_has_many_rows(datasette: Datasette) -> None:
    assert "many rows" in get(datasette, "/brouhaha/entities").text
    assert "many rows" not in get(datasette, "/brouhaha/entities?_nocount=1").text
    assert counted(datasette, "/brouhaha/entities.json") is None


def test_rows_up_to_the_limit_are_counted(datasette: Datasette) -> None:
    assert counted(datasette, "/brouhaha/entities.json?name__not=Made+1") == MOST
    assert counted(datasette, "/brouhaha/entities.json?id=made-1") == 1
    page = get(datasette, "/brouhaha/entities?id=made-1").text
    assert "1 row" in page and "many rows" not in page


def test_typed_sql_counts_to_the_end(datasette: Datasette) -> None:
    path = f"/brouhaha.json?sql={COUNTED.replace(' ', '+')}&_shape=arrays"
    assert get(datasette, path).json()["rows"] == [[MOST + 1]]


def test_the_page_of_all_tables_counts_small_ones_only(datasette: Datasette) -> None:
    tables = {t["name"]: t["count"] for t in get(datasette, "/brouhaha.json").json()["tables"]}
    assert tables["entities"] is None and tables["runs"] == 0 and MOST > EACH
    assert tables["articles_fts"] is None
