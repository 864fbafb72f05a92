"""Watches over sites that grow, each with a database and a topic of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from tests.press import Server
from tests.survival.mills import Mills
from tests.survival.watch import Watch


@pytest.fixture
def watch(
    other_press: Callable[[], Server],
    tmp_path: Path,
    topic_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., Watch]:
    """Makes a watch over `hosts` mills with so many articles each."""
    monkeypatch.setenv("BROUHAHA_CONTACT", "tests@loaf.example")

    def make(name: str, hosts: int, articles: int, delay: float = 0.0, wait: float = 0.0) -> Watch:
        mills = Mills([other_press() for _ in range(hosts)], wait=wait)
        mills.open(articles)
        home = tmp_path / name
        topic = Path(copytree(topic_folder, home / "bakers"))
        (topic / "sources.toml").write_text(mills.sources(delay), "utf-8")
        return Watch(home / "watch.db", topic, mills)

    return make
