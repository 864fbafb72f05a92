"""Which source an outlet that is credited is, and which outlet an address belongs to."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from sqlite_utils import Database

from storage.told import cascades
from topics import Topic
from topics.model import Table, Words


class OutletWords(Table):
    """`outlets.toml`."""

    articles: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Outlets:
    """The sources of a database by their names and homes."""

    by_key: dict[str, str]  # key of a name -> source
    homes: dict[str, tuple[tuple[str, str], ...]]  # host -> paths with their source, longest first
    names: dict[str, tuple[str, ...]]  # source -> what it is called, in small letters
    agencies: frozenset[str]

    def source(self, outlet: str, name: str = "") -> str | None:
        """The source that an entity is; None where none is."""
        return self.by_key.get(key(outlet)) or self.by_key.get(key(name))

    def own(self, outlet: str, source: str) -> bool:
        """Whether a credited outlet is the source itself: by its name, or by its initials."""
        return self.source(outlet) == source or key(outlet) in {
            "".join(part[0] for part in re.findall(r"\w+", name))
            for name in self.names.get(source, ())
        }

    def at(self, url: str) -> str | None:
        """The source that an address below its front page belongs to."""
        parts = urlsplit(url)
        for path, source in self.homes.get(_host(url), ()):
            if parts.path.startswith(path) and parts.path.strip("/") != path.strip("/"):
                return source
        return None


def read(db: Database, topic: Topic) -> Outlets:
    """The sources of this database."""
    found = cascades.outlets(db)
    by_key = {key(name): source for source, name, _ in found}
    by_key |= {key(source): source for source, _, _ in found}
    homes: dict[str, list[tuple[str, str]]] = {}
    for source, _, home in found:
        homes.setdefault(_host(home), []).append((urlsplit(home).path, source))
    return Outlets(
        by_key,
        {host: tuple(sorted(paths, reverse=True)) for host, paths in homes.items()},
        {source: tuple(_names(topic, source, name)) for source, name, _ in found},
        frozenset(one.id for one in topic.sources.values() if one.kind == "agency"),
    )


def key(name: str) -> str:
    """A name as it is compared.

    >>> key("The Évening Loaf")
    'evening-loaf'
    """
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    parts = re.findall(r"[a-z0-9]+", plain)
    return "-".join(parts[1:] if len(parts) > 1 and parts[0] in _articles() else parts)


@cache
def _articles() -> frozenset[str]:
    text = Path(__file__).with_name("outlets.toml").read_text(encoding="utf-8")
    return frozenset(OutletWords.model_validate(tomllib.loads(text)).articles)


def _names(topic: Topic, source: str, name: str) -> Iterator[str]:
    yield name.lower()
    if entity := topic.entities.get(source):
        yield entity.name.lower()
        yield from (alias.lower() for lang in ("fr", "en") for alias in entity.aliases[lang])


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
