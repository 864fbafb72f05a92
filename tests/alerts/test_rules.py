from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlite_utils import Database

from alerts.notice import notice
from storage import analyses
from tests.told import Tell, Told
from topics import Topic
from topics.rules import Alerts

TODAY = date(2023, 3, 31)
Work = Callable[[], None]
OLD = Told("Crumb bakes by night.", day="2023-03-01", names={"Crumb": "crumb"})


@pytest.fixture
def asked(db: Database, topic: Topic, tell: Tell, work: Work) -> None:
    """One article of weeks ago, and a first look at it."""
    tell(OLD)
    work()
    assert notice(db, topic, date(2023, 3, 25)) == 0


def only(topic: Topic, **rules: Any) -> Topic:
    """The topic with these rules alone."""
    alerts = Alerts.model_validate(rules)
    return replace(topic, settings=topic.settings.model_copy(update={"alerts": alerts}))


def told(db: Database, rule: str) -> list[dict[str, Any]]:
    rows = db.query("SELECT * FROM alerts WHERE told = 1 AND rule = ? ORDER BY id", [rule])
    return [{**row, "details": json.loads(row["details"])} for row in rows]


def test_the_first_look_tells_nothing(db: Database, topic: Topic, tell: Tell, work: Work) -> None:
    tell(Told("Crumb bakes.", day="2023-03-30", names={"Crumb": "crumb"}))
    work()
    assert notice(db, topic, TODAY) == 0
    assert [*db.query("SELECT key, told FROM alerts")] == [{"key": "first:crumb:en", "told": 0}]
    tell(Told("La Mie cuit.", day="2023-03-30", lang="fr", names={"La Mie": "crumb"}))
    work()
    assert notice(db, topic, TODAY) == 1


def test_a_rule_that_is_switched_on_later_begins_then(
    db: Database, topic: Topic, tell: Tell, work: Work
) -> None:
    notice(db, only(topic, turn={}), date(2023, 3, 25))
    tell(Told("Crumb bakes.", day="2023-03-30", names={"Crumb": "crumb"}))
    work()
    assert notice(db, only(topic, turn={}, first={}), TODAY) == 0
    assert notice(db, only(topic), TODAY) == 0
    assert db.execute("SELECT COUNT(*) FROM alert_rules").fetchone() == (0,)


@pytest.mark.usefixtures("asked")
def test_the_first_article_in_a_language(
    db: Database, topic: Topic, tell: Tell, work: Work
) -> None:
    text = "Le pain est cher. La Mie paie la nuit. Rien de plus."
    tell(Told(text, "Le pain", "2023-03-30", "la-miche", "fr", names={"La Mie": "crumb"}))
    tell(Told("Une autre.", "Et", "2023-03-10", "la-miche", "fr", names={"autre": "bakers-union"}))
    work()
    assert notice(db, topic, TODAY) == 1
    [alert] = told(db, "first")
    assert (alert["key"], alert["day"]) == ("first:crumb:fr", "2023-03-30")
    assert text[alert["start"] : alert["end"]] == "La Mie"
    # an earlier one that comes later changes nothing, nor does a second look
    tell(Told(text, "Avant", "2023-03-29", "la-miche", "fr", names={"La Mie": "crumb"}))
    work()
    assert notice(db, topic, TODAY) == 0


@pytest.mark.usefixtures("asked")
def test_what_lies_back_further_than_the_last_look_is_no_news(
    db: Database, topic: Topic, tell: Tell, work: Work
) -> None:
    tell(Told("La Mie cuit.", day="2023-03-01", lang="fr", names={"La Mie": "crumb"}))
    work()
    assert notice(db, topic, TODAY) == 0
    assert told(db, "first") == []


@pytest.mark.usefixtures("asked")
def test_after_weeks_of_rest_nothing_in_between_is_lost(
    db: Database, topic: Topic, tell: Tell, work: Work
) -> None:
    tell(Told("La Mie cuit.", day="2023-03-28", lang="fr", names={"La Mie": "crumb"}))
    work()
    assert notice(db, topic, date(2023, 5, 31)) == 1
    assert notice(db, topic, date(2023, 6, 30)) == 0


