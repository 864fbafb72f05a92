"""A small topic, an empty database and presses on loopback, made afresh for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest
from sqlite_utils import Database

import topics
from storage.store import opened, save_topic
from tests.press import Server, serving

FILES = {
    "topic.toml": """
        id = "bakers"
        title = { fr = "Les boulangers", en = "The bakers" }
        description = { fr = "Un sujet d'essai.", en = "A topic for the tests." }
        window = { start = 2023-01-01 }
        schedule = { daily = "0 5 * * *" }
        [relevance]
        bias = -2.0
        [[relevance.concept]]
        id = "ovens"
        terms = { fr = ["four*"], en = ["oven*"] }
        [[relevance.rule]]
        id = "ovens-named"
        all = ["ovens"]
        weight = 4.0
    """,
    "entities.toml": """
        [[entity]]
        id = "crumb"
        type = "ORG"
        name = "Crumb & Co"
        aliases = { any = ["Crumb"], fr = ["La Mie"] }
        [[entity]]
        id = "bakers-union"
        type = "ORG"
        name = "Bakers Union"
    """,
    "issues.toml": """
        [[issue]]
        id = "night-work"
        label = { fr = "travail de nuit", en = "night work" }
        favor = { fr = "pour", en = "for it" }
        against = { fr = "contre", en = "against it" }
    """,
    "events.toml": """
        [[event]]
        id = "opening"
        day = 2023-02-01
        label = { fr = "Ouverture", en = "Opening" }
        source = "https://bakers.example/opening"
    """,
    "sources.toml": """
        [[source]]
        id = "the-loaf"
        name = "The Loaf"
        country = "GB"
        language = "en"
        kind = "newspaper"
        home = "https://loaf.example/"
        group = "daily"
    """,
}


@pytest.fixture
def topic_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "bakers"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def topic(topic_folder: Path) -> topics.Topic:
    return topics.load(str(topic_folder))


@pytest.fixture
def db(tmp_path: Path, topic: topics.Topic) -> Iterator[Database]:
    with opened(tmp_path / "test.db") as database:
        save_topic(database, topic)
        yield database


@pytest.fixture
def press() -> Iterator[Server]:
    with serving("127.0.0.1") as server:
        yield server


@pytest.fixture
def other_press() -> Iterator[Callable[[], Server]]:
    """Presses on hosts of their own: 127.0.0.2, 127.0.0.3 and so on."""
    numbers = count(2)
    with ExitStack() as stack:
        yield lambda: stack.enter_context(serving(f"127.0.0.{next(numbers)}"))


SLOW = ("survival", "cluster")  # rooms whose files take minutes


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow rooms first, so that the end does not wait for them."""
    items.sort(key=lambda item: item.path.parent.name not in SLOW)


def pytest_make_parametrize_id(val: object) -> str | None:
    """Bytes are named by their length: what a gzip holds depends on the second it was made in."""
    return f"{len(val)} bytes" if isinstance(val, bytes) else None
