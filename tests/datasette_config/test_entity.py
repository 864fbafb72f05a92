# ruff: noqa: E501 - the sample texts are lines of prose
"""The pages of an entity, of an issue and of several side by side, once stories are followed."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

import topics
from storage import analyses, articles
from storage.records import Analysis, Article, Entity, Fetch, Mention, Quote, Stance
from storage.store import opened, run, save_topic
from stories.run import work_off

FRENCH = {"Accept-Language": "fr"}
OFFICES = """
        name = "Louis Ferrand"
        offices = [{ of = "voice-guild", title = { fr = "président", en = "president" }, since = 2023-01-01 }]
"""
LATER = (
    ("November", "Louis Ferrand now welcomes imitation, with Voice Guild and Ada Brandt beside him."),
    ("Winter", "Louis Ferrand again welcomes imitation, said Voice Guild in a note of the week."),
)  # fmt: skip
COPIED = (
    "Voice Guild counted 4,000 members at the harbour on Friday and wants every use of a voice to be "
    "paid, a demand that Echo Works turned down in the spring and that the studios of the coast have "
    "not answered since, although three of them met its envoys twice before the summer and promised a "
    "text that nobody has seen so far, neither in the halls of the harbour nor in the press of the town."
)  # fmt: skip


def named(text: str, words: str, entity: str) -> Mention:
    return Mention(
        text.index(words), text.index(words) + len(words), entity, "name", "gazetteer", 0.99
    )


def later(number: int, text: str) -> Analysis:
    cue = text.index("welcomes imitation")
    return Analysis(
        str(number), "en", "test-1", 1, True, 0.9,
        entities=(Entity("louis-ferrand", "Louis Ferrand", "PERSON", True),
                  Entity("voice-guild", "Voice Guild", "ORG", True)),
        mentions=(named(text, "Louis Ferrand", "louis-ferrand"),
                  named(text, "Voice Guild", "voice-guild")),
        stances=(Stance(cue, cue + 18, "louis-ferrand", "imitation", "favor", 0, len(text),
                        "stance-cue", 0.95),),
    )  # fmt: skip


def copied(number: int) -> Analysis:
    start, end = COPIED.index("wants every use"), COPIED.index("wants every use") + 5
    return Analysis(
        str(number), "en", "test-1", 1, True, 0.9,
        entities=(Entity("voice-guild", "Voice Guild", "ORG", True),),
        mentions=(named(COPIED, "Voice Guild", "voice-guild"),),
        quotes=(Quote(COPIED.index("every use"), COPIED.index("paid") + 4, "voice-guild", "indirect",
                      "wants", "verb", 0.8),),
        stances=(Stance(start, end, "voice-guild", "payment", "favor", 0, len(COPIED),
                        "stance-cue", 0.9),),
    )  # fmt: skip


@pytest.fixture(scope="module")
def followed(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with offices, a change of side, a copy, and its stories worked off."""
    folder = tmp_path_factory.mktemp("followed")
    for path in database.parent.glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        if path.name == "entities.toml":
            text = text.replace('name = "Louis Ferrand"\n', OFFICES.lstrip() + "\n", 1)
        (folder / path.name).write_text(text, encoding="utf-8")
    path = folder / "followed.db"
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(path)) as copy:
        source.backup(copy)
    topic = topics.load(str(folder))
    made = [
        Article(f"https://harbour.example/{title}", "en", title, text, published=f"2023-11-0{day}")
        for day, (title, text) in enumerate(LATER, 5)
    ] + [
        Article(f"https://{host}.example/paid", "en", "Paid voices", COPIED, published="2023-11-08")
        for host in ("harbour", "quai")
    ]
    sources = ("harbour-post", "harbour-post", "harbour-post", "courrier-du-quai")
    when = "2023-11-09T09:00:00+00:00"
    with opened(path) as db:
        save_topic(db, topic)
        with run(db, "crawl") as number:
            articles.save(db, number, [
                Fetch(one.url, source, "feed", "fetched", when, 200, article=one)
                for one, source in zip(made, sources, strict=True)
            ])  # fmt: skip
        ids = [
            db.execute("SELECT id FROM articles WHERE url = ?", [one.url]).fetchone()[0]
            for one in made
        ]
        analyses.save(db, [later(n, text) for n, (_, text) in zip(ids, LATER, strict=False)])
        analyses.save(db, [copied(n) for n in ids[2:]])
        work_off(db, topic, lambda *_: None)
    return path


