"""The page on methods: its data, and what is seen of them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import httpx
import pytest

import datasette_config
from datasette_config.measured import FILE, measured
from datasette_config.methods import documents, methods, told
from datasette_config.words import Words

HOME = Path(datasette_config.__file__).parent
ROOT = HOME.parent
KINDS = [kind.id for kind in methods().kind]
SOURCES = [*ROOT.glob("nlp/*.py"), *ROOT.glob("nlp/??/stance.toml"), *ROOT.glob("stories/*.py")]
LINKED = re.compile(
    r"/methods#([a-z-]+)|parts\.sure\([^)]*\"([a-z]+)\"\)|sure\([^)]*\"([a-z]+)\"\)"
)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("kind", methods().kind, ids=lambda kind: kind.id)
def test_every_kind_is_told_in_both_languages(kind: object, lang: str) -> None:
    words = Words(lang)  # type: ignore[arg-type]
    (one,) = (t for t in told() if t.kind == kind)
    for key in ("method", "how", "amiss"):
        assert words(f"{key}-{one.kind.id}")
    figures = [(figure.kind, figure.set) for figure in one.scores]
    figures += [(figure.kind, figure.set) for figure in one.reached]
    for kind_, set_ in figures:
        assert words(f"counted-{kind_}")
        assert words.name("set", set_) != set_ or one.kind.id == "pipelines"
    assert all(words(f"measure-{figure.measure}") for figure in one.reached)
    assert all(words(f"licensed-{licence.part}") for licence in methods().licence)


def test_everything_measured_is_shown() -> None:
    shown = {name for kind in methods().kind for name in kind.shown}
    figures = (*measured().score, *measured().level, *measured().reached)
    assert {figure.kind for figure in figures} == shown


def test_every_rule_that_is_named_exists() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    strings = " ".join(re.findall(r'"([^"\n]*)"', text))
    named = {rule for kind in methods().kind for rule in kind.rules}
    missing = {rule for rule in named if not re.search(rf"(?<!\w){re.escape(rule)}(?!\w)", strings)}
    assert missing == set()


def test_who_made_the_training_data_is_named() -> None:
    sets = tomllib.loads((ROOT / "nlp/training/sets.toml").read_text(encoding="utf-8"))["set"]
    credited = {(one.name, one.licence, one.source) for one in methods().credit}
    assert {(one["name"], one["licence"], one["source"]) for one in sets} <= credited
    card = (ROOT / "nlp/weights/sentiment/card.md").read_text(encoding="utf-8")
    made = [line for line in card.split("## What it reaches")[0].split("\n") if "https" in line]
    rows = {tuple(cell.strip() for cell in line.strip("|").split("|")) for line in made}
    assert rows and rows <= credited


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("precision = 1.0", "precision = 1.2", "less than or equal to 1"),
        ('lang = "fr"', 'lang = "de"', "'fr', 'en' or 'both'"),
        ("[runs.clusters]", "[runs.elsewhere]", "no \\[runs\\] entry for clusters"),
        ("wanted =", "wished =", "Extra inputs"),
    ],
)
def test_a_mistake_in_the_figures_is_told(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / "measured.toml"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=said):
        measured(path)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_page_shows_the_figures(http: httpx.Client, lang: str) -> None:
    page = http.get(f"/methods?lang={lang}").raise_for_status().text
    words = Words(lang)  # type: ignore[arg-type]
    for kind in KINDS:
        (part,) = re.findall(rf'<section id="{kind}".*?</section>', page, re.S)
        assert words(f"method-{kind}") in part
        (one,) = (t for t in told() if t.kind.id == kind)
        for score in one.scores:
            assert f"<b>{words.decimal(score.f1)}</b>" in part
            assert words.number(score.size) in part
        for figure in one.reached:
            assert words.decimal(figure.value, 3) in part
        assert all(words.day(str(run.day)) in part for run in one.runs)
        assert (words("methods-not-measured") in part) == (not one.runs)
    assert all(words.number(n) in page for n in documents().values())
    assert "test-1" in page  # the version of the analysis in this database
    assert words("methods-private-here") in page and words("methods-public-here") not in page


def test_confidence_is_shown_by_kind_and_language(http: httpx.Client) -> None:
    page = http.get("/methods?lang=en").text
    (part,) = re.findall(r'<section id="confidence".*?</section>', page, re.S)
    for kind in ("quotes", "speakers", "stances", "holders"):
        for lang in ("fr", "en"):
            levels = measured().levels(kind, lang)
            assert levels and levels[-1].high == 1
    rows = re.findall(r'<th scope="row">(\S+) to (\S+)</th><td class="n">([\d,]+)</td>', part)
    assert len(rows) == len(measured().level)


@pytest.mark.parametrize("path", sorted(HOME.glob("templates/*.html")), ids=lambda path: path.name)
def test_links_lead_to_a_part_of_the_page(path: Path) -> None:
    anchors = {*KINDS, "basics", "confidence", "versions", "licences", "public", "cite"}
    for match in LINKED.finditer(path.read_text(encoding="utf-8")):
        assert (match[1] or match[2] or match[3]) in anchors


def test_each_confidence_leads_to_how_it_was_measured(http: httpx.Client) -> None:
    page = http.get("/issue/imitation").text
    sure = re.findall(r'<a class="sure[^"]*" href="([^"]+)"', page)
    assert sure and set(sure) <= {"/methods#stances", "/methods#turns"}
    assert 'href="/methods#relevance"' in page and 'href="/guide"' in page


def test_the_figures_are_given_as_data(http: httpx.Client) -> None:
    answer = http.get("/methods.json")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.json() == measured().model_dump(mode="json", exclude_none=True)
