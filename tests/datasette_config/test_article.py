"""The page of an article: notes, changes, its place in the story, archive; and the public copy."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

from datasette_config.evidence import bounds
from storage.handout.publish import publish


@pytest.fixture(scope="module")
def told(storied: Path, served: Any) -> Iterator[httpx.Client]:
    with served(storied) as (address, _), httpx.Client(base_url=address, trust_env=False) as client:
        yield client


@pytest.fixture(scope="module")
def copy(storied: Path) -> Path:
    path = storied.with_name("public.db")
    publish(storied, path, bounds, lambda *_: None)
    return path


@pytest.fixture(scope="module")
def public(copy: Path, served: Any) -> Iterator[httpx.Client]:
    with served(copy) as (address, _), httpx.Client(base_url=address, trust_env=False) as client:
        yield client


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def test_each_mark_leads_to_its_note_and_back(told: httpx.Client) -> None:
    page = told.get("/article/1").text
    text, notes = page.split('<div class="text"')[1].split('<section class="legend"')
    marks = set(re.findall(r' id="m-([a-z]+-\d+)"', text))
    assert marks == set(re.findall(r'<li id="n-([a-z]+-\d+)"', notes))
    assert marks == set(re.findall(r'href="#m-([a-z]+-\d+)"', notes))
    assert {"quote-1", "stance-1", "credit-1", "figure-1", "name-1"} <= marks
    references = re.findall(r'<a class="ref" href="#n-([a-z]+-\d+)" aria-label="([^"]+)"', text)
    assert {name for name, _ in references} <= marks and all(note for _, note in references)
    assert not re.search(r"<a [^>]*>(?:(?!</a>).)*<a ", text), "a link in a link"


def test_an_uncertain_mark_says_so(told: httpx.Client) -> None:
    page = told.get("/article/1").text
    marks = re.findall(r'<mark class="m [a-z ]*unsure" title="([^"]+)"', page)
    assert marks and all("uncertain, confidence" in note for note in marks)


def test_what_changed_is_shown_with_the_words_of_both_sides(told: httpx.Client) -> None:
    page = told.get("/article/1").text
    assert "no notice was found that says so" in page
    changes = page.split('<h3 id="changes"')[-1].split("</section>")[0]
    assert "<ins>40 percent</ins>" in changes and "She welcomes imitation" in changes
    assert "<del>voice</del>" in changes and "<ins>voices</ins>" in changes
    assert "<del>An early text.</del>" in changes
    assert changes.index("figure") < changes.index("An early text.")


def test_its_place_in_the_story_is_told(told: httpx.Client) -> None:
    page = told.get("/article/1").text
    place = page.split('aria-labelledby="story"')[1].split('class="history"')[0]
    said = plain(place)
    assert "A story of 4 articles, 2 independent origins." in said
    assert "an origin of the story" in said
    assert "credited; the article itself is not held" in said
    assert "Who took from it 3" in said and "without credit" in said
    assert "rewritten by" in said
    assert 'href="/story/1"' in place and 'href="/article/2"' in place


def test_a_follower_shows_whom_it_took_from_and_its_links(told: httpx.Client) -> None:
    said = plain(told.get("/article/2").text)
    assert "From whom it took 1 A machine that borrows voices — The Harbour Post" in said
    assert "24.5 hours later" in said
    assert "Links to articles held here 1" in said
    back = plain(told.get("/article/3", headers={"Accept-Language": "fr"}).text)
    assert "l’histoire est revenue après un silence de 20 jours" in back
    assert "réécriture de" in back and "21 jours plus tard" in back


def test_the_archived_page_and_what_allowed_to_fetch_it(told: httpx.Client) -> None:
    said = plain(told.get("/article/1").text)
    assert "ab" * 32 in said and "pages.warc.gz" in said and "1234" in said
    assert "Allowed by robots.txt; no reservation against text and data mining was met." in said


def test_json_has_findings_with_their_sentence_and_no_text(told: httpx.Client) -> None:
    answer = told.get("/article/1.json")
    assert answer.headers["content-type"].startswith("application/json")
    told_of = answer.json()
    assert told_of["article"]["permalink"].endswith("/article/1")
    assert told_of["story"]["permalink"].endswith("/story/1")
    stance = told_of["findings"]["stance"][1]
    assert stance["polarity"] == "against" and stance["evidence"]["words"] == "condemned"
    assert stance["evidence"]["sentence"] == "The Voice Guild condemned the machine."
    assert [c["to_revision"] for c in told_of["changes"]] == [2]
    assert {one["article_id"] for one in told_of["taken_by"]} == {2, 3, 13}
    assert "text" not in told_of and "text" not in told_of["article"]


@pytest.mark.parametrize(
    "path", ["/article/99.json", "/article/x.json", "/article/1.json?revision=9"]
)
def test_json_says_what_there_is_not(told: httpx.Client, path: str) -> None:
    answer = told.get(path)
    assert answer.status_code == 404
    assert answer.json()["ok"] is False and answer.json()["error"]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_public_copy_shows_the_excerpt_and_the_evidence_only(
    public: httpx.Client, copy: Path, storied: Path, number: int
) -> None:
    page, told_of = public.get(f"/article/{number}"), public.get(f"/article/{number}.json")
    assert page.status_code == told_of.status_code == 200
    with closing(sqlite3.connect(copy)) as db:
        row = db.execute("SELECT excerpt, title FROM articles WHERE id = ?", [number]).fetchone()
        held = [*row, *(t for (t,) in db.execute(
            "SELECT text FROM passages WHERE article_id IN (1, 2, 3)"))]  # fmt: skip
        titles = [t for (t,) in db.execute("SELECT title FROM revisions")]
    quotes = re.findall(r'<blockquote class="evidence"[^>]*>(.*?)</blockquote>', page.text, re.S)
    for quote in quotes:
        shown = unescape(re.sub(r"<[^>]+>", "", quote))
        assert any(shown in piece for piece in [*held, *titles])
    assert 'class="m name" href' not in page.text and 'id="show-name"' not in page.text
    with closing(sqlite3.connect(storied)) as db:
        [text] = db.execute(
            "SELECT text FROM texts JOIN articles a ON a.id = article_id AND a.revision = "
            "texts.revision WHERE a.id = ?", [number]).fetchone()  # fmt: skip
    assert text not in unescape(page.text) and text not in told_of.text


def test_the_public_copy_says_that_it_holds_no_text(public: httpx.Client) -> None:
    page = plain(public.get("/article/1").text)
    assert "This public copy holds no full text" in page
    assert "pages.warc.gz" in page


@pytest.mark.parametrize("path", ["/stories", "/story/1", "/story/1.json", "/story/2"])
def test_the_public_copy_has_the_stories(public: httpx.Client, path: str) -> None:
    page = public.get(path)
    assert page.status_code == 200
    assert "borrows voices" in page.text or path == "/story/2"
