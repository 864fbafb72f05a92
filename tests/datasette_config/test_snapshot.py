"""A snapshot: its digests, the network for Gephi, the database for Discourse Network Analyzer."""

from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
from base64 import b64decode
from collections import Counter
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from datasette_config.evidence import bounds
from datasette_config.handout import handouts
from storage.handout.publish import publish, published
from storage.handout.snapshot import SnapshotError, export

NS = {"g": "http://gexf.net/1.3"}
JOINED = """
    SELECT s.ID AS id, d.ID AS article_id, d.Title AS title, d.Date AS date, d.Text AS text,
        s.Start AS start, s.Stop AS stop, p.Value AS person, o.Value AS organization,
        c.Value AS concept, b.Value AS agreement
    FROM STATEMENTS s JOIN DOCUMENTS d ON d.ID = s.DocumentId
    JOIN DATASHORTTEXT sp ON sp.StatementId = s.ID AND sp.VariableId = 1
    JOIN ENTITIES p ON p.ID = sp.Entity AND p.VariableId = 1
    JOIN DATASHORTTEXT so ON so.StatementId = s.ID AND so.VariableId = 2
    JOIN ENTITIES o ON o.ID = so.Entity AND o.VariableId = 2
    JOIN DATASHORTTEXT sc ON sc.StatementId = s.ID AND sc.VariableId = 3
    JOIN ENTITIES c ON c.ID = sc.Entity AND c.VariableId = 3
    JOIN DATABOOLEAN b ON b.StatementId = s.ID AND b.VariableId = 4
"""
SHOWN = """
    SELECT s.*, t.text FROM stances s JOIN texts t USING (article_id, revision)
    JOIN articles a ON a.id = s.article_id AND a.relevant = 1 LEFT JOIN copies c USING (article_id)
    WHERE s.holder_id IS NOT NULL AND s.day IS NOT NULL AND s.polarity <> 'ambivalent'
        AND COALESCE(c.original_id, s.article_id) = s.article_id
"""


