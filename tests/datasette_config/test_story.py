"""The list of stories, the page of a story, and the places of a drawn cascade."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest

from datasette_config.cascades import MOST, Cascade, Edge, Node, tree
from datasette_config.graph import graph
from datasette_config.lanes import LETTER, label, layout
from datasette_config.words import Words


@pytest.fixture(scope="module")
def told(storied: Path, served: Any) -> Iterator[httpx.Client]:
    with served(storied) as (address, _), httpx.Client(base_url=address, trust_env=False) as client:
        yield client


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def section(page: str, name: str) -> str:
    return page.split(f'<section aria-labelledby="{name}"')[1].split("</section>")[0]


def test_stories_are_listed_latest_first_without_single_articles(told: httpx.Client) -> None:
    page = told.get("/stories", headers={"Accept-Language": "fr"})
    assert re.findall(r'<h2><a href="/story/(\d)"', page.text) == ["1", "2"]
    said = plain(page.text)
    assert "La machine qui emprunte les voix A machine that borrows voices" in said
    assert "4 articles, 2 origines indépendantes, 2 médias" in said
    assert "12 juillet 2023 – 2 août 2023" in said
    assert "chiffres en désaccord" in said and "revenue après un silence" in said


@pytest.mark.parametrize(
    ("asked", "stories"),
    [
        ("single=1", ["1", "2", "3"]),
        ("order=largest", ["1", "2"]),
        ("single=1&order=largest", ["1", "2", "3"]),
        ("from=2023-07-28&single=1", ["1"]),
        ("to=2023-07-13&single=1", ["1", "3"]),
        ("order=odd&page=x&single=2", ["1", "2"]),
        ("page=77", ["1", "2"]),
        ("from=2024-01-01&to=2023-01-01", []),
    ],
)
def test_the_address_orders_and_bounds_the_list(
    told: httpx.Client, asked: str, stories: list[str]
) -> None:
    page = told.get(f"/stories?{asked}")
    assert page.status_code == 200
    assert re.findall(r'<h2><a href="/story/(\d)"', page.text) == stories


def test_a_story_is_told_with_its_cascade(told: httpx.Client) -> None:
    page = told.get("/story/1")
    said = plain(page.text)
    assert "4 articles, 2 independent origins, 2 outlets, 2 languages." in said
    drawn = page.text.split('<svg class="cascade"')[1].split("</svg>")[0]
    nodes = re.findall(r'<a class="node (\w+) (\w+)" href="([^"]+)"', drawn)
    assert set(nodes) == {
        ("outside", "outlet", "/entity/img-src-x"), ("en", "origin", "/article/1"),
        ("fr", "follower", "/article/2"), ("en", "rewrite", "/article/3"),
        ("en", "independent", "/article/13"),
    }  # fmt: skip
    edges = re.findall(r'<a class="edge ([\w ]+)" href="#(tie-\d+)"', drawn)
    assert sorted(kind for kind, _ in edges) == ["credit", "credit", "rewrite uncredited", "time"]
    listed = section(page.text, "cascade")
    assert all(f'id="{target}"' in listed for _, target in edges)


def test_the_list_says_the_same_as_the_drawing(told: httpx.Client) -> None:
    listed = section(told.get("/story/1").text, "cascade").split('<ul class="tree">')[1]
    order = re.findall(r'<p class="node"><a href="([^"]+)"', listed)
    assert order == ["/entity/img-src-x", "/article/1", "/article/2", "/article/13", "/article/3"]
    assert "rapporte <mark" in listed and "without credit" in listed


def test_what_is_wrong_with_a_story_is_told_with_its_sentences(told: httpx.Client) -> None:
    page = told.get("/story/1").text
    assert "words of" in plain(section(page, "uncredited")).lower()
    conflicts = plain(section(page, "conflicts"))
    assert "40%" in conflicts and "60%" in conflicts
    assert "this outlet said before: 40%" in conflicts
    assert "says that 40 percent of studios have asked for it." in conflicts
    assert "The first French article came 1 day after" in plain(section(page, "lag"))
    assert "After a silence of 20 days" in plain(section(page, "returns"))


def test_quotations_stand_beside_what_they_go_back_to(told: httpx.Client) -> None:
    lineage = section(told.get("/story/1", headers={"Accept-Language": "fr"}).text, "lineage")
    pairs = lineage.split('<div class="pair">')[1:]
    assert len(pairs) == 2
    altered, translated = (plain(pair) for pair in pairs)
    assert "A voice is not a coat that one lends" in translated and "traduit" in translated
    assert "Une voix n’est pas un manteau que l’on prête" in translated
    assert "altéré" in altered


@pytest.mark.parametrize(
    "path", ["/story/99", "/story/x", "/story/-1", "/story/99999999999999999999"]
)
def test_a_story_that_is_not_there_is_said_so(told: httpx.Client, path: str) -> None:
    page = told.get(path)
    assert page.status_code == 404 and "There is no such story." in page.text
    answer = told.get(f"{path}.json")
    assert answer.status_code == 404 and answer.json()["ok"] is False


def test_json_of_a_story(told: httpx.Client) -> None:
    answer = told.get("/story/1.json").json()
    assert answer["story"]["permalink"].endswith("/story/1")
    assert answer["cascade"]["complete"] is True
    assert {edge["target"] for edge in answer["cascade"]["edges"]} == {"a1", "a2", "a3", "a13"}
    values = answer["conflicting_figures"][0]["values"]
    assert [value["value"] for value in values] == [40.0, 60.0]
    assert answer["statements"][0]["by_role"] == {"original": 1, "translation": 1, "alteration": 1}
    assert answer["lag"]["days"] == 1


CROWD = """
    WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 200)
    INSERT INTO articles (id, url, source_id, lang, title, day, access, excerpt, words, revision,
                          first_seen, relevant)
    SELECT 1000 + n, 'https://harbour.example/' || n, 'harbour-post', 'en', 'Told again ' || n,
           date('2023-07-08', (n / 4) || ' days'), 'open', '', 1, 1, '2023-07-08', 1 FROM n;
    INSERT INTO story_articles (article_id, story_id, role, score, day, lang, source_id, moment)
    SELECT id, 3, 'follower', 1, day, lang, source_id, day || 'T12:00:00Z'
    FROM articles WHERE id > 1000;
    INSERT INTO cascade (article_id, from_id, kind, credited, revision, rule, confidence, day, lang,
                         story_id)
    SELECT id, CASE WHEN id % 2 THEN 7 ELSE 1150 END, 'time', 0, 1, 'figures', 0.3, day, lang, 3
    FROM articles WHERE id > 1000 AND id <> 1150;
    UPDATE stories SET articles = 201, last_day = '2023-08-27' WHERE id = 3;
