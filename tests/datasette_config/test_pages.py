"""The pages of ours, read over HTTP from a server process."""

from __future__ import annotations

import re

import httpx
import pytest

PAGES = (
    "/",
    "/?from=2023-07-10&to=2023-08-01",
    "/article/1",
    "/article/2",
    "/article/3",
    "/article/4",
    "/article/5",
    "/article/41",
    "/article/1?revision=1",
    "/entity/echo-works",
    "/entity/echo-works?show=mentions",
    "/entity/louis-ferrand",
    "/entity/..%2Fx%3Fy%23z",
    "/compare",
    "/compare?entity=echo-works&entity=ada-brandt",
    "/issue/imitation",
    "/issue/payment",
    "/source/harbour-post",
    "/source/courrier-du-quai",
    "/coverage",
    "/status",
    "/coverage?by=published&from=2023-07-01&to=2023-10-31",
    "/search",
    "/search?q=machine",
)
FRENCH = {"Accept-Language": "fr-FR,fr;q=0.9,en;q=0.5"}


def has(page: httpx.Response, *words: str) -> None:
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.text))
    for one in words:
        assert one in text, one


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_answers_in_the_readers_language(http: httpx.Client, path: str, lang: str) -> None:
    page = http.get(path, headers={"Accept-Language": lang})
    assert page.status_code == 200
    assert f'<html lang="{lang}">' in page.text
    assert page.headers["content-language"] == lang
    assert "Accept-Language" in page.headers["vary"]


@pytest.mark.parametrize(
    "path",
    [
        "/article/99",
        "/article/x",
        "/article/-1",
        "/article/99999999999999999999",
        "/article/²",
        "/article/1?revision=9",
        "/article/1?revision=x",
        "/entity/nobody",
        "/entity/%00",
        "/issue/nothing",
        "/source/nowhere",
        "/nothing",
        "/brouhaha/nothing",
    ],
)
def test_what_does_not_exist_is_said_so(http: httpx.Client, path: str) -> None:
    page = http.get(path, headers=FRENCH, follow_redirects=True)
    assert page.status_code == 404
    has(page, "Introuvable")
    assert "Traceback" not in page.text


@pytest.mark.parametrize("path", ["/brouhaha/articles", "/brouhaha/articles.json"])
def test_a_table_that_is_posted_to_says_no(http: httpx.Client, path: str) -> None:
    assert http.post(path).status_code == 405


def test_the_overview_counts_relevant_articles_only(http: httpx.Client) -> None:
    page = http.get("/")
    has(
        page,
        "Borrowed voices",
        "A dispute invented for the tests",
        "Counted in the 39 articles held to be on the topic, of 41 collected.",
        "1 of them has no date and is in no chart.",
        "12 July 2023: Echo Works launches its imitator",
    )
    assert "High tides" not in page.text
    assert re.search(r'href="/issue/imitation#favor">19</a>', page.text)
    assert re.search(r'href="/issue/imitation#against">20</a>', page.text)


def test_the_period_of_the_address_bounds_every_count(http: httpx.Client) -> None:
    page = http.get("/?from=2023-07-12&to=2023-07-13")
    assert re.search(
        r'href="/issue/imitation\?from=2023-07-12&amp;to=2023-07-13#favor">1</a>', page.text
    )
    has(page, "A machine that borrows voices", "La machine qui emprunte les voix")
    assert "In brief" not in page.text


@pytest.mark.parametrize("asked", ["from=soon", "to=2023-13-45", "from=2024-01-01&to=2023-01-01"])
def test_a_period_that_cannot_be_read_is_said_so(http: httpx.Client, asked: str) -> None:
    for path in ("/", "/entity/echo-works", "/issue/imitation"):
        page = http.get(f"{path}?{asked}")
        assert page.status_code == 200
        has(page, "The period could not be read")


def test_an_article_shows_what_was_found_in_it(http: httpx.Client) -> None:
    page = http.get("/article/1")
    has(
        page,
        "June Marlow, Pat O’Neil",
        "voices-and-machines: imitates any voice",
        "Version of the analysis: test-1",
        "Ada Brandt, “told” (direct)",
        "Voice Guild — against — Echo Works",
        "150 US dollars an hour",
        "pages.warc.gz @ 1234",
        "2 versions",
        "Date taken from the page’s structured data (confidence 90%).",
    )
    assert 'href="https://harbour.example/launch"' in page.text
    assert (
        '<a class="m name" href="/entity/ada-brandt" title="Name: Ada Brandt (person)' in page.text
    )
    for kind in ("name", "quote", "stance", "credit", "figure"):
        assert f'id="show-{kind}" checked' in page.text


def test_marks_that_cross_are_cut_and_the_text_stays_whole(http: httpx.Client) -> None:
    page = http.get("/article/1")
    body = re.search(r'<div class="text".*?</div>', page.text, re.S)
    assert body
    text = re.sub(r"<[^>]+>", "", body[0])
    assert "who refuses any imitation without a contract and asks for 150 dollars an hour." in text
    inner = body[0].count("<mark") + body[0].count("<a ")
    assert inner == body[0].count("</mark>") + body[0].count("</a>")
    assert re.search(r'<mark class="m stance against"[^>]*>refuses <mark class="m quote', body[0])


