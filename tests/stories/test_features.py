from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlite_utils import Database

from storage import coverage
from storage.coverage import Covered
from storage.told import clusters
from stories import features

Tell = Callable[..., int]


def found(db: Database, article: int) -> features.Features:
    (covered,) = coverage.articles(db, [article])
    links = clusters.links(db, [article]).get(article, ())
    return features.features(covered, coverage.findings(db, [article])[article], links)


def test_both_languages_have_the_same_features(
    db: Database, tell: Tell, told: Callable[..., object]
) -> None:
    french = tell(told(
        "Crumb paie 150 dollars de l'heure depuis le 1er mars, selon The Loaf.",
        title="La grève des fours", day="2023-03-04", source="la-miche", lang="fr",
        names={"Crumb": "crumb"}, credits={"The Loaf": "the-loaf"},
        figures={"150 dollars de l'heure": (150, "USD/hour", "paie")},
        links=("https://the-loaf.example/2",),
    ))  # fmt: skip
    english = tell(told(
        "Since 1 March, no, since March 1, Crumb has paid $150 an hour.", title="Ovens on strike",
        day="2023-03-05", names={"Crumb": "crumb"},
        figures={"$150 an hour": (150, "USD/hour", "has paid")},
    ))  # fmt: skip
    shared = found(db, french).keys() & found(db, english).keys()
    assert {"entity:crumb", "figure:150:USD/hour", "day:2023-03-01", "notion:strike",
            "link:https://the-loaf.example/2"} <= shared  # fmt: skip
    assert "credit:the-loaf" in found(db, french)


def test_what_is_named_far_down_counts_less(
    db: Database, tell: Tell, told: Callable[..., object]
) -> None:
    text = f"Crumb bakes. {'Bread is good. ' * 40}The Bakers Union rests."
    article = tell(told(text, names={"Crumb": "crumb", "Bakers Union": "bakers-union"}))
    weights = found(db, article)
    assert weights["entity:bakers-union"] < weights["entity:crumb"]


def test_a_quotation_cut_short_keeps_a_key() -> None:
    whole = features.quoted("We will not bake at night for the price of a cold roll")
    assert set(whole) & set(features.quoted("We will not bake at night for the price of a roll"))
    assert features.quoted("Never again") == []


def test_home_pages_and_sections_lead_nowhere() -> None:
    article = Covered(1, "https://loaf.example/news/1", "the-loaf", "en", "", "", None, None, "",
                      1, True)  # fmt: skip
    links = ["https://loaf.example/news/", "https://crumb.example/", "https://crumb.example/a"]
    kinds = {name for name in features.features(article, [], links) if name.startswith("link:")}
    assert kinds == {"link:https://crumb.example/a", f"link:{article.url}"}
    assert len(features.features(replace(article, title="aaaa " * 99), [], links)) <= 40