@pytest.fixture(scope="module")
def at(followed: Path, served: Callable[..., Any]) -> Iterator[httpx.Client]:
    with (
        served(followed) as (address, _),
        httpx.Client(base_url=address, timeout=30, trust_env=False) as client,
    ):
        yield client


def text_of(page: httpx.Response) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.text)))


def section(page: httpx.Response, name: str) -> str:
    found = re.search(rf'<section id="{name}".*?</section>', page.text, re.DOTALL)
    assert found, name
    return unescape(found[0])


def links(part: str) -> list[str]:
    return re.findall(r'href="(/[^"]*)"', part)


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize(
    "path",
    [
        "/entity/louis-ferrand", "/entity/voice-guild?show=counted", "/entity/img-src-x",
        "/entity/voice-guild?with=echo-works&outlet=harbour-post&on=payment&by=ada-brandt",
        "/entity/voice-guild?with=x&outlet=x&on=x&by=x&show=x", "/compare",
        "/compare?entity=Echo+Works&entity=img-src-x", "/issue/imitation?holder=louis-ferrand",
        "/issue/payment?press=xx&show=xx&holder=xx", "/issue/imitation?from=2030-01-01&to=2030-01-02",
        "/entity/voice-guild?from=2030-01-01&to=2030-01-02",
    ],
)  # fmt: skip
def test_every_form_of_a_page_answers_and_is_plain(at: httpx.Client, path: str, lang: str) -> None:
    page = at.get(path, headers={"Accept-Language": lang})
    assert page.status_code == 200
    assert f'<html lang="{lang}">' in page.text
    assert "<script" not in page.text and " style=" not in page.text and "<img" not in page.text


def test_offices_are_told_on_both_sides(at: httpx.Client) -> None:
    assert "president, Voice Guild since 1 January 2023" in text_of(at.get("/entity/louis-ferrand"))
    page = text_of(at.get("/entity/voice-guild", headers=FRENCH))
    assert "Qui parle au nom de Voice Guild" in page
    assert "Louis Ferrand, président depuis le 1er janvier 2023" in page


def test_a_turn_is_shown_with_the_words_before_and_after(at: httpx.Client) -> None:
    for path, part in (("/entity/louis-ferrand", "held"), ("/issue/imitation", "turns")):
        turn = section(at.get(path), part)
        assert re.search(r"turned from against to for", turn)
        assert "who refuses any imitation" in turn or "refuse toute imitation" in turn
        assert ">welcomes imitation</mark>" in turn


def test_each_cell_of_a_course_leads_to_its_sentences(at: httpx.Client) -> None:
    held = section(at.get("/entity/louis-ferrand"), "held")
    cells = re.findall(r'<a class="bar" href="([^"]+)" aria-label="([^"]+)"', held)
    against = [href for href, label in cells if label == "July 2023: against 2"]
    assert len(against) == 1
    narrowed = section(at.get(against[0]), "held")
    assert "Only positions on Imitating voices" in narrowed
    assert "refuses any imitation" in narrowed and "welcomes imitation" not in narrowed
    assert narrowed.count("<article") == 2


def test_what_is_held_about_somebody_has_its_holders(at: httpx.Client) -> None:
    about = section(at.get("/entity/echo-works"), "about")
    assert 'href="/entity/voice-guild"' in about
    narrowed = section(at.get("/entity/echo-works?by=voice-guild"), "about")
    assert "Only positions of Voice Guild" in narrowed and ">condemned</mark>" in narrowed


