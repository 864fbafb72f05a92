"""What the tables `[alerts]` of `topic.toml` may say: what somebody should know, and where from."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, HttpUrl

from topics.tables import Slug, Table

EditKind = Literal["quote", "figure", "name", "position", "credit", "headline", "correction"]


class Named(Table):
    """`[alerts.named]`: an entity that was not among the most named is now."""

    most: int = Field(20, ge=1, le=200, description="how many are the most named")
    days: int = Field(7, ge=1, le=366, description="in the last days, by articles that name them")
    before: int = Field(90, ge=1, le=3660, description="days before these: was it there then?")
    articles: int = Field(3, ge=1, description="that name it, at least; copies do not count")
    entities: tuple[Slug, ...] = Field((), description="only these; without any, all")


class First(Table):
    """`[alerts.first]`: the first article in a language that names an entity of `entities.toml`."""

    languages: tuple[Literal["fr", "en"], ...] = Field(("fr", "en"), min_length=1)
    entities: tuple[Slug, ...] = Field((), description="only these; without any, all")


class Turn(Table):
    """`[alerts.turn]`: a holder turns, from for to against or back; only sure turns are told."""

    holders: tuple[Slug, ...] = Field((), description="only these; without any, all")
    issues: tuple[Slug, ...] = Field(
        (), description="only on these issues; without any, on all issues and entities"
    )


class Figure(Table):
    """`[alerts.figure]`: independent sources give different figures, or one outlet revises its."""

    entities: tuple[Slug, ...] = Field((), description="only figures on these; without any, all")
    confidence: float = Field(0.5, ge=0, le=1, description="of what is told, at least")


class Edit(Table):
    """`[alerts.edit]`: an article is edited after publication in a way that matters."""

    kinds: tuple[EditKind, ...] = Field(
        ("quote", "figure", "position", "headline", "correction"),
        min_length=1,
        description="the changes that matter",
    )
    sources: tuple[Slug, ...] = Field((), description="only articles of these; without any, all")
    confidence: float = Field(0.6, ge=0, le=1, description="of a change, at least")


class Burst(Table):
    """`[alerts.burst]`: far more articles than usual, on the topic or naming an entity."""

    days: int = Field(3, ge=1, le=60, description="the last days, copies not counted")
    before: int = Field(28, ge=2, le=366, description="days before these that tell what is usual")
    times: float = Field(3.0, gt=1, le=100, description="how many times the usual, at least")
    articles: int = Field(10, ge=2, description="in the last days, at least")
    entities: tuple[Slug, ...] = Field((), description="only these; without any, all and the topic")


class Quiet(Table):
    """`[alerts.quiet]`: a source goes quiet, or its lists fail, by the limits of `[health]`."""

    sources: tuple[Slug, ...] = Field((), description="only these; without any, all")


class Alerts(Table):
    """`[alerts]`: a rule is on where its table stands, and off where it does not."""

    language: Literal["fr", "en"] = Field(default="en", description="of the digest")
    pages: HttpUrl | None = Field(
        default=None,
        description="where this database is served, so that a digest can lead to its pages; "
        "without it, to the articles alone",
    )
    days: int = Field(
        default=7, ge=1, le=366, description="what is older when it is found is no news"
    )
    named: Named | None = None
    first: First | None = None
    turn: Turn | None = None
    figure: Figure | None = None
    edit: Edit | None = None
    burst: Burst | None = None
    quiet: Quiet | None = None
