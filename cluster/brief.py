"""What a worker is told of a job: the topic's files, since it may not have them, and the code's."""

from __future__ import annotations

import hashlib
import os
import tempfile
import tomllib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from itertools import chain
from pathlib import Path

import topics
from crawler.contact import CONTACT
from topics import Topic

HOME = Path(__file__).resolve().parents[1]
ROOMS = ("cluster", "crawler", "nlp")
LIBRARIES = ("numpy", "py3langid", "spacy", "thinc", "trafilatura")
FILES = ("topic.toml", "entities.toml", "issues.toml", "events.toml", "sources.toml")


class OtherVersionError(Exception):
    """A worker has another version of the code than who gives it work."""


@dataclass(frozen=True, slots=True)
class Brief:
    """A topic by its content, packed, and the version of the code that is to work on it.

    `contact` is how sites that a worker asks for files reach whoever gave it the work.
    """

    files: tuple[bytes, ...]
    digest: str
    version: str
    contact: str


def brief_of(topic: Topic) -> Brief:
    """The brief for a topic, for workers of this version."""
    files = tuple(zlib.compress((topic.folder / name).read_bytes()) for name in FILES)
    return Brief(files, topic.digest, version(), os.environ.get(CONTACT, ""))


@cache
def version() -> str:
    """Changes with whatever a worker runs: the code of its rooms, their words, what they use."""
    found = hashlib.sha256(repr([*_libraries()]).encode())
    for room in ROOMS:
        for path in sorted((HOME / room).rglob("*")):
            if path.suffix in (".py", ".toml") and "training" not in path.parts:
                found.update(path.read_bytes())
    return found.hexdigest()[:12]


def _libraries() -> Iterator[tuple[str, str]]:
    """The libraries that findings hang on, and spaCy's own pipelines, with their versions."""
    settings = tomllib.loads((HOME / "nlp" / "pipeline.toml").read_text(encoding="utf-8"))
    official = (settings[key] for key in sorted(settings) if key.startswith("official_"))
    for name in chain(LIBRARIES, *official):
        if found := next(iter(metadata.distributions(name=name)), None):
            yield name, found.version


def folder(brief: Brief) -> str:
    """The topic's files in a folder of this machine; from here on its requests give the contact.

    :raises OtherVersionError: the code here is another than that of who gives the work.
    """
    os.environ[CONTACT] = brief.contact
    return _folder(brief.files, brief.version)


@cache
def _folder(files: tuple[bytes, ...], wanted: str) -> str:
    if version() != wanted:
        raise OtherVersionError(f"the code of this worker is {version()}, not {wanted}")
    place = Path(_kept().name) / hashlib.sha256(b"\0".join(files)).hexdigest()[:12]
    place.mkdir(exist_ok=True)
    for name, packed in zip(FILES, files, strict=True):
        (place / name).write_bytes(zlib.decompress(packed))
    topics.load(str(place))
    return str(place)


@cache
def _kept() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="brouhaha-topic-")
