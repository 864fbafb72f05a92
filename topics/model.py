"""What the TOML files of a topic may say: one class a table, checked when the files are read."""

from __future__ import annotations

from datetime import UTC, date
from typing import Annotated, Any, Literal

from apscheduler.triggers.cron import CronTrigger
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    HttpUrl,
    StringConstraints,
)

from topics.rules import Alerts
from topics.sections import Section as Section
from topics.tables import Slug as Slug
from topics.tables import Table as Table
from topics.tables import Words as Words


def _cron(text: str) -> str:
    """Weekdays have names: 1 is Monday to cron, and Tuesday to others."""
    if any(character.isdigit() for character in text.split()[-1]):
        raise ValueError("weekdays by name, as in 0 5 * * mon-fri")
    try:
        CronTrigger.from_crontab(text, UTC)
    except ValueError:
        raise ValueError("a cron expression of five fields (0-59 0-23 1-31 1-12 weekday)") from None
    return text


Cron = Annotated[str, StringConstraints(pattern=r"^\S+( \S+){4}$"), AfterValidator(_cron)]
Way = Literal["feeds", "sitemaps", "sections", "revisits", "gdelt", "wayback"]
EntityType = Literal["PERSON", "ORG", "OUTLET", "WORK", "LAW", "PRODUCT", "EVENT"]
SourceKind = Literal["newspaper", "magazine", "broadcaster", "agency", "trade", "tech",
                     "newsroom", "blog", "aggregator"]  # fmt: skip
Language = Literal["fr", "en"]


class Label(Table):
    """The same words in both languages."""

    fr: Words
    en: Words

    def __getitem__(self, lang: str) -> str:
        return self.fr if lang == "fr" else self.en


class Terms(Table):
    """Words or phrases by language; `any` are written alike in both."""

    any: tuple[Words, ...] = ()
    fr: tuple[Words, ...] = ()
    en: tuple[Words, ...] = ()

    def __getitem__(self, lang: str) -> tuple[str, ...]:
        return self.any + (self.fr if lang == "fr" else self.en)


class Window(Table):
    """The days in which an article must have been published; without `end` it is still open."""

    start: date
    end: date | None = None

    def holds(self, day: str) -> bool:
        """Whether a day written `YYYY-MM-DD` lies in the window; an unknown day does."""
        return not day or (self.start.isoformat() <= day and (not self.end or day <= str(self.end)))


class Concept(Table):
    """An idea that relevance rules speak of, known by its terms or by entities named.

    A term matches whole words without regard to case or accents; `*` at the end of a word matches
    any ending, and a term in capitals ("IA") is found in capitals only.
    """

    id: Slug
    terms: Terms = Terms()
    unless: Terms = Field(Terms(), description="phrases within which a term does not count")
    entities: tuple[Slug, ...] = ()


class RelevanceRule(Table):
    """Adds `weight` (negative: takes away) where all of `all` and none of `none` are met.

    `within` is how near to one another: in the title, in one sentence, in a passage (a sentence and
    its neighbours) or anywhere in the article. `times` is in how many sentences at least.
    """

    id: Slug
    all: tuple[Slug, ...]
    none: tuple[Slug, ...] = ()
    within: Literal["title", "sentence", "passage", "article"] = "article"
    times: int = Field(1, ge=1, le=20)
    weight: float


class Relevance(Table):
    """On the topic is what brings the logistic of `bias` plus all weights over `threshold`."""

    threshold: float = Field(0.5, gt=0, lt=1)
    bias: float = 0.0
    concept: tuple[Concept, ...] = ()
    rule: tuple[RelevanceRule, ...] = ()


class Timing(Table):
    """A table `[schedule.<name>]`: when, by which ways and for which sources.

    `daily = "0 5 * * *"` in short means the lists and revisits of the sources of group `daily`.
    """

    when: Cron = Field(
        description="cron expression in local time: minute, hour, day, month, weekday"
    )
    ways: tuple[Way, ...] = Field(
        ("feeds", "sitemaps", "sections", "revisits"),
        min_length=1,
        description="lists of the sources, revisits of articles for edits, archives of the past",
    )
    groups: tuple[Slug, ...] = Field((), description="groups of sources; without any, all")
    minutes: float = Field(240, gt=0, le=1440, description="after which its crawl is ended")


def _in_full(schedule: Any) -> Any:
    """A bare cron expression is meant for the group of its name."""
    if not isinstance(schedule, dict):
        return schedule
    return {
        name: {"when": timing, "groups": [name]} if isinstance(timing, str) else timing
        for name, timing in schedule.items()
    }