def test_copies_can_be_left_out(at: httpx.Client) -> None:
    with_copies = at.get("/entity/voice-guild?from=2023-11-08&to=2023-11-08")
    assert section(with_copies, "latest").count("Paid voices") == 2
    assert section(with_copies, "latest").count('<span class="tag">copy</span>') == 1
    without = at.get("/entity/voice-guild?from=2023-11-08&to=2023-11-08&show=counted")
    assert section(without, "latest").count("Paid voices") == 1
    for page in (with_copies, without):
        assert re.search(r"<dt>articles</dt><dd><a [^>]*>2</a></dd>", page.text)
        assert re.search(r"<dt>without copies</dt><dd><a [^>]*>1</a></dd>", page.text)


def test_a_statement_is_shown_once_with_how_often_it_is_repeated(at: httpx.Client) -> None:
    said = section(at.get("/entity/voice-guild?from=2023-11-08&to=2023-11-08"), "said")
    assert said.count("<article") == 1
    assert "in 2 articles" in said
    table = next(href for href in links(said) if "statement_quotes" in href)
    assert at.get(table).status_code == 200


def test_company_and_outlets_lead_to_their_articles(at: httpx.Client) -> None:
    page = at.get("/entity/louis-ferrand")
    company = section(page, "company")
    assert "newest 4 articles" in company
    href = next(href for href in links(company) if "with=echo-works" in href)
    assert "Winter" not in section(at.get(href), "latest")
    assert "La machine qui emprunte les voix" in section(at.get(href), "latest")
    outlets = section(page, "outlets")
    href = next(href for href in links(outlets) if "outlet=courrier-du-quai" in href)
    listed = section(at.get(href), "latest")
    assert "La machine qui emprunte les voix" in listed and "November" not in listed
    assert "never quoted" in section(at.get("/entity/echo-works"), "outlets")


def test_first_mentions_tell_which_language_followed(at: httpx.Client) -> None:
    first = section(at.get("/entity/louis-ferrand", headers=FRENCH), "first")
    assert "La presse francophone a suivi 1 jour après la presse anglophone." in first
    assert first.index("A machine that borrows voices") < first.index("La machine qui emprunte")


def test_figures_told_of_somebody_are_shown_with_their_sentences(
    at: httpx.Client, followed: Path
) -> None:
    with closing(sqlite3.connect(followed)) as connection:
        claims = connection.execute(
            "SELECT entity_id, id FROM claims WHERE entity_id IS NOT NULL"
        ).fetchall()
    assert claims
    for entity, claim in claims:
        figures = section(at.get(f"/entity/{entity}"), "figures")
        assert f"claim_id={claim}" in figures and 'class="m figure"' in figures


def test_a_bar_leads_to_the_articles_of_its_days(at: httpx.Client) -> None:
    page = at.get("/entity/louis-ferrand")
    chart = page.text.split('class="chart"')[1].split("</svg>")[0]
    bars = [unescape(href) for href in re.findall(r'<a class="bar" href="([^"]+)"', chart)]
    assert len(bars) == 3
    latest = section(at.get(bars[0]), "latest")
    assert "A machine that borrows voices" in latest and "Winter" not in latest
    assert ">Louis Ferrand</mark>" in latest


def test_the_json_of_an_entity(at: httpx.Client) -> None:
    found = at.get("/entity/louis-ferrand.json?from=2023-07-01&to=2023-07-31").json()
    assert found["permalink"].endswith("/entity/louis-ferrand")
    assert (found["from"], found["to"]) == ("2023-07-01", "2023-07-31")
    assert found["offices"][0]["other"] == "voice-guild"
    assert sum(day["articles"] for day in found["timeline"]) == 2
    held = found["positions"]["held"]
    assert held["complete"] and len(held["rows"]) == 3
    first = next(one for one in held["rows"] if one["day"] == "2023-07-13")
    assert first["id"] == "louis-ferrand/issue/imitation/2023-07-13"
    assert first["target"]["permalink"].endswith("/issue/imitation")
    text = at.get("/brouhaha/texts.json?_shape=array&article_id=2").json()[0]["text"]
    place = first["evidence"]
    assert text[place["start"] : place["end"]] == "refuse toute imitation"


