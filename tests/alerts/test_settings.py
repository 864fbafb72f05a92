from __future__ import annotations

from pathlib import Path

import pytest

import topics


def check(folder: Path, alerts: str) -> str:
    file = folder / "topic.toml"
    text = file.read_text("utf-8")
    before, rest = text.split("[alerts]", 1)
    file.write_text(f"{before}{alerts}\n[relevance]{rest.split('[relevance]', 1)[1]}", "utf-8")
    topics.load.cache_clear()
    with pytest.raises(topics.TopicError) as error:
        topics.load(str(folder))
    return str(error.value)


@pytest.mark.parametrize(
    ("alerts", "words"),
    [
        ("[alerts.named]\nmost = 0", "topic.toml: alerts.named.most: expected"),
        ("[alerts.turn]\nwho = 1", "alerts.turn.who: unknown key, expected one of holders, issues"),
        ("[alerts.rumour]", "alerts.rumour: unknown key, expected one of language, pages, days"),
        ("[alerts]\nturn = true", "alerts.turn: expected a table"),
        ('[alerts]\nlanguage = "de"', "alerts.language: expected one of 'fr' or 'en', found 'de'"),
        ('[alerts]\npages = "here"', "alerts.pages: expected an address"),
        ('[alerts.edit]\nkinds = ["typo"]', "alerts.edit.kinds[1]: expected one of 'quote'"),
        ('[alerts.turn]\nholders = ["nobody"]', "alerts.turn.holders: no entity 'nobody'"),
        ('[alerts.turn]\nissues = ["flour"]', "alerts.turn.issues: no issue 'flour'"),
        ('[alerts.quiet]\nsources = ["la-miche"]', "alerts.quiet.sources: no source 'la-miche'"),
    ],
)  # fmt: skip
def test_mistakes_are_told(topic_folder: Path, alerts: str, words: str) -> None:
    assert words in check(topic_folder, alerts)


@pytest.mark.parametrize("name", topics.names())
def test_the_topics_that_come_along_have_every_rule_on(name: str) -> None:
    alerts = topics.load(name).settings.alerts
    assert None not in (alerts.named, alerts.first, alerts.turn, alerts.figure, alerts.edit,
                        alerts.burst, alerts.quiet)  # fmt: skip


def test_an_analysis_does_not_depend_on_the_alerts(topic_folder: Path) -> None:
    before = topics.load(str(topic_folder)).digest
    file = topic_folder / "topic.toml"
    file.write_text(file.read_text("utf-8").replace("most = 2", "most = 3"), "utf-8")
    topics.load.cache_clear()
    assert topics.load(str(topic_folder)).digest == before
