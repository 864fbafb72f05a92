"""One folder a controversy, and the one reader of such folders.

>>> topic = load("actors-strike-ai")
>>> topic.entities["meta"].name
'Meta'
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from topics.mistakes import contested, dangling, doubles, lines, shared, unheard, untimed
from topics.model import (
    EntitiesFile,
    Event,
    EventsFile,
    IssuesFile,
    Source,
    SourcesFile,
    Table,
    TopicEntity,
    TopicFile,
)
from topics.model import Issue as TopicIssue

FOLDER = Path(__file__).parent
FileT = TypeVar("FileT", bound=Table)


class TopicError(Exception):
    """A topic that cannot be used; `mistakes` holds a line for each thing wrong."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


@dataclass(frozen=True)
class Topic:
    """A controversy: what to watch, whom it names and what can be disputed in it."""

    settings: TopicFile
    entities: dict[str, TopicEntity]
    issues: dict[str, TopicIssue]
    events: tuple[Event, ...]
    sources: dict[str, Source]
    folder: Path
    digest: str  # changes with every file that an analysis depends on

    @property
    def id(self) -> str:
        return self.settings.id


def names() -> list[str]:
    """The topics that come with the project."""
    return sorted(path.parent.name for path in FOLDER.glob("*/topic.toml"))


def find(name: str) -> Path:
    """The folder of a topic, given by its name or as a path.

    :raises TopicError: there is none.
    """
    for folder in (FOLDER / name, Path(name)):
        if (folder / "topic.toml").is_file():
            return folder.resolve()
    raise TopicError(
        [f"no topic {name!r}: known are {', '.join(names())}, or give a folder with a topic.toml"]
    )


@cache
def load(name: str) -> Topic:
    """Read and check all files of a topic.

    :raises TopicError: it does not exist, or its files hold mistakes; all are told at once.
    """
    folder = find(name)
    mistakes: list[str] = []
    topic = _read(folder / "topic.toml", TopicFile, mistakes)
    entities = _read(folder / "entities.toml", EntitiesFile, mistakes)
    issues = _read(folder / "issues.toml", IssuesFile, mistakes)
    events = _read(folder / "events.toml", EventsFile, mistakes)
    sources = _read(folder / "sources.toml", SourcesFile, mistakes)
    if entities:
        mistakes += doubles("entities.toml", "entity", [e.id for e in entities.entity])
        mistakes += shared(entities)
    if issues:
        mistakes += doubles("issues.toml", "issue", [i.id for i in issues.issue])
    if events:
        mistakes += doubles("events.toml", "event", [e.id for e in events.event])
    if sources:
        mistakes += doubles("sources.toml", "source", [s.id for s in sources.source])
        mistakes += contested("sources.toml", sources)
    if topic and entities and issues:
        mistakes += dangling(topic, entities, issues)
    if topic and sources:
        mistakes += untimed(topic, sources)
    if topic and entities and issues and sources:
        mistakes += unheard(topic, entities, issues, sources)
    if mistakes or not (topic and entities and issues and events and sources):
        raise TopicError([f"{folder.name}/{mistake}" for mistake in mistakes])
    return Topic(
        settings=topic,
        entities={e.id: e for e in entities.entity},
        issues={i.id: i for i in issues.issue},
        events=events.event,
        sources={s.id: s for s in sources.source},
        folder=folder,
        digest=_digest(topic, folder),
    )


def load_sources(path: Path) -> dict[str, Source]:
    """Read another list of sources than the topic's own.

    :raises TopicError: the file is missing or holds mistakes.
    """
    mistakes: list[str] = []
    file = _read(path, SourcesFile, mistakes)
    if file:
        mistakes += doubles(path.name, "source", [s.id for s in file.source])
        mistakes += contested(path.name, file)
    if mistakes or not file:
        raise TopicError(mistakes)
    return {source.id: source for source in file.source}


def _read(path: Path, model: type[FileT], mistakes: list[str]) -> FileT | None:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return model.model_validate(content)
    except FileNotFoundError:
        mistakes.append(f"{path.name}: the file is missing")
    except OSError as error:
        mistakes.append(f"{path.name}: cannot be read: {error.strerror}")
    except UnicodeDecodeError as error:
        mistakes.append(f"{path.name}: is not UTF-8 text (byte {error.start})")
    except tomllib.TOMLDecodeError as error:
        mistakes.append(f"{path.name}: is not TOML: {error}")
    except ValidationError as error:
        mistakes.extend(f"{path.name}: {line}" for line in lines(error, content, model))
    return None


def _digest(topic: TopicFile, folder: Path) -> str:
    """What an analysis depends on: not the timetable, the limits of health or the alerts."""
    settings = topic.model_dump_json(exclude={"schedule", "health", "alerts"}).encode()
    files = [(folder / name).read_bytes() for name in ("entities.toml", "issues.toml")]
    return hashlib.sha256(b"\0".join([settings, *files])).hexdigest()[:12]