def test_an_older_revision_is_shown_without_findings_of_another(http: httpx.Client) -> None:
    page = http.get("/article/1?revision=1")
    has(page, "This is version 1; the latest is 2.", "An early text.")
    assert "m stance" not in page.text.split('<div class="text"')[1].split("</div>")[0]


@pytest.mark.parametrize(
    ("number", "said"),
    [(4, "Held to be off the topic"), (41, "Not analysed yet."), (5, "no date"), (2, "paywall")],
)
def test_the_state_of_an_article_is_told(http: httpx.Client, number: int, said: str) -> None:
    has(http.get(f"/article/{number}"), said)


def test_an_entity_is_shown_with_its_evidence(http: httpx.Client) -> None:
    page = http.get("/entity/louis-ferrand", headers=FRENCH)
    has(
        page,
        "Louis Ferrand",
        "« Une voix n’est pas un manteau que l’on prête », répond Louis Ferrand, de la Guilde des "
        "voix, qui refuse toute imitation.",
        "incertain, confiance 50 %",
        "13 juillet 2023",
        "Ce qu’a dit Louis Ferrand 3",
    )
    assert '<mark class="m stance against">refuse toute imitation</mark>' in page.text
    assert 'href="/source/courrier-du-quai"' in page.text


def test_an_entity_has_its_other_names_and_what_is_held_about_it(http: httpx.Client) -> None:
    page = http.get("/entity/echo-works")
    has(page, "Ateliers Écho", "the start-up", "The Voice Guild condemned the machine.")
    assert 'href="https://www.wikidata.org/wiki/Q1"' in page.text
    assert '<svg class="chart"' in page.text


def test_a_chart_leads_to_the_articles_behind_it(http: httpx.Client) -> None:
    page = http.get("/entity/louis-ferrand")
    links = re.findall(r'<a class="bar" href="([^"]+)"', page.text)
    assert links == ["/entity/louis-ferrand?from=2023-07-10&amp;to=2023-07-16#latest"]
    listed = http.get(links[0].replace("&amp;", "&")).text.split('id="latest"')[1]
    assert re.findall(r'<h3><a href="/article/(\d+)"', listed) == ["2", "1"]


def test_an_issue_has_two_camps_and_their_evidence(http: httpx.Client) -> None:
    page = http.get("/issue/imitation")
    favor, against = page.text.split('id="favor"')[1].split('id="against"')
    assert "Ada Brandt" in favor and "Louis Ferrand" not in favor
    assert "Louis Ferrand" in against and "Ada Brandt" not in against
    has(page, "Approves of machines that imitate voices", "For 1 holder", "Against 2 holders")


def test_a_source_tells_what_became_of_every_address(http: httpx.Client) -> None:
    page = http.get("/source/courrier-du-quai")
    has(
        page,
        "forbidden by robots.txt",
        "14 articles on the topic, of 14 held, of 15 addresses found.",
    )
    page = http.get("/source/harbour-post")
    has(page, "High tides this week", "off the topic")


def test_the_language_is_kept_after_the_switch(address: str) -> None:
    with httpx.Client(base_url=address, trust_env=False) as client:
        assert '<html lang="fr">' in client.get("/?lang=fr").text
        assert '<html lang="fr">' in client.get("/search").text
        assert '<html lang="en">' in client.get("/search?lang=en").text
        assert '<html lang="en">' in client.get("/", headers=FRENCH).text


@pytest.mark.parametrize(
    "path", [*PAGES, "/brouhaha", "/brouhaha/articles", "/nothing", "/-/versions"]
)
def test_headers_let_nothing_in_from_elsewhere(http: httpx.Client, path: str) -> None:
    page = http.get(path)
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "http" not in policy
    assert "script-src 'unsafe-inline'" not in policy and "script-src * " not in policy
    if path in PAGES:
        assert "script-src" not in policy and "unsafe" not in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", PAGES)
def test_pages_hold_no_script_no_style_attribute_and_no_foreign_file(
    http: httpx.Client, path: str
) -> None:
    text = http.get(path).text
    assert "<script" not in text
    assert not re.search(r"<[^>]+\sstyle=", text)
    assert not re.search(r'<(?:img|link|iframe|source)[^>]+(?:src|href)="(?:https?:)?//', text)
    assert not re.search(r'href="(?!https?://|/|#)', text)


@pytest.mark.parametrize("path", ["//evil.example/x", "/%2F%2Fevil.example", "/a?x=//evil.example"])
def test_no_link_of_a_page_leads_to_a_host_named_in_its_address(
    http: httpx.Client, address: str, path: str
) -> None:
    page = http.get(address + path)
    assert 'href="//' not in page.text and 'action="//' not in page.text


def test_hostile_content_is_shown_as_text(http: httpx.Client) -> None:
    page = http.get("/article/3")
    assert "&lt;script&gt;document.title=" in page.text
    assert "<img" not in page.text and "<svg onload" not in page.text
    assert 'href="javascript:' not in page.text
    assert "{{ 7*7 }}" in page.text
