"""A long analysis does not hold up what comes often: the parts of a schedule take turns."""

from __future__ import annotations

import json
from collections.abc import Callable

from nlp.backlog import BATCH
from tests.survival.watch import Watch


def test_an_analysis_makes_room_for_the_part_that_is_due(watch: Callable[..., Watch]) -> None:
    watched, settings = watch("turns", 2, 60), "topic.toml"
    topic = watched.topic / settings
    parts = '{ daily = "0 5 * * *", feeds = { when = "0 6 * * *", ways = ["feeds"] } }'
    topic.write_text(topic.read_text("utf-8").replace('{ daily = "0 5 * * *" }', parts), "utf-8")
    command = ["schedule", "run", "--json", "--topic", str(watched.topic)]
    done = json.loads(watched.do(*command).stdout)
    assert list(done) == ["daily", "feeds"]
    counts = [sum(part["analysed"]["counts"].values()) for part in done.values()]
    assert counts == [BATCH, 2 * 60 - BATCH]
    watched.check()
