"""What a worker must have, and is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from distributed import Client

import topics
from cluster.brief import OtherVersionError, brief_of, folder, version
from cluster.reading import read_part
from crawler.parts import Part
from tests.cluster.conftest import bakers
from tests.press import Server
from topics import Topic


@pytest.mark.parametrize("package", ["fr_core_news_sm", "spacy"])
def test_a_worker_with_other_libraries_has_another_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    before = version.__wrapped__()
    (tmp_path / f"{package}-0.1.dist-info").mkdir()
    metadata = f"Metadata-Version: 2.1\nName: {package}\nVersion: 0.1\n"
    (tmp_path / f"{package}-0.1.dist-info" / "METADATA").write_text(metadata, "utf-8")
    assert version.__wrapped__() == before
    monkeypatch.syspath_prepend(tmp_path)
    assert version.__wrapped__() != before


def test_a_worker_has_the_topic_of_who_gives_the_work(topic: Topic) -> None:
    brief = brief_of(topic)
    there = topics.load(folder(brief))
    assert there.digest == topic.digest
    assert there.folder != topic.folder


def test_another_version_is_refused(topic: Topic) -> None:
    brief = brief_of(topic)
    with pytest.raises(OtherVersionError, match="the code of this worker is"):
        folder(replace(brief, version="older"))


def test_who_asks_the_web_for_files_is_who_gave_the_work(
    topic: Topic, archive: Callable[..., str], press: Server, two: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The workers were started without a contact address."""
    press.put("/a.warc.gz", Path(archive("a.warc.gz", bakers(3)[1:])).read_bytes())
    monkeypatch.setenv("BROUHAHA_CONTACT", "desk@loaf.example")
    part = Part(f"{press.url}/a.warc.gz")
    assert two.submit(read_part, part, brief_of(topic)).result().counts["pages"] == 2
    assert press.agents and all("desk@loaf.example" in agent for agent in press.agents)
