"""The JSON of the pages is as docs/api.md has it, to the type of each value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import httpx
import pytest
from pydantic import BaseModel, ConfigDict, Field

DOCUMENTED = Path(__file__).resolve().parents[2] / "docs" / "api.md"
Polarity = Literal["favor", "against", "ambivalent"]
Lang = Literal["fr", "en"]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")]
Link = Annotated[str, Field(pattern=r"^https?://[^/]+/[^ ]*$")]
Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]
Flag = Literal[0, 1]


class _Exact(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=True)


class _Sides(_Exact):
    favor: Count
    against: Count
    ambivalent: Count


class _Both(_Exact):
    fr: str | None
    en: str | None


class _Counts(_Exact):
    fr: Count
    en: Count


class _Coverage(_Exact):
    held: Count
    relevant: Count
    counted: Count
    first: Day | None
    last: Day | None
    undated: Count


class _Head(_Exact):
    id: str
    permalink: Link
    from_: Annotated[Day | None, Field(alias="from")]
    to: Day | None
    not_understood: list[str]
    coverage: _Coverage


class _Window(_Exact):
    from_: Annotated[Day, Field(alias="from")]
    to: Day | None


class _Bar(_Exact):
    from_: Annotated[Day, Field(alias="from")]
    to: Day
    articles: _Counts
    counted: _Counts


class _Target(_Exact):
    kind: Literal["entity", "issue"]
    id: str
    permalink: Link


class _Place(_Exact):
    article_id: int
    revision: int
    start: Count
    end: Count
    permalink: Link


class _Corrected(_Exact):
    was: str
    now: str
    kind: Literal["merge", "split", "mention", "speaker", "position", "relevance"]
    made_at: str


class _Position(_Sides):
    id: str
    holder_id: str
    holder: Link
    target: _Target
    day: Day
    polarity: Polarity
    origins: Count
    turned_from: Polarity | None
    confidence: Share
    evidence: _Place
    corrected: _Corrected | None


class _Positions(_Exact):
    rows: list[_Position]
    complete: bool


class _EntityDay(_Sides):
    day: Day
    lang: Lang
    articles: Count
    counted: Count
    mentions: Count
    quotes: Count


class _HeldAndAbout(_Exact):
    held: _Positions
    about: _Positions


class Entity(_Head):
    name: str
    type: str
    wikidata: str | None
    listed: Flag
    names: list[dict[str, str]]
    offices: list[dict[str, Any]]
    officers: list[dict[str, Any]]
    timeline: list[_EntityDay]
    positions: _HeldAndAbout


class _IssueDay(_Sides):
    day: Day
    lang: Lang
    articles: Count
    counted: Count
    favor_counted: Count
    against_counted: Count
    ambivalent_counted: Count


class _Contested(_Sides):
    period: Annotated[str, Field(pattern=r"^\d{4}-\d\d$")]
    lang: Literal["fr", "en", "any"]
    index: Share


class _Holder(_Sides):
    id: str
    name: str
    type: str
    permalink: Link


class Issue(_Head):
    label_en: str
    label_fr: str
    favor_en: str
    favor_fr: str
    against_en: str
    against_fr: str
    timeline: list[_IssueDay]
    contested: list[_Contested]
    holders: list[_Holder]
    positions: _Positions


class _IssueSum(_Sides):
    id: str
    label: _Both
    permalink: Link
    articles: Count


class Topic(_Head):
    title: _Both
    description: _Both
    window: _Window
    step: Literal["week", "month"]
    timeline: list[_Bar]
    events: list[dict[str, Any]]
    issues: list[_IssueSum]
    positions: dict[str, list[Any]]
    named: list[dict[str, Any]]
    moving: dict[str, Any]
    stories: list[dict[str, Any]]
    articles: list[dict[str, Any]]


class _Evidence(_Exact):
    words: str
    sentence: str


class _Tie(_Exact):
    article_id: int
    from_id: int | None
    from_outlet: str | None
    kind: Literal["credit", "link", "copy", "rewrite", "translation", "time"]
    credited: Flag
    hours: float | None
    rule: str
    confidence: Share
    evidence: _Evidence | None


class _Linked(BaseModel):
    """Values of which only the permalink is looked at here."""

    permalink: Link


class _Finding(BaseModel):
    start: Count
    end: Count
    rule: str
    confidence: Share
    corrected: _Corrected | None
    evidence: _Evidence | None


class _Effect(_Corrected):
    finding: Literal["articles", "mentions", "quotes", "stances", "credits"]
    start: int | None
    end: int | None
    who: str
    target: str


class Article(_Exact):
    ok: Literal[True]
    article: _Linked
    revisions: list[dict[str, Any]]
    shown_revision: int
    corrected: list[_Effect]
    changes: list[dict[str, Any]]
    findings: dict[Literal["name", "quote", "stance", "credit", "figure"], list[_Finding]]
    reasons: list[dict[str, Any]]
    story: _Linked | None
    took_from: list[_Tie]
    taken_by: list[_Tie]
    copies: list[dict[str, Any]]
    links: list[dict[str, Any]]
    fetches: list[dict[str, Any]]
    addresses: list[dict[str, Any]]


class _Edge(_Exact):
    source: str
    target: str
    uncredited: bool
    signs: list[_Tie]


class _Cascade(_Exact):
    complete: bool
    nodes: list[dict[str, Any]]
    edges: list[_Edge]


class Story(_Exact):
    ok: Literal[True]
    story: _Linked
    by_outlet: list[dict[str, Any]]
    cascade: _Cascade
    uncredited: list[_Tie]
    resurfacings: list[dict[str, Any]]
    conflicting_figures: list[dict[str, Any]]
    statements: list[dict[str, Any]]
    lag: dict[str, Any] | None


PAGES: tuple[tuple[str, type[BaseModel], tuple[str, ...]], ...] = (
    ("/topic.json", Topic, ("/topic.json", "/topic.json?from=2023-08-01&to=2023-08-31")),
    ("/entity/ID.json", Entity, ("/entity/echo-works.json", "/entity/louis-ferrand.json?from=x",
                                 "/entity/..%2Fx%3Fy%23z.json")),
    ("/issue/ID.json", Issue, ("/issue/imitation.json", "/issue/payment.json?to=2023-07-31")),
    ("/article/ID.json", Article, ("/article/1.json", "/article/1.json?revision=1",
                                   "/article/3.json", "/article/5.json")),
    ("/story/ID.json", Story, ("/story/1.json", "/story/2.json", "/story/3.json")),
)  # fmt: skip


@pytest.fixture(scope="module")
def told(storied: Path, served: type) -> Iterator[httpx.Client]:
    with served(storied) as (address, _), httpx.Client(base_url=address, timeout=30) as client:
        yield client


@pytest.mark.parametrize(
    ("model", "path"), [(model, path) for _, model, paths in PAGES for path in paths]
)
def test_each_answers_as_documented(told: httpx.Client, model: type[BaseModel], path: str) -> None:
    answer = told.get(path)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    model.model_validate_json(answer.content)


@pytest.mark.parametrize(("heading", "model"), [(heading, model) for heading, model, _ in PAGES])
def test_the_documentation_names_every_key(heading: str, model: type[BaseModel]) -> None:
    section = DOCUMENTED.read_text("utf-8").split(f"## `{heading}`\n")[1].split("\n## ")[0]
    cells = re.findall(r"^\| (`.*?) \|", section, re.M)
    documented = {key for cell in cells for key in re.findall(r"`(\w+)`", cell)}
    assert documented == {field.alias or name for name, field in model.model_fields.items()}


@pytest.mark.parametrize("kind", ["entity", "issue", "article", "story"])
def test_what_does_not_exist_is_404(told: httpx.Client, kind: str) -> None:
    answer = told.get(f"/{kind}/12345.json")
    assert answer.status_code == 404
    assert answer.json()["ok"] is False and answer.json()["error"]


@pytest.mark.parametrize("path", ["/entity/ada-brandt.json", "/issue/imitation.json"])
def test_permalinks_lead_to_pages_and_ids_stay(told: httpx.Client, path: str) -> None:
    body, again = told.get(path).json(), told.get(f"{path}?lang=fr").json()
    assert told.get(body["permalink"]).status_code == 200
    assert body["id"] == again["id"] and body["permalink"] == again["permalink"]