@pytest.mark.usefixtures("asked")
def test_a_new_name_among_the_most_named(
    db: Database, topic: Topic, tell: Tell, work: Work
) -> None:
    for day in ("2023-03-29", "2023-03-30"):
        tell(Told(f"Rye and Crumb met on {day}.", day=day, source=f"paper-{day[-2:]}",
                  names={"Rye": "tess-rye", "Crumb": "crumb"}))  # fmt: skip
    work()
    notice(db, topic, TODAY)
    [alert] = told(db, "named")
    assert alert["key"] == "named:tess-rye"
    assert alert["details"] == {
        "entity": "tess-rye", "rank": 2, "most": 2, "articles": 2, "days": 7,
    }  # fmt: skip
    assert notice(db, topic, TODAY + timedelta(1)) == 0
    assert notice(db, only(topic, named={"entities": ["crumb"]}), TODAY + timedelta(1)) == 0


def says(day: str, polarity: str, cue: str, source: str = "the-loaf") -> Told:
    text = f"Tess Rye {cue} night work in the ovens of the town. She has for years."
    return Told(text, f"Rye {cue}", day, source, names={"Tess Rye": "tess-rye"},
                stances={cue: ("tess-rye", "night-work", polarity)})  # type: ignore[dict-item] # fmt: skip


@pytest.mark.usefixtures("asked")
def test_a_holder_turns(db: Database, topic: Topic, tell: Tell, work: Work) -> None:
    tell(says("2023-03-02", "favor", "praises"))
    tell(says("2023-03-28", "against", "condemns"))
    work()
    notice(db, topic, TODAY)
    [alert] = told(db, "turn")
    assert alert["key"] == "turn:tess-rye:night-work:against@2023-03-28"
    assert (alert["other_id"], alert["details"]["from"]) == (2, "favor")
    # words of the days around it that come later move the day of the turn: it is the same turn
    tell(says("2023-03-26", "against", "decries", "the-crust"))
    work()
    assert db.execute("SELECT day FROM turns").fetchall() == [("2023-03-26",)]
    notice(db, topic, TODAY)
    assert len(told(db, "turn")) == 1


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(
    ("rule", "n"), [({}, 1), ({"holders": ["crumb"]}, 0), ({"issues": ["night-work"]}, 1)]
)
def test_turns_of_some_holders_on_some_issues(
    db: Database, topic: Topic, tell: Tell, work: Work, rule: dict[str, Any], n: int
) -> None:
    tell(says("2023-03-02", "favor", "praises"))
    tell(says("2023-03-28", "against", "condemns"))
    work()
    assert notice(db, only(topic, turn=rule), TODAY) == n


def pays(day: str, source: str, dollars: int) -> Told:
    text = f"Flour is dear. Crumb pays its bakers {dollars} dollars an hour. They bake."
    figures = {f"{dollars} dollars an hour": (float(dollars), "USD/hour", "Crumb pays")}
    return Told(text, "Wages", day, source, names={"Crumb": "crumb"}, figures=figures)


@pytest.mark.usefixtures("asked")
def test_figures_in_conflict(db: Database, topic: Topic, tell: Tell, work: Work) -> None:
    tell(pays("2023-03-28", "the-loaf", 150))
    work()
    assert told(db, "figure") == []
    tell(replace(pays("2023-03-30", "the-crust", 90), title="Of pay and night"))
    work()
    notice(db, topic, TODAY)
    [alert] = told(db, "figure")
    assert alert["key"] == "conflict:crumb:150 USD/hour|90 USD/hour@2023-03-30"
    assert (alert["article_id"], alert["other_id"]) == (3, 2)
    assert notice(db, only(topic, figure={"entities": ["bakers-union"]}), TODAY) == 0


@pytest.mark.usefixtures("asked")
def test_an_outlet_revises_its_figure(db: Database, topic: Topic, tell: Tell, work: Work) -> None:
    tell(pays("2023-03-28", "the-loaf", 150))
    tell(replace(pays("2023-03-30", "the-loaf", 90), title="Of pay and night"))
    work()
    notice(db, topic, TODAY)
    [alert] = [one for one in told(db, "figure") if one["details"]["what"] == "revised"]
    assert alert["key"] == "revised:https://the-loaf.example/3:150:90 USD/hour"


NOW = "2023-03-30T08:00:00+00:00"


def edited(db: Database, tell: Tell, url: str, old: Told, new: Told) -> int:
    number = tell(old, url=url)
    tell(new, url=url, seen_at=NOW)
    analyses.save(db, [old.analysis(number, 1, "v1")])
    return number