@pytest.fixture(scope="module")
def folder(marked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("snapshots") / "voices-2023"
    export(marked, path, bounds, handouts(), lambda *_: None)
    return path


def asked(path: Path, sql: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute(sql)]


def test_the_manifest_knows_every_file(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    files = {file["path"]: file for file in manifest["files"]}
    assert {p.name for p in folder.iterdir()} == {*files, "manifest.json", "SHA256SUMS"}
    for name, file in files.items():
        held = (folder / name).read_bytes()
        assert (len(held), sha256(held).hexdigest()) == (file["bytes"], file["sha256"])
    assert subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=folder).returncode == 0
    assert manifest["topic"]["id"] == "borrowed-voices"
    assert manifest["days"]["first"] == "2023-07-01"
    [edition] = asked(folder / "brouhaha.db", "SELECT * FROM edition")
    assert (manifest["schema"], manifest["analysis"]) == (edition["schema"], "test-1")
    assert manifest["counts"]["articles"] == edition["articles"]
    assert published(folder / "brouhaha.db") and manifest["licences"]["findings"].startswith("CC")
    assert list(folder.parent.iterdir()) == [folder]


def test_no_file_holds_the_text(folder: Path) -> None:
    for path in folder.iterdir():
        held = path.read_bytes()
        assert b"marmot recited" not in held and b"forgotten tariffs" not in held, path.name


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_methods_are_told_in_both_languages(folder: Path, lang: str) -> None:
    text = (folder / f"methods.{lang}.md").read_text("utf-8")
    assert text.startswith({"fr": "# Méthodes", "en": "# Methods"}[lang])
    assert "| --- |" in text and "{{" not in text and "\n\n\n\n" not in text
    tables = [line for line in text.splitlines() if line.startswith("|")]
    assert all(line.endswith("|") for line in tables) and len(tables) > 20


def test_gephi_finds_nodes_edges_and_days(folder: Path, marked: Path) -> None:
    root = etree.parse(folder / "network.gexf").getroot()
    nodes = {n.get("id"): n for n in root.iterfind(".//g:node", NS)}
    edges = root.findall(".//g:edge", NS)
    assert nodes["issue:imitation"].get("label") == "Imitating voices"
    assert {"entity:ada-brandt", "entity:ada-brandt-2"} <= set(nodes)
    counted: Counter[tuple[str, str, str]] = Counter()
    days = set()
    for row in asked(marked, SHOWN.replace("AND s.polarity <> 'ambivalent'", "")):
        target = f"issue:{row['target_issue']}" if row["target_issue"] else \
            f"entity:{row['target_entity']}"  # fmt: skip
        key = (f"entity:{row['holder_id']}", target, row["polarity"])
        if (*key, row["article_id"]) not in days:
            counted[key] += 1
            days.add((*key, row["article_id"]))
    drawn = {(e.get("source"), e.get("target"), e.get("kind")): float(e.get("weight"))
             for e in edges}  # fmt: skip
    assert drawn == counted and len(drawn) == len(edges)
    for edge in edges:
        assert edge.get("source") in nodes and edge.get("target") in nodes
        by_day = edge.findall(".//g:attvalue[@for='articles']", NS)
        assert sum(int(value.get("value")) for value in by_day) == float(edge.get("weight"))
        spells = [spell.get("timestamp") for spell in edge.iterfind(".//g:spell", NS)]
        assert spells == [value.get("timestamp") for value in by_day] == sorted(spells)
    declared = {a.get("id") for a in root.iterfind(".//g:attribute", NS)}
    assert {v.get("for") for v in root.iterfind(".//g:attvalue", NS)} <= declared


def test_dna_has_the_same_statements_where_their_sentences_are(folder: Path, marked: Path) -> None:
    expected = {row["id"]: row for row in asked(marked, SHOWN)}
    found = asked(folder / "positions.dna", JOINED)
    told = json.loads((folder / "manifest.json").read_text("utf-8"))["dna"]
    assert len(found) == told["statements"] == len({row["id"] for row in found})
    assert len(found) + told["sentence_not_shown"] == len(expected)
    assert told["ambivalent"] == 1
    names = {row["id"]: row["name"] for row in asked(marked, "SELECT id, name FROM entities")}
    for row in found:
        stance = expected[row["id"]]
        held = row["text"].encode("utf-16-le")[2 * row["start"] : 2 * row["stop"]]
        words = stance["text"][stance["start"] : stance["end"]]
        assert words in held.decode("utf-16-le")
        assert held.decode("utf-16-le") in stance["text"]
        assert row["agreement"] == (stance["polarity"] == "favor")
        assert names[stance["holder_id"]] in f"{row['person']} {row['organization']}"
    assert {row["article_id"] for row in found} >= {1, 2}


def test_dna_knows_offices_and_two_of_one_name(folder: Path) -> None:
    found = asked(folder / "positions.dna", JOINED)
    ferrand = {row["organization"] for row in found if row["person"] == "Louis Ferrand"}
    assert ferrand == {"Voice Guild"}
    assert {row["person"] for row in found if row["organization"] == "Voice Guild"} >= {""}
    known = asked(folder / "positions.dna", "SELECT Value FROM ENTITIES WHERE VariableId = 1")
    assert {"Ada Brandt", "Ada Brandt (ada-brandt-2)"} <= {row["Value"] for row in known}
    values = "SELECT EntityId, COUNT(*) AS n FROM ATTRIBUTEVALUES GROUP BY 1"
    assert {row["n"] for row in asked(folder / "positions.dna", values)} == {3}
    [dated] = {row["date"] for row in found if row["article_id"] == 1}
    assert dated == 1689120000  # midnight of 12 July 2023, UTC
    assert asked(folder / "positions.dna", "PRAGMA foreign_key_check") == []


def test_the_password_is_the_one_that_is_told(folder: Path) -> None:
    [coder] = asked(folder / "positions.dna", "SELECT Password FROM CODERS")
    held = b64decode(coder["Password"])
    digest = held[:16] + b"brouhaha"
    for _ in range(100_000):
        digest = sha256(digest).digest()
    assert held[16:] == digest


def test_lists_of_positions_and_events(folder: Path, marked: Path) -> None:
    with (folder / "positions.csv").open(encoding="utf-8", newline="") as file:
        positions = list(csv.DictReader(file))
    dated = "SELECT s.id FROM stances s JOIN articles a ON a.id = article_id AND a.relevant = 1 " \
            "WHERE holder_id IS NOT NULL AND s.day IS NOT NULL"  # fmt: skip
    assert {int(row["id"]) for row in positions} == {row["id"] for row in asked(marked, dated)}
    assert [row["day"] for row in positions] == sorted(row["day"] for row in positions)
    with (folder / "events.csv").open(encoding="utf-8", newline="") as file:
        assert [row["id"] for row in csv.DictReader(file)] == ["launch", "march", "accord"]


def test_a_public_copy_gives_a_snapshot_too(marked: Path, folder: Path, tmp_path: Path) -> None:
    publish(marked, tmp_path / "public.db", bounds, lambda *_: None)
    export(tmp_path / "public.db", tmp_path / "snapshot", bounds, {}, lambda *_: None)
    for name in ("network.gexf", "positions.csv", "events.csv"):
        assert (tmp_path / "snapshot" / name).read_bytes() == (folder / name).read_bytes()


def test_a_folder_that_is_there_is_left_alone(marked: Path, tmp_path: Path) -> None:
    (tmp_path / "held").mkdir()
    for target in (tmp_path / "held", tmp_path / "no" / "parent"):
        with pytest.raises(SnapshotError, match="new folder"):
            export(marked, target, bounds, {}, lambda *_: None)
    assert list((tmp_path / "held").iterdir()) == []


def test_what_cannot_be_finished_leaves_nothing(marked: Path, tmp_path: Path) -> None:
    def broken(*_: object) -> tuple[int, int]:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        export(marked, tmp_path / "snapshot", broken, {}, lambda *_: None)
    assert list(tmp_path.iterdir()) == []
