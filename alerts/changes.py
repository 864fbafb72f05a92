"""What changed in an article, in short."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from sqlite_utils import Database

from alerts import names
from alerts.evidence import clean
from datasette_config.words import Words
from storage.alerts import Kept

Change = Mapping[str, Any]
SILENT = {"figure", "quote", "position"}  # that readers should hear of


def changes(db: Database, words: Words, alert: Kept) -> tuple[str, ...]:
    """When it was seen, each change in a few words, and whether a notice tells readers."""
    details, found = alert.details, cast(list[Change], alert.details["changes"])
    seen = words("alert-seen", day=words.day(alert.day))
    told = [_change(db, words, one) for one in found if one["kind"] != "headline"]
    return (seen, *dict.fromkeys(told), *_ending(words, details))


def _ending(words: Words, details: Mapping[str, Any]) -> Iterator[str]:
    if details["more"]:
        yield words("alert-more-changes", n=details["more"])
    if not details["noted"] and SILENT & {one["kind"] for one in details["changes"]}:
        yield words("alert-no-notice")


def _change(db: Database, words: Words, one: Change) -> str:
    kind, change = words.name("edit", one["kind"]), words(f"alert-{one['change']}")
    old, new = (_value(words, one, side) for side in ("old", "new"))
    if one["entity"]:
        return words("alert-change-value", kind=kind, change=change,
                     value=names.entity(db, one["entity"]))  # fmt: skip
    if old and new:
        return words("alert-change-values", kind=kind, old=old, new=new)
    if old or new:
        return words("alert-change-value", kind=kind, change=change, value=old or new)
    return words("alert-change", kind=kind, change=change)


def _value(words: Words, one: Change, side: str) -> str:
    """A figure with its unit, a side by its name, anything else as it is."""
    text = clean(str(one[side]))
    if one["kind"] == "position":
        return words.name("polarity", text)
    value, _, unit = text.partition(" ")
    try:
        return words.amount(float(value), unit) if one["kind"] == "figure" else text
    except ValueError:
        return text
