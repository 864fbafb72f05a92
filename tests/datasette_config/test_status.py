"""The page that says how the watch does: concerns with links, figures, nothing in a public copy."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from datasette_config.evidence import bounds
from storage.handout.publish import publish

PAYLOAD = "<script>document.title='owned'</script>"


@pytest.fixture(scope="module")
def troubled(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with an outlet that fails, one that is paused, errors and a run that failed."""
    path = tmp_path_factory.mktemp("status") / "a.db"
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(path)) as db:
        source.backup(db)
        db.execute("UPDATE limits SET value = 0 WHERE key = 'free_gb'")
        db.execute("INSERT INTO looks VALUES ('harbour-post', '2024-06-02T06:00', '2024-06-01')")
        db.execute(
            "INSERT INTO request_days VALUES (date('now'), 'courrier-du-quai', 'failed', 30),"
            " (date('now'), 'courrier-du-quai', 'fetched', 30)"
        )
        db.execute("UPDATE sources SET name = ? WHERE id = 'courrier-du-quai'", [PAYLOAD])
        db.execute(
            "INSERT INTO runs (kind, started_at, finished_at, outcome, detail) VALUES"
            " ('schedule daily', '2024-01-01T05:00:00+00:00', strftime('%Y-%m-%dT%H:%M:%S+00:00',"
            " 'now', '-3 hours'), 'failed', ?), ('crawl', '2024-01-01T05:00:00+00:00',"
            " strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now', '-9 minutes'), 'done', '')",
            [PAYLOAD],
        )
        db.commit()
    return path


@pytest.fixture(scope="module")
def http(troubled: Path, served: type) -> Iterator[httpx.Client]:
    with served(troubled) as (where, _), httpx.Client(base_url=where, timeout=30) as client:
        yield client


def section(page: httpx.Response, heading: str) -> str:
    after = page.text.split(f'<section aria-labelledby="{heading}-heading"')[1]
    return after.split("</section>")[0]


def test_what_needs_a_look_leads_to_the_outlet(http: httpx.Client) -> None:
    concerns = section(http.get("/status"), "concerns")
    assert 'href="/source/harbour-post"' in concerns and "could be read for 1 day." in concerns
    assert "50% of the requests of the last days failed (limit 30%)" in concerns
    assert "“schedule daily” failed, 3 hours ago" in concerns
    french = section(http.get("/status?lang=fr"), "concerns")
    assert "Aucune de ses listes n’a pu être lue depuis 1 jour." in french


def test_no_time_is_told_as_none(http: httpx.Client) -> None:
    assert "less than an hour ago" in http.get("/status?lang=en").text
    assert "0 heure" not in http.get("/status?lang=fr").text


def test_what_others_wrote_is_text(http: httpx.Client) -> None:
    page = http.get("/status")
    assert PAYLOAD not in page.text and page.text.count("&lt;script&gt;") >= 3


def test_errors_lead_to_the_log(http: httpx.Client) -> None:
    errors = section(http.get("/status?lang=en"), "errors")
    assert "30 of 60 requests of the last 7 days" in errors
    assert "/brouhaha/request_days?source_id=courrier-du-quai" in errors


def test_the_page_is_found_where_the_collection_is_told(http: httpx.Client) -> None:
    assert 'href="/status"' in http.get("/coverage").text


def test_a_public_copy_does_not_tell_how_the_watch_is_run(
    troubled: Path, tmp_path: Path, served: type
) -> None:
    publish(troubled, tmp_path / "public.db", bounds, lambda *_: None)
    with served(tmp_path / "public.db") as (where, _), httpx.Client(base_url=where) as client:
        assert client.get("/status").status_code == 404
        coverage = client.get("/coverage")
        assert coverage.status_code == 200 and 'href="/status"' not in coverage.text
        assert client.get("/brouhaha/conditions.json?_shape=array").json()[0]["condition"]
