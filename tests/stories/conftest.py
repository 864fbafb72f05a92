"""A small archive of analysed articles, written by hand and stored by the project's own storage."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlite_utils import Database

from tests.told import Tell, Told, teller


@pytest.fixture
def told() -> type[Told]:
    """To tell of further articles: `tell(told("the text", ...))`."""
    return Told


@pytest.fixture
def tell(db: Database) -> Tell:
    """Store and analyse an article; with `url`, a further revision of it. Gives its number."""
    return teller(db)


@pytest.fixture
def archive(tell: Tell) -> Sequence[int]:
    """Three articles: one that tells it first, one that credits it, one off the topic."""
    first = Told(
        'Crumb pays 150 dollars an hour. "Night work is a disgrace," said Ada Crust.',
        names={"Crumb": "crumb"}, quotes={"Night work is a disgrace": "ada-crust"},
        stances={"disgrace": ("ada-crust", "night-work", "against")},
        figures={"150 dollars an hour": (150, "USD/hour", "Crumb pays")},
    )  # fmt: skip
    second = Told(
        "Chez Crumb, on paie 150 dollars de l'heure, rapporte The Loaf.",
        title="Les fours de nuit", day="2023-03-09", source="la-miche", lang="fr",
        names={"Crumb": "crumb"}, credits={"The Loaf": "the-loaf"},
        figures={"150 dollars de l'heure": (150, "USD/hour", "on paie")},
        links=("https://the-loaf.example/1",),
    )  # fmt: skip
    third = Told("The tide is high.", title="Tides", day="2023-03-10", relevant=False)
    return [tell(one) for one in (first, second, third)]
