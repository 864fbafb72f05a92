from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import pytest
from sqlite_utils import Database

from alerts import digest as made
from alerts import short
from alerts.evidence import shown
from datasette_config.words import Words
from storage.alerts import Alert, Kept, Place, Rule, between, notice
from storage.correcting.places import sentence
from tests.told import Tell, Told
from topics.rules import Alerts

HOME = Path(made.__file__).parent
HOSTILE = "Ovens\r\nBcc: all@x.example <script>bake()</script> @everyone [free](https://x.example)"
LONG = "Crumb " + "and bakers " * 200 + "met. They left."
DETAILS: dict[Rule, list[dict[str, object]]] = {
    "turn": [{"holder": "crumb", "issue": "night-work", "entity": None, "from": "favor",
              "to": "against"}],
    "figure": [
        {"what": "conflict", "entity": "crumb", "value": 30.0, "unit": "people",
         "other": 300.0, "other_unit": "people"},
        {"what": "revised", "entity": "", "source": "the-loaf", "value": 90.0,
         "unit": "USD/hour", "other": 150.0, "other_unit": "USD/hour"},
    ],
    "edit": [{"changes": [
        {"kind": "figure", "change": "changed", "entity": "", "old": "30 people",
         "new": "3 people"},
        {"kind": "position", "change": "changed", "entity": "", "old": "favor", "new": "against"},
        {"kind": "quote", "change": "removed", "entity": "crumb", "old": "crumb", "new": ""},
    ], "more": 2, "noted": False}],
    "named": [{"entity": "crumb", "rank": 2, "most": 20, "articles": 5, "days": 7}],
    "burst": [{"entity": one, "articles": 12, "days": 3, "usual": 1.5} for one in ("crumb", "")],
    "first": [{"entity": "crumb", "lang": "fr"}],
    "quiet": [
        {"source": "the-loaf", "state": state, "sign": sign, "last_day": day, "silent": 20,
         "usual": 2.5}
        for state, sign, day in (
            ("quiet", "named", "2023-03-01"), ("quiet", "published", "2023-03-01"),
            ("failing", "", "2023-03-01"), ("failing", "", ""),
        )
    ],
}  # fmt: skip


@pytest.fixture
def all_kinds(db: Database, tell: Tell) -> list[Kept]:
    from datetime import date

    tell(Told(f"Night is long. {LONG}", HOSTILE, names={"Crumb": "crumb"}))
    notice(db, {rule: [] for rule in DETAILS}, date(2023, 3, 31))
    start = len("Night is long. ")
    found = {
        rule: [Alert(f"{rule}:{n}", "2023-03-04", one, Place(1, 1, start, start + 5))
               for n, one in enumerate(details)]
        for rule, details in DETAILS.items()
    }  # fmt: skip
    notice(db, found, date(2023, 3, 31))
    return between(db, 0, None, 100)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_kind_has_words_in_both_languages(
    db: Database, all_kinds: list[Kept], lang: Literal["en", "fr"]
) -> None:
    found = made.digest(db, Alerts(language=lang), "0" * 16, all_kinds)
    assert len(found.items) == 12
    text = made.as_text(found)
    assert not re.search(r"[{}]|alert-|None", text)
    assert ("30 people, against 300 people" if lang == "en" else "30 personnes, contre 300") in text
    assert made.as_html(found).count("<h2") == 12


def test_hostile_titles_stay_words(db: Database, all_kinds: list[Kept]) -> None:
    found = made.digest(db, Alerts(), "0" * 16, all_kinds)
    html, text = made.as_html(found), short.body(found, "discord", 30000)
    assert "<script" not in html and "&lt;script" in html
    assert not re.search(r"(src|href)=\"(?!https://the-loaf)", html)
    assert "\r" not in text and not re.search("^Bcc", text, re.M)
    assert "@everyone" not in text and "<script" not in text and "](" not in text
    assert "@everyone" in short.body(found, "json", 30000)


def test_a_link_leads_to_the_page_of_the_article(db: Database, all_kinds: list[Kept]) -> None:
    settings = Alerts.model_validate({"pages": "https://brouhaha.example/watch/"})
    one = made.item(db, settings, all_kinds[0])
    assert one.page == "https://brouhaha.example/watch/article/1"
    assert one.address == "https://the-loaf.example/1"


def test_evidence_is_short_and_holds_its_words(db: Database, all_kinds: list[Kept]) -> None:
    found = shown(db, all_kinds[0].place)
    assert found and found.words.startswith("Crumb and bakers")
    assert len(found.words) <= 302 and found.words.endswith("…")
    assert sentence(LONG, 0, 5)[1] > 1000


def test_evidence_that_is_gone_is_left_out(db: Database, all_kinds: list[Kept]) -> None:
    db.execute("DELETE FROM texts")
    one = made.item(db, Alerts(), all_kinds[0])
    assert one.quotes == () and one.address


@pytest.mark.parametrize("limit", [400, 2000, 7800, 35000])
def test_a_message_fits_its_channel(db: Database, all_kinds: list[Kept], limit: int) -> None:
    rest, taken = list(all_kinds), 0
    while rest:
        found = made.digest(db, Alerts(), "0" * 16, rest)
        some = short.fitting(found, limit)
        assert some >= 1
        cut = made.digest(db, Alerts(), "0" * 16, rest[:some])
        assert len(short.body(cut, "discord", limit)) <= limit
        rest, taken = rest[some:], taken + some
    assert taken == 12


USED = re.compile(r'words(?:\(|\.count\()\s*"(alert-[a-z-]+)"')
KNOWN = set(re.findall(r"^(alert-[a-z-]+) =", (
    HOME.parent / "datasette_config/words/alerts.toml").read_text("utf-8"), re.M))  # fmt: skip


@pytest.mark.parametrize("path", [*HOME.glob("*.py"), *HOME.glob("*.html")], ids=lambda p: p.name)
def test_every_word_that_is_asked_for_exists(path: Path) -> None:
    asked = set(USED.findall(path.read_text("utf-8")))
    assert asked <= KNOWN
    assert all(Words("fr").name("alert-rule", rule) != rule for rule in DETAILS)