def test_the_json_of_an_issue(at: httpx.Client) -> None:
    found = at.get("/issue/imitation.json").json()
    assert found["label_fr"] == "L’imitation des voix"
    assert {one["id"] for one in found["holders"]} == {"ada-brandt", "louis-ferrand", "voice-guild"}
    assert {row["lang"] for row in found["contested"]} == {"any", "en", "fr"}
    turned = [one for one in found["positions"]["rows"] if one["turned_from"]]
    assert [(one["holder_id"], one["polarity"]) for one in turned] == [("louis-ferrand", "favor")]


@pytest.mark.parametrize("path", ["/entity/nobody.json", "/issue/nothing.json"])
def test_json_of_what_does_not_exist(at: httpx.Client, path: str) -> None:
    page = at.get(path)
    assert page.status_code == 404 and page.json()["ok"] is False


def test_a_period_that_is_not_understood_is_told_in_json(at: httpx.Client) -> None:
    found = at.get("/entity/louis-ferrand.json?from=soon").json()
    assert found["not_understood"] == ["from"] and found["timeline"]


def test_names_are_compared_as_they_are_typed(at: httpx.Client) -> None:
    page = at.get("/compare", params={"entity": ["echoworks", "LOUIS FERRAND", "voice-guild"]})
    assert page.text.count("<polyline") >= 3
    for name in ("Echo Works", "Louis Ferrand", "Voice Guild"):
        assert f'value="{name}"' in page.text
    assert len(set(re.findall(r'class="sign (line-\d)"', page.text))) == 3


def test_unknown_names_are_told_with_those_that_are_near(at: httpx.Client) -> None:
    page = at.get("/compare", params={"entity": ["Louis", "Zeppelin"]})
    told = text_of(page)
    assert "Nobody and nothing here is called “Louis”. Perhaps: Louis Ferrand" in told
    assert "Nobody and nothing here is called “Zeppelin”." in told
    assert 'href="/compare?entity=louis-ferrand' in page.text


def test_more_than_six_are_told_and_hostile_names_are_text(at: httpx.Client) -> None:
    names = ["<script>alert(1)</script>", *"abcdef"]
    page = at.get("/compare", params={"entity": names})
    assert "At most 6 fit into one chart; left out: f." in text_of(page)
    assert "<script" not in page.text


def test_cells_of_the_comparison_lead_to_articles(at: httpx.Client) -> None:
    page = at.get("/compare?entity=louis-ferrand&entity=ada-brandt")
    table = page.text.split('<details class="figures">')[1].split("</details>")[0]
    hrefs = [unescape(href) for href in re.findall(r'href="([^"]+)"', table)]
    assert hrefs and all("#latest" in href for href in hrefs)
    assert "None found" not in section(at.get(hrefs[0]), "latest")
    without = [unescape(h) for h in re.findall(r'class="without" href="([^"]+)"', page.text)]
    assert without[0] == "/compare?entity=ada-brandt"


def test_an_issue_counts_independent_articles_by_holder(at: httpx.Client) -> None:
    page = at.get("/issue/payment?from=2023-11-01&to=2023-11-30")
    favor = section(page, "favor")
    assert "1 holder" in favor and ">for 1</a>" in favor  # two articles, one of them a copy
    href = next(href for href in links(favor) if "holder=voice-guild" in href)
    sentences = section(at.get(href), "sentences")
    assert sentences.count("<article") == 1 and ">wants</mark>" in sentences


def test_an_issue_shows_how_contested_it_is(at: httpx.Client) -> None:
    page = at.get("/issue/imitation", headers=FRENCH)
    contested = section(page, "contested")
    assert "De 0 (tous d’accord) à 1" in contested
    months = re.findall(r'<th scope="row"><a href="([^"]+)">([^<]+)</a>', contested)
    assert months[0][1] == "juillet 2023"
    assert at.get(months[0][0]).status_code == 200


def test_authors_and_unnamed_groups_stand_apart(at: httpx.Client) -> None:
    page = at.get("/issue/imitation")
    assert "<img" not in page.text
    assert "onerror" in section(page, "unnamed")
    assert "onerror" not in section(page, "against")
