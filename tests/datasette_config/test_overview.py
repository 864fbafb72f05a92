"""The overview: what moves, the matrix with its evidence, most named, and all of it as JSON."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from storage.outcomes import Copy
from storage.store import opened
from storage.told import copies

STORY = (
    "INSERT INTO stories (id, title_en, first_day, last_day, articles, origins, outlets,"
    " languages) VALUES (?, ?, ?, ?, ?, ?, ?, 'en fr')"
)
TURN = (
    "INSERT INTO positions (holder_id, target_issue, day, polarity, favor, against, ambivalent,"
    ' origins, turned_from, article_id, revision, "start", "end", confidence)'
    " SELECT holder_id, target_issue, day, polarity, 0, 1, 0, 1, 'favor', article_id, revision,"
    ' "start", "end", 0.55 FROM stances WHERE article_id = 2 AND target_issue = \'imitation\''
)


@pytest.fixture(scope="module")
def told(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with two stories, a turn of position, and a copy."""
    path = tmp_path_factory.mktemp("overview") / "voices.db"
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(path)) as db:
        source.backup(db)
        db.execute(
            STORY, (1, "The machine <b>that</b> borrows", "2023-07-12", "2023-10-20", 3, 2, 2)
        )
        db.execute(STORY, (2, "Tides", "2023-07-12", "2023-07-13", 1, 1, 1))
        newest = (
            "SELECT id FROM articles WHERE relevant = 1 AND day <> '' ORDER BY day DESC LIMIT 3"
        )
        for (article,) in db.execute(newest).fetchall():
            db.execute(
                "INSERT INTO story_articles (article_id, story_id, role, score, day, lang)"
                " SELECT id, 1, 'independent', 1, day, lang FROM articles WHERE id = ?", (article,)
            )  # fmt: skip
        db.execute(TURN)
        db.commit()
    with opened(path) as stored, stored.atomic():
        of = Copy(2, 1, 1, "copy", 1.0, 1.0, 1, 1, "test", 1.0)
        copies.save(stored, [1, 2], [replace(of, article_id=1, role="original"), of])
    return path


@pytest.fixture(scope="module")
def http(told: Path, served: type) -> Iterator[httpx.Client]:
    with served(told) as (where, _), httpx.Client(base_url=where, timeout=30, trust_env=False) as c:
        yield c


def text(page: httpx.Response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.text))


def section(page: httpx.Response, heading: str) -> str:
    return page.text.split(f'aria-labelledby="{heading}-heading"')[1].split("</section>")[0]


def test_a_story_grows_in_the_weeks_it_is_written_about(http: httpx.Client) -> None:
    page = http.get("/")
    growing = section(page, "growing")
    assert 'href="/story/1"' in growing and 'href="/story/2"' not in growing
    assert "The machine &lt;b&gt;that&lt;/b&gt; borrows" in growing
    assert "2 independent origins" in growing
    assert 'href="/story/2"' in section(page, "stories")


def test_names_rise_against_the_weeks_before(http: httpx.Client) -> None:
    early = http.get("/?from=2023-07-01&to=2023-07-31")
    assert "No article lies before these weeks" in section(early, "rising")
    late = http.get("/topic.json").json()["moving"]
    assert late["articles"] >= 20 > 0 < late["articles_before"]
    assert late["from"] < late["to"] and late["before"] < late["from"]


def test_a_turn_shows_its_sentence_and_that_it_is_uncertain(http: httpx.Client) -> None:
    turning = section(http.get("/"), "turning")
    assert "from for to against" in turning
    assert '<mark class="m stance against">refuse toute imitation</mark>' in turning
    assert "uncertain" in turning
    assert "refuse toute imitation" not in section(http.get("/?to=2023-07-12"), "turning")


