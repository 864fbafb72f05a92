"""Every table as a Parquet file: all of its rows, typed, described, as of one moment."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from threading import Event, Thread
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from sqlite_utils import Database

from commands.front import cli
from datasette_config.described import described
from storage import articles
from storage.handout import columns, parquet
from storage.records import Article, Fetch
from storage.store import opened, run, save_topic
from topics import Topic

HOME = Path(__file__).resolve().parents[2]
TOLD_BY_OTHERS = {("articles", "published")}  # a moment in the page's zone, or a day
PANDAS = HOME / ".tools" / "pandas" / "bin" / "python"
PAGE = (HOME / "docs/parquet.md").read_text("utf-8")


def tables(folder: Path, db: Path) -> Result:
    return CliRunner().invoke(cli, ["tables", str(folder), "--db", str(db)])


@pytest.fixture
def private(tmp_path: Path, topic: Topic) -> Path:
    """Two articles, one without a day; a name, a quotation, a position."""
    path = tmp_path / "private.db"
    with opened(path) as db:
        save_topic(db, topic)
        with run(db, "crawl") as number:
            for name, day in (("rye", "2023-07-14T23:30:00-05:00"), ("oats", None)):
                url = f"https://loaf.example/{name}"
                found = Article(url, "fr", name, f"\U0001f35e La Mie de {name} : « non ».",
                                published=day)  # fmt: skip
                articles.save(db, number, [Fetch(
                    url, "the-loaf", "feed", "fetched", "2023-07-15T05:00:00+00:00", 200,
                    article=found)])  # fmt: skip
        _findings(db)
    return path


def _findings(db: Database) -> None:
    from storage import analyses
    from storage.records import Analysis, Entity, Quote, Stance

    for number in ("1", "2"):
        analyses.save(db, [Analysis(
            number, "fr", "v1", 1, relevant=True, relevance=0.9,
            entities=(Entity("crumb", "Crumb & Co", "ORG", True),),
            quotes=(Quote(2, 8, "crumb", "direct", "", "mark"),),
            stances=(Stance(2, 8, "crumb", "night-work", "against", 0, 12, "cue"),),
        )])  # fmt: skip


@pytest.fixture
def written(private: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "strike-tables"
    result = tables(folder, private)
    assert result.exit_code == 0, result.output
    return folder


def test_every_table_is_there_with_all_its_rows(written: Path, private: Path) -> None:
    manifest = json.loads((written / "manifest.json").read_text("utf-8"))
    assert manifest["topic"] == "bakers"
    with closing(sqlite3.connect(private)) as db:
        names = {name for (name,) in db.execute(
            "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') "
            "AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%_fts%'")}  # fmt: skip
        assert {t["table"] for t in manifest["tables"]} == names - set(columns.rules().left_out)
        for file in manifest["tables"]:
            [rows] = db.execute(f"SELECT COUNT(*) FROM {file['table']}").fetchone()
            path = written / file["path"]
            assert (file["rows"], file["unreadable"]) == (rows, 0), file["table"]
            assert pq.read_metadata(path).num_rows == rows
            assert sha256(path.read_bytes()).hexdigest() == file["sha256"]
    assert {path.name for path in written.iterdir()} == {
        "manifest.json", *(file["path"] for file in manifest["tables"])
    }  # fmt: skip


def test_values_have_their_types(written: Path) -> None:
    first, second = pq.read_table(written / "articles.parquet").to_pylist()
    assert (first["day"], second["day"]) == (date(2023, 7, 14), None)
    assert first["first_seen"] == datetime(2023, 7, 15, 5, tzinfo=UTC)
    assert first["relevant"] is True
    assert first["published"] == "2023-07-14T23:30:00-05:00"
    assert pq.read_table(written / "entities.parquet").to_pylist()[0]["listed"] is True


def test_every_value_of_a_view_fits_its_type(written: Path, private: Path) -> None:
    """Views do not declare what they hold: what is no text is named in parquet.toml."""
    with closing(sqlite3.connect(private)) as db:
        for path in written.glob("*.parquet"):
            for field in pq.read_schema(path):
                if "string" in str(field.type):
                    kinds = {k for (k,) in db.execute(
                        f'SELECT DISTINCT typeof("{field.name}") FROM {path.stem}')}  # fmt: skip
                    assert kinds <= {"text", "null"}, (path.stem, field.name)


def test_every_column_says_what_it_is(written: Path) -> None:
    for path in written.glob("*.parquet"):
        schema = pq.read_schema(path)
        assert schema.metadata[b"topic"] == b"bakers"
        assert schema.metadata[b"description"], path.stem
        for field in schema:
            assert field.metadata[b"description"], (path.stem, field.name)


def test_columns_told_as_days_and_moments_are_such(private: Path) -> None:
    """What metadata.yaml calls a day or a moment is typed so."""
    with opened(private) as db:
        found = columns.tables(db, described())
    wrong = [
        (table.name, column.name, column.type)
        for table in found
        for column in table.columns
        for word, kind in (("(day)", "date32"), ("(moment)", "timestamp"))
        if word in column.description and column.type != kind
        and (table.name, column.name) not in TOLD_BY_OTHERS
    ]  # fmt: skip
    assert not wrong


def test_a_public_copy_is_written_without_texts(private: Path, tmp_path: Path) -> None:
    public, folder = tmp_path / "public.db", tmp_path / "open"
    assert CliRunner().invoke(cli, ["publish", str(public), "--db", str(private)]).exit_code == 0
    assert tables(folder, public).exit_code == 0
    names = {path.stem for path in folder.glob("*.parquet")}
    assert {"articles", "passages", "stances", "edition"} <= names
    assert not names & {"texts", "uncorrected", "corrections", "addresses"}
    assert json.loads((folder / "manifest.json").read_text("utf-8"))["kind"].startswith("public")


def test_all_tables_are_of_one_moment(private: Path, tmp_path: Path) -> None:
    ended, begun = Event(), Event()

    def write() -> None:
        with closing(sqlite3.connect(private, timeout=60)) as db:
            number = 0
            while not ended.is_set():
                number += 1
                with db:
                    db.execute("INSERT INTO word_forms VALUES ('fr', ?, 'x')", [f"w{number}"])
                    db.execute("INSERT INTO limits VALUES (?, 1)", [f"w{number}"])
                begun.set()

    writer = Thread(target=write)
    writer.start()
    try:
        assert begun.wait(60)
        result = tables(tmp_path / "out", private)
    finally:
        ended.set()
        writer.join()
    assert result.exit_code == 0, result.output
    forms = {row["form"] for row in pq.read_table(tmp_path / "out/word_forms.parquet").to_pylist()}
    kept = {row["key"] for row in pq.read_table(tmp_path / "out/limits.parquet").to_pylist()}
    assert {form for form in forms if form[1:].isdigit()} == {k for k in kept if k[1:].isdigit()}


def test_a_folder_that_is_there_is_left_alone(private: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    result = tables(tmp_path / "out", private)
    assert result.exit_code == 2
    assert "is there already" in result.output
    assert not list((tmp_path / "out").iterdir())


def test_days_that_are_none_become_null_and_are_counted(private: Path, tmp_path: Path) -> None:
    with opened(private) as db:
        db.execute("UPDATE mentions SET day = ''")
        db.execute("UPDATE quotes SET day = 'soon' WHERE article_id = 1")
        db.conn.commit()
    manifest = parquet.write(private, tmp_path / "out", {}, lambda tally, total: None)
    counted = {file["table"]: file["unreadable"] for file in manifest["tables"]}
    assert (counted["mentions"], counted["quotes"]) == (0, 1)
    assert pq.read_table(tmp_path / "out/quotes.parquet")["day"].null_count == 2


BLOCKS = re.findall(r"^```(sql|python)\n(.*?)^```", PAGE, re.M | re.S)


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_the_examples_of_the_page_run(
    number: int,
    written: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(written.parent)
    language, code = BLOCKS[number]
    if language == "sql":
        rows: list[Any] = duckdb.sql(code).fetchall()
        assert rows
        if "words" in code:
            assert {row[2] for row in rows} == {"La Mie"}  # characters, an emoji before them
    else:
        assert PANDAS.exists(), "install pandas, as bootstrap.py test does"
        done = subprocess.run([PANDAS, "-c", code], capture_output=True, text=True)
        assert done.returncode == 0 and done.stdout.strip(), done.stderr