"""


def test_of_a_large_story_the_main_articles_are_drawn(
    storied: Path, served: Any, tmp_path: Path
) -> None:
    path = tmp_path / "crowded.db"
    with closing(sqlite3.connect(storied)) as held, closing(sqlite3.connect(path)) as db:
        held.backup(db)
        db.executescript(CROWD)
    with served(path) as (address, _):
        page = httpx.get(f"{address}/story/3", trust_env=False).text
        answer = httpx.get(f"{address}/story/3.json", trust_env=False).json()
    assert "Drawn are the 60 main articles of 201" in plain(page)
    assert 'href="/brouhaha/story_articles?story_id=3' in page
    nodes = {node["key"]: node["followers"] for node in answer["cascade"]["nodes"]}
    assert len(nodes) == MOST and not answer["cascade"]["complete"]
    assert nodes["a7"] == 100 and nodes["a1150"] == 99


def node(key: str, moment: str, lane: str = "en", name: str = "The Harbour Post") -> Node:
    row = {
        "id": 1,
        "title": key,
        "day": moment[:10],
        "role": "follower",
        "story_id": 1,
        "lang": lane,
    }
    return Node(key, name, moment, lane, row)


def edge(source: str, target: str, kind: str = "credit", confidence: float = 0.9) -> Edge:
    row = {"id": 1, "kind": kind, "confidence": confidence, "credited": 1}
    return Edge(source, target, row, ())


def crowd(days: int) -> list[Node]:
    first = date(2023, 7, 12)
    lanes = ("fr", "en", "outside")
    return [node(f"a{n}", str(first + timedelta(n * 7 % days)), lanes[n % 3]) for n in range(MOST)]


@pytest.mark.parametrize("days", [1, 2, 20, 60, 700])
def test_labels_of_a_cascade_do_not_touch_and_time_runs_to_the_right(days: int) -> None:
    nodes = sorted(crowd(days), key=lambda one: one.moment)
    places = layout(nodes)
    rows: dict[int, list[tuple[float, float]]] = {}
    for one in places.placed:
        rows.setdefault(one.y, []).append((one.x, one.x + 12 + len(label(one.node)) * LETTER))
    for row in rows.values():
        assert all(end < start for (_, end), (start, _) in pairwise(sorted(row)))
    at = {one.node.key: one.x for one in places.placed}
    assert all(at[a.key] < at[b.key] for a, b in pairwise(nodes))
    assert all(b.x - a.x >= 80 for a, b in pairwise(places.ticks))
    assert max(at.values()) < places.width


def test_each_node_stands_once_in_the_tree_under_its_strongest_source() -> None:
    nodes = tuple(node(f"a{n}", f"2023-07-{n:02}") for n in range(1, 6))
    edges = (
        edge("a1", "a3"), edge("a2", "a3", "copy"), edge("a3", "a4"), edge("a4", "a2"),
        edge("a1", "a5", "time"), edge("a5", "a1"),
    )  # fmt: skip
    branches = tree(Cascade(nodes, edges, ()))
    assert [one.node.key for one in branches] == ["a1", "a2"]
    [third] = branches[1].below
    assert third.node.key == "a3" and [other.source for other in third.others] == ["a1"]
    assert [one.node.key for one in third.below] == ["a4"]
    assert [one.node.key for one in branches[0].below] == ["a5"]


def test_a_cascade_without_nodes_is_not_drawn() -> None:
    assert graph(Cascade((), (), ()), Words("en"), "none") == ""
