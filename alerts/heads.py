"""What happened, in one line of the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlite_utils import Database

from alerts import names
from alerts.evidence import Shown
from datasette_config.words import Words
from storage.alerts import Kept, Rule

Details = Mapping[str, Any]


def head(db: Database, words: Words, alert: Kept, shown: Shown | None) -> str:
    """The line of an alert; that of an edit has the title of its article."""
    if alert.rule == "edit":
        return words("alert-edit", title=shown.title if shown else "…")
    return _HEADS[alert.rule](db, words, alert.details)


def _turn(db: Database, words: Words, of: Details) -> str:
    on_issue = of["issue"] is not None
    target = names.issue(db, of["issue"], words) if on_issue else names.entity(db, of["entity"])
    before, after = (words.name("polarity", of[side]) for side in ("from", "to"))
    holder = names.entity(db, of["holder"])
    return words("alert-turn", holder=holder, before=before, after=after, target=target)


def _figure(db: Database, words: Words, of: Details) -> str:
    about = f" ({names.entity(db, of['entity'])})" if of["entity"] else ""
    values = {"about": about, "value": words.amount(of["value"], of["unit"]),
              "other": words.amount(of["other"], of["other_unit"])}  # fmt: skip
    if of["what"] == "conflict":
        return words("alert-conflict", **values)
    return words("alert-revised", source=names.source(db, of["source"]), **values)


def _named(db: Database, words: Words, of: Details) -> str:
    return words(
        "alert-named", entity=names.entity(db, of["entity"]), most=of["most"], rank=of["rank"],
        articles=words.count("articles", of["articles"]), days=words.count("days", of["days"]),
    )  # fmt: skip


def _burst(db: Database, words: Words, of: Details) -> str:
    values = {"articles": words.count("articles", of["articles"]),
              "days": words.count("days", of["days"]),
              "usual": words.number(of["usual"])}  # fmt: skip
    if not of["entity"]:
        return words("alert-burst-topic", **values)
    return words("alert-burst", entity=names.entity(db, of["entity"]), **values)


def _first(db: Database, words: Words, of: Details) -> str:
    language = words.name("lang", of["lang"])
    return words("alert-first", language=language, entity=names.entity(db, of["entity"]))


def _quiet(db: Database, words: Words, of: Details) -> str:
    source, day = names.source(db, of["source"]), words.day(of["last_day"])
    if of["state"] == "failing":
        ever = "" if of["last_day"] else "-ever"
        return words(f"alert-failing{ever}", source=source, day=day)
    key = "alert-quiet-named" if of["sign"] == "named" else "alert-quiet-published"
    usual = words.count("days", round(of["usual"] or 1, 1))
    return words(key, source=source, day=day, silent=words.count("days", of["silent"]), usual=usual)


_HEADS: dict[Rule, Callable[[Database, Words, Details], str]] = {
    "turn": _turn,
    "figure": _figure,
    "named": _named,
    "burst": _burst,
    "first": _first,
    "quiet": _quiet,
}