def test_the_matrix_leads_to_the_sentences_of_a_cell(http: httpx.Client) -> None:
    page = http.get("/")
    row = re.search(r"<tr><th[^>]*><a[^>]*>Louis Ferrand</a>.*?</tr>", page.text, re.S)
    assert row
    assert "+1" in row[0] and "−1" in row[0]
    link = re.search(r'href="([^"]+issue=imitation)#evidence">(.+?)</a>', row[0])
    assert link
    assert re.sub(r"<[^>]+>", "", link[2]) == "Louis Ferrand on “Imitating voices”: against −1"
    shown = http.get(link[1].replace("&amp;", "&"))
    evidence = shown.text.split('id="evidence"')[1].split("</section>")[0]
    assert "Louis Ferrand on “Imitating voices”" in evidence
    assert "refuses any imitation" in evidence
    # the other sentence stands in a copy, which is not counted
    assert "refuse toute imitation" not in evidence


@pytest.mark.parametrize(
    "asked", ["holder=nobody&issue=imitation", "holder=%00&issue=%3Cb%3E", "holder=ada-brandt"]
)
def test_a_cell_that_is_not_there_is_no_error(http: httpx.Client, asked: str) -> None:
    page = http.get(f"/?{asked}")
    assert page.status_code == 200 and "<b>" not in page.text.split("<table")[1]


def test_copies_can_be_left_out_of_the_chart(http: httpx.Client) -> None:
    every = http.get("/?from=2023-07-12&to=2023-07-13")
    out = http.get("/?from=2023-07-12&to=2023-07-13&copies=out")
    assert "French 1, English 1" in every.text and "French 0, English 1" in out.text
    link = re.search(r'<a class="bar" href="([^"]+)"', out.text)
    assert link
    rows = link[1].replace("&amp;", "&").replace("counted?", "counted.json?_shape=array&")
    assert [row["id"] for row in http.get(rows).json()] == [1]
    assert "copies=out" in out.text.split('<form class="period"')[1] or 'value="out"' in out.text


def test_most_named_counts_the_days_of_a_period(http: httpx.Client) -> None:
    for asked in ("", "?from=2023-07-12&to=2023-08-31", "?from=2023-08-05&to=2023-10-02"):
        told = http.get(f"/topic.json{asked}").json()
        days = {"entity_id": "echo-works", "day__gte": told["from"], "day__lte": told["to"]}
        rows = http.get(
            "/brouhaha/entity_days.json", params={**days, "_shape": "array", "_size": "max"}
        ).json()
        first = told["named"][0]
        assert first["id"] == "echo-works"
        assert first["articles"] == sum(row["articles"] for row in rows)


def test_the_json_says_what_the_page_says(http: httpx.Client) -> None:
    answer = http.get("/topic.json?from=soon")
    assert answer.headers["content-type"].startswith("application/json")
    told = answer.json()
    assert told["id"] == "borrowed-voices" and told["title"]["fr"] == "Les voix empruntées"
    assert told["not_understood"] == ["from"]
    assert told["coverage"]["relevant"] == 39 and told["coverage"]["counted"] == 38
    assert sum(sum(week["articles"].values()) for week in told["timeline"]) == 38
    assert sum(sum(week["counted"].values()) for week in told["timeline"]) == 37
    ferrand = next(h for h in told["positions"]["holders"] if h["id"] == "louis-ferrand")
    assert ferrand["positions"]["imitation"] == {"favor": 0, "against": 1, "ambivalent": 0}
    assert ferrand["permalink"].startswith("http") and ferrand["permalink"].endswith(
        "/louis-ferrand"
    )
    turn = told["moving"]["turns"][0]
    assert (turn["from"], turn["to"], turn["article_id"]) == ("favor", "against", 2)
    assert {event["id"] for event in told["events"]} == {"launch", "march", "accord"}


def test_the_json_of_no_period_has_none(http: httpx.Client) -> None:
    told = http.get("/topic.json?from=2024-01-01&to=2023-01-01").json()
    assert told["from"] is None and told["not_understood"] == ["from", "to"]
    assert "timeline" not in told