class Health(Table):
    """The table `[health]`: from when on something needs a look.

    A source is quiet when it showed no sign of life for `quiet_days`, for `quiet_times` the usual
    distance between two days with one, and when at most `quiet_share` of these distances were as
    long; less than `quiet_gaps` distances in half a year make no habit.
    """

    quiet_days: int = Field(default=7, ge=1, le=366)
    quiet_times: float = Field(default=5, ge=1, le=100)
    quiet_share: float = Field(default=0.05, ge=0, le=1)
    quiet_gaps: int = Field(default=5, ge=2, le=180)
    failing_hours: float = Field(
        default=24, gt=0, le=8784, description="since a list of a source could be read"
    )
    run_hours: float = Field(default=26, gt=0, le=8784, description="since a run finished")
    article_hours: float = Field(
        default=72, gt=0, le=8784, description="since a new article was stored"
    )
    error_share: float = Field(
        default=0.3, gt=0, le=1, description="of the requests, in all and for each source"
    )
    error_requests: int = Field(
        default=20, ge=1, le=1_000_000, description="below which no share is told"
    )
    error_days: int = Field(default=7, ge=1, le=366, description="that the share is counted over")
    backlog: int = Field(
        default=1000, ge=0, le=100_000_000, description="articles that wait for their analysis"
    )
    free_gb: float = Field(
        default=2, ge=0, le=1_000_000, description="of the disk that holds the database"
    )


class TopicFile(Table):
    """`topic.toml`."""

    id: Slug
    title: Label
    description: Label
    window: Window
    relevance: Relevance
    default_issue: Slug | None = Field(
        None,
        description="the issue of fears, scorn and outcries that do not say what they are about; "
        "without it they are left out",
    )
    schedule: Annotated[dict[Slug, Timing], BeforeValidator(_in_full)] = Field(
        default_factory=dict, description="when the sources are read, and by which ways"
    )
    health: Health = Health()
    alerts: Alerts = Alerts()


class Office(Table):
    """A post that lets its holder speak for an organisation."""

    of: Slug
    title: Label
    since: date | None = None
    until: date | None = None


class TopicEntity(Table):
    """A table `[[entity]]` of `entities.toml`."""

    id: Slug
    type: EntityType
    name: Words
    wikidata: Annotated[str, StringConstraints(pattern=r"^Q[1-9]\d*$")] | None = None
    aliases: Terms = Terms()
    unique: Terms = Field(Terms(), description="descriptions that mean this entity wherever read")
    weak: Terms = Field(Terms(), description="descriptions that mean it only where it is salient")
    groups: Terms = Field(Terms(), description="groups that stand for it as speaker or holder")
    offices: tuple[Office, ...] = ()


class EntitiesFile(Table):
    """`entities.toml`."""

    entity: tuple[TopicEntity, ...] = Field(min_length=1)


class Issue(Table):
    """A table `[[issue]]` of `issues.toml`: a question one can be for or against.

    `terms` name the issue in a sentence; `favor` and `against` say what each position means, and
    `favor_cues`, `against_cues` and `ambivalent_cues` are words that by themselves express it.
    """

    id: Slug
    label: Label
    favor: Label
    against: Label
    terms: Terms = Terms()
    favor_cues: Terms = Terms()
    against_cues: Terms = Terms()
    ambivalent_cues: Terms = Terms()
    asked: bool = Field(True, description="whether who asks for it is in favor of it")
    counts_as: Slug | None = Field(
        None,
        description="the issue that praise or blame of this one counts for where it is named too",
    )


class IssuesFile(Table):
    """`issues.toml`."""

    issue: tuple[Issue, ...] = Field(min_length=1)


class Event(Table):
    """A table `[[event]]` of `events.toml`: a dated milestone with where it can be read."""

    id: Slug
    day: date
    label: Label
    source: HttpUrl


class EventsFile(Table):
    """`events.toml`."""

    event: tuple[Event, ...] = ()


class Source(Table):
    """A table `[[source]]` of `sources.toml`: an outlet and where it lists its articles."""

    id: Slug
    name: Words
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    language: Language
    kind: SourceKind
    home: HttpUrl
    group: Slug = "daily"
    feeds: tuple[HttpUrl, ...] = ()
    sitemaps: tuple[HttpUrl, ...] = ()
    sections: tuple[Section, ...] = ()
    delay: float = Field(2.0, ge=0, le=600, description="seconds between two requests to a host")
    tdm: Literal["obey", "allow"] = Field(
        "obey",
        description="`allow` where a licence, say, allows what the pages of the outlet reserve",
    )
    allow_private: bool = Field(
        False, description="whether the hosts named here may be in an inner network"
    )
    paused: bool | Words = Field(
        False, description="the reason why nothing is asked of the outlet for now, or only `true`"
    )

    def addresses(self) -> tuple[str, ...]:
        """Its home page and its lists."""
        named = (self.home, *self.feeds, *self.sitemaps, *(s.url for s in self.sections))
        return tuple(str(url) for url in named)


class SourcesFile(Table):
    """`sources.toml`."""

    source: tuple[Source, ...] = Field(min_length=1)
