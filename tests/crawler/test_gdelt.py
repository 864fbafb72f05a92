"""GDELT's article lists: what is asked for, the forms of the answers, and that none is cut off."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

import topics
from crawler.addresses import BusyError, Found, Listing, More, Notice, UnreadableError
from crawler.periods import FORM, query
from crawler.queries import LONGEST, gdelt_queries
from crawler.spiders import addresses, gdelt
from topics.model import Window

FIRST, LAST = date(2023, 7, 1), date(2023, 11, 30)
WINDOW = Window(start=FIRST, end=LAST)
API = "https://gdelt.example/api/v2/doc/doc"


def row(number: int, when: str = "20230714T100000Z", **more: Any) -> dict[str, Any]:
    return {
        "url": f"https://loaf.example/{number}?utm_source=x", "url_mobile": "",
        "title": "Ovens  ( night ) ", "seendate": when, "socialimage": "", "domain": "loaf.example",
        "language": "English", "sourcecountry": "United Kingdom", **more,
    }  # fmt: skip


def read(body: str, url: str = "") -> list[Any]:
    url = url or gdelt.url(API, "ovens", FIRST, LAST)
    return addresses(Listing("gdelt", url, body.encode(), "text/html", WINDOW))


def test_the_rows_of_a_list() -> None:
    body = json.dumps({"articles": [row(1), row(2, language="French"), {"url": ""}, "?"]})
    first, second = read(body)
    assert first.url == "https://loaf.example/1"
    assert (first.hints.title, first.hints.published) == ("Ovens ( night )", "")
    assert (first.hints.language[:2], second.hints.language[:2]) == ("En", "Fr")


@pytest.mark.parametrize(
    ("body", "count"),
    [("{}", 0), ('{"articles": null}', 0), ('\ufeff{"articles": []}\n', 0),
     (r'{"articles": [{"url": "https://loaf.example/1", "title": "a \ b \x c' + "\t" + '"}]}', 1)],
    ids=["empty", "null", "mark", "wrong escapes"],
)  # fmt: skip
def test_odd_forms_of_an_answer(body: str, count: int) -> None:
    assert len(read(body)) == count


@pytest.mark.parametrize(
    "body",
    [
        "Please limit requests to one every 5 seconds or contact somebody for larger queries.\n",
        "Your query was too short or too long.",
        "The specified phrase is too short.",
        "",
    ],
)
def test_a_refusal_in_plain_text_is_told_apart(body: str) -> None:
    with pytest.raises(BusyError, match="the service answered: "):
        read(body)


@pytest.mark.parametrize("body", ['{"articles": [', '{"articles": 3}'])
def test_what_is_no_list_is_told(body: str) -> None:
    with pytest.raises(UnreadableError):
        read(body)


def serve(url: str, articles: list[tuple[datetime, str]]) -> str:
    """What the service knows of a span: no more than 250, the first ones."""
    asked = query(url)
    start, end = (
        datetime.strptime(asked[key], FORM).replace(tzinfo=UTC)
        for key in ("startdatetime", "enddatetime")
    )
    rows = [{"url": link} for when, link in articles if start <= when <= end]
    return json.dumps({"articles": rows[:250]})


def walk(url: str, articles: list[tuple[datetime, str]]) -> tuple[set[str], int, list[str]]:
    """All that the lists name, how many were read, and what they say of themselves."""
    lists, found, notices = [url], set(), []
    for url in lists:
        for item in read(serve(url, articles), url):
            if isinstance(item, More):
                lists.append(item.url)
            elif isinstance(item, Found):
                found.add(item.url)
            elif isinstance(item, Notice):
                notices.append(item.words)
    return found, len(lists), notices


@pytest.mark.parametrize("hours", [1, 24, 150 * 24])
def test_no_limit_of_rows_hides_an_article(hours: int) -> None:
    """1,500 articles, in an hour of a day, over a day or over the whole time, are all found."""
    start = datetime(2023, 7, 3, 9, tzinfo=UTC)
    step = timedelta(hours=hours) / 1500
    articles = [(start + number * step, f"https://loaf.example/{number}") for number in range(1500)]
    articles = [(when.replace(microsecond=0), link) for when, link in articles]
    found, lists, notices = walk(gdelt.url(API, "ovens", FIRST, LAST), articles)
    if hours > 1:
        assert found == {link for _, link in articles}
        assert not notices
    else:
        assert "GDELT may know of more" in notices[0]  # an hour is not cut: it is said
    assert lists < 40


@pytest.mark.parametrize("name", ["actors-strike-ai", "bakers"])
def test_queries_that_gdelt_takes(name: str, topic_folder: Any) -> None:
    queries = gdelt_queries(topics.load(str(topic_folder) if name == "bakers" else name))
    assert queries
    assert len(set(queries)) == len(queries) < 100
    for words in queries:
        assert len(words) <= LONGEST
        assert re.search(r" sourcelang:(english|french)$", words)
        assert words.count("(") == words.count(")")
        assert not re.search(r"\*|\bOR \)|\( OR", words)
        outside = re.sub(r"\([^()]*\)", "", re.sub(r'"[^"]*"', "", words))
        assert " OR " not in outside  # alternatives stand in parentheses
        for phrase in re.findall(r'"([^"]*)"', words):
            assert len(phrase) >= 5
        for word in re.findall(r"[^\s()]+", re.sub(r'"[^"]*"', "", words)):
            assert len(word) >= 3 or word == "OR"


def test_the_topic_speaks_in_its_queries() -> None:
    queries = "\n".join(gdelt_queries(topics.load("actors-strike-ai")))
    for term in ('"artificial intelligence"', "doublage", '"Tilly Norwood"', "performer", "acteur"):
        assert term in queries
