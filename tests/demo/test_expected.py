"""What is said to be in the sample press is in it."""

from __future__ import annotations

import re

import pytest

from demo import expected
from demo.press import Article, load
from demo.site import Site
from topics import load as load_topic

EXPECTED = expected.load()
ARTICLES = {article.id: article for article in load().edited().articles}
BEFORE = {article.id: article for article in load().articles}
ISSUES = {"ai-use", "strike", "deal", "consent-and-pay", "regulation"}


def words(article: Article) -> str:
    return " ".join(" ".join(article.paragraphs).split())


@pytest.mark.parametrize("quote", EXPECTED.quote, ids=lambda quote: quote.text[:30])
def test_quote_stands_in_its_article(quote: expected.Quoted) -> None:
    text = words(ARTICLES[quote.article])
    assert re.search(rf'["“‘«] ?{re.escape(quote.text)}', text)
    assert quote.speaker in text


@pytest.mark.parametrize("stance", EXPECTED.stance, ids=lambda stance: stance.cue[:30])
def test_stance_stands_in_its_article(stance: expected.Position) -> None:
    text = words(ARTICLES[stance.article])
    assert stance.cue in text
    if stance.holder != "author":
        named = stance.holder if " " in stance.holder else stance.holder.upper()
        assert named in text
    assert stance.target in ISSUES or stance.target in load_topic("actors-strike-ai").entities


def test_all_issues_have_positions_on_both_sides() -> None:
    found = {(stance.target, stance.polarity) for stance in EXPECTED.stance}
    one_sided = {
        ("ai-use", "favor"),
        ("consent-and-pay", "against"),
    }  # listed too rarely to be sure
    wanted = {(issue, side) for issue in ISSUES for side in ("favor", "against")}
    assert wanted - found <= one_sided


@pytest.mark.parametrize("credit", EXPECTED.credit, ids=lambda credit: credit.article)
def test_credited_outlet_is_named(credit: expected.Credited) -> None:
    assert credit.outlet.removeprefix("The ") in words(ARTICLES[credit.article])


@pytest.mark.parametrize("figure", EXPECTED.figure, ids=lambda figure: figure.text)
def test_figure_stands_in_its_article(figure: expected.Counted) -> None:
    assert figure.text in words(ARTICLES[figure.article])


@pytest.mark.parametrize("entity", EXPECTED.entity, ids=lambda entity: entity.id)
def test_entity_is_named_often_enough(entity: expected.Named) -> None:
    known = load_topic("actors-strike-ai").entities[entity.id]
    names = {known.name, *known.aliases["fr"], *known.aliases["en"]}
    pattern = re.compile(rf"\b(?:{'|'.join(re.escape(name) for name in names)})\b", re.IGNORECASE)
    skipped = {*EXPECTED.articles.not_relevant, *EXPECTED.articles.not_stored}
    relevant = [article for name, article in ARTICLES.items() if name not in skipped]
    assert sum(bool(pattern.search(words(article))) for article in relevant) >= entity.articles


@pytest.mark.parametrize("edit", EXPECTED.edit, ids=lambda edit: edit.article)
def test_edit_changes_what_is_said(edit: expected.Edited) -> None:
    before, after = BEFORE[edit.article], ARTICLES[edit.article]
    assert edit.was in words(before)
    assert edit.was not in words(after)
    assert edit.now in words(after)
    assert edit.now not in words(before)
    assert (before.title != after.title) == edit.title_changed
    assert after.changed > before.changed


def test_all_edits_are_expected() -> None:
    assert {edit.article for edit in EXPECTED.edit} == {a.id for a in BEFORE.values() if a.later}


def test_copy_is_all_but_the_same() -> None:
    (copy,) = (found for found in EXPECTED.copy_ if found.kind == "copy")
    same = ARTICLES[copy.article].paragraphs[1:], ARTICLES[copy.of].paragraphs[1:]
    assert same[0] == same[1]


@pytest.mark.parametrize("kind", ["retelling", "translation"])
def test_what_is_told_anew_shares_no_paragraph(kind: str) -> None:
    (found,) = (found for found in EXPECTED.copy_ if found.kind == kind)
    assert not {*ARTICLES[found.article].paragraphs} & {*ARTICLES[found.of].paragraphs}


def test_a_copy_without_credit_does_not_name_its_source() -> None:
    outlets = {outlet.id: outlet.name for outlet in load().outlets}
    for found in EXPECTED.copy_:
        name = outlets[ARTICLES[found.of].outlet]
        same = ARTICLES[found.article].outlet == ARTICLES[found.of].outlet
        assert found.credited == (same or name in words(ARTICLES[found.article]))


@pytest.mark.parametrize("root", EXPECTED.root, ids=lambda root: root.outlet)
def test_followers_name_the_root_or_copy_who_does(root: expected.Rooted) -> None:
    name = load_topic("actors-strike-ai").entities[root.outlet].name
    assert all(name in words(ARTICLES[follower]) for follower in root.followers)
    assert min(ARTICLES[name].published.date() for name in root.followers) > root.day


@pytest.mark.parametrize("article", EXPECTED.resurfacing)
def test_what_brings_a_story_back_comes_months_later(article: str) -> None:
    (root,) = (root for root in EXPECTED.root if article in root.followers)
    before = [ARTICLES[f].published for f in root.followers if f != article]
    assert (ARTICLES[article].published - max(before)).days > 60


@pytest.mark.parametrize("conflict", EXPECTED.conflict, ids=lambda conflict: conflict.what)
def test_conflict_is_between_outlets(conflict: expected.Conflict) -> None:
    assert len(set(conflict.values.values())) > 1
    assert len({ARTICLES[name].outlet for name in conflict.values}) > 1


def test_counts_fit_the_articles() -> None:
    articles, first = EXPECTED.articles, EXPECTED.crawl.first
    assert articles.stored == len(ARTICLES) - len(articles.not_stored)
    assert articles.relevant == articles.stored - len(articles.not_relevant)
    assert articles.stored == first["fetched"] + first["paywall"]
    assert first["paywall"] == sum(article.paywall for article in ARTICLES.values())
    assert first["duplicate"] == sum(bool(article.also_in) for article in ARTICLES.values())
    assert first["http_error"] == sum(len(outlet.gone) for outlet in load().outlets)
    paths = Site(load(), "http://x").build()
    lists = [path for path in paths if path.endswith((".xml", ".rdf", ".atom")) or "etiq" in path]
    assert first["listed"] == len(lists)
    assert EXPECTED.crawl.second["fetched"] == len(EXPECTED.edit)
    assert {*articles.not_relevant, *articles.not_stored} <= ARTICLES.keys()