@pytest.mark.usefixtures("asked")
def test_an_edit_that_matters(db: Database, topic: Topic, tell: Tell, work: Work) -> None:
    url = "https://the-loaf.example/pay"
    number = edited(
        db, tell, url, pays("2023-03-02", "the-loaf", 150), pays("2023-03-02", "the-loaf", 90)
    )
    work()
    assert notice(db, topic, TODAY) == 1
    [alert] = told(db, "edit")
    assert alert["key"].startswith(f"edit:{url}:")
    assert (alert["day"], alert["revision"], alert["other_revision"]) == ("2023-03-30", 2, 1)
    assert alert["details"]["changes"] == [
        {"kind": "figure", "change": "changed", "entity": "", "old": "150 USD/hour",
         "new": "90 USD/hour"}
    ]  # fmt: skip
    assert alert["details"]["noted"] is False
    # another analysis finds it anew, under other numbers
    analyses.save(db, [pays("2023-03-02", "the-loaf", 90).analysis(number, 2, "v2")])
    analyses.save(db, [pays("2023-03-02", "the-loaf", 150).analysis(number, 1, "v2")])
    work()
    assert notice(db, topic, TODAY) == 0


@pytest.mark.usefixtures("asked")
def test_an_edit_that_does_not_matter(db: Database, topic: Topic, tell: Tell, work: Work) -> None:
    old = pays("2023-03-02", "the-loaf", 150)
    url = "https://the-loaf.example/pay"
    edited(db, tell, url, old, replace(old, text=old.text.replace("They bake", "They baked")))
    work()
    assert notice(db, topic, TODAY) == 0
    assert notice(db, only(topic, edit={"sources": ["the-loaf"]}), TODAY) == 0


def many(tell: Tell, days: range, name: str = "crumb", word: str = "Crumb") -> None:
    for n, day in enumerate(days):
        when = f"2023-03-{day:02}"
        tell(Told(f"{word} was at work in oven number {n}, as {when} showed.", f"{when} {n}", when,
                  f"paper-{n}", names={word: name}))  # fmt: skip


@pytest.mark.usefixtures("asked")
def test_a_burst(db: Database, topic: Topic, tell: Tell, work: Work) -> None:
    for _ in range(2):
        many(tell, range(29, 32))
    work()
    notice(db, topic, TODAY)
    [alert] = told(db, "burst")  # Crumb is named no more than the topic is written on
    assert alert["key"] == "burst:@2023-03-30"
    assert alert["details"] == {"entity": "", "articles": 4, "days": 3, "usual": 1.0}
    many(tell, range(29, 32))
    work()
    notice(db, topic, TODAY + timedelta(1))
    assert len(told(db, "burst")) == 1


def test_a_burst_leads_to_an_article_of_its_days(
    db: Database, topic: Topic, tell: Tell, work: Work
) -> None:
    """The story that most of them tell may have begun long before."""
    for _ in range(2):
        many(tell, range(3, 4))
        many(tell, range(29, 32))
    work()
    with db.atomic():
        [oldest] = db.execute("SELECT id FROM articles ORDER BY day LIMIT 1").fetchone()
        db.execute("UPDATE story_articles SET story_id = (SELECT MIN(id) FROM stories)")
        db.execute("UPDATE stories SET first_article = ?", [oldest])
    notice(db, topic, TODAY)
    days = db.execute(
        "SELECT a.day FROM alerts l JOIN articles a ON a.id = l.article_id WHERE l.rule = 'burst'"
    ).fetchall()
    assert days and min(days) >= ("2023-03-28",)


@pytest.mark.usefixtures("asked")
def test_a_burst_of_an_entity(db: Database, topic: Topic, tell: Tell, work: Work) -> None:
    for _ in range(2):
        many(tell, range(3, 23))
        many(tell, range(29, 32), "tess-rye", "Rye")
    work()
    notice(db, topic, TODAY)
    assert [one["details"]["entity"] for one in told(db, "burst")] == ["tess-rye"]


def test_a_source_goes_quiet_and_again(db: Database, topic: Topic, tell: Tell, work: Work) -> None:
    """A habit is told by the clock of the database: the days are counted back from today."""
    today = datetime.now(UTC).date()
    notice(db, topic, today)
    for ago in range(90, 50, -2):
        day = str(today - timedelta(ago))
        tell(Told(f"Crumb baked on {day}.", f"On {day}", day, names={"Crumb": "crumb"}))
    tell(Told("Elsewhere Crumb bakes.", "Else", str(today), "the-crust", names={"Crumb": "crumb"}))
    work()
    notice(db, topic, today)
    [alert] = told(db, "quiet")
    assert alert["key"] == f"quiet:the-loaf:quiet:{today - timedelta(52)}"
    assert alert["details"]["source"] == "the-loaf"
    notice(db, topic, today + timedelta(1))
    assert len(told(db, "quiet")) == 1
    assert notice(db, only(topic, quiet={"sources": ["the-crust"]}), today) == 0
