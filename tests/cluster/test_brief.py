"""What a worker must have, and is told."""

from __future__ import annotations

from pathlib import Path

import pytest

import topics
from cluster.brief import OtherVersionError, brief_of, folder, version
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
        folder(type(brief)(brief.files, brief.digest, "older"))
