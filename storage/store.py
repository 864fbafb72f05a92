"""Open the database, keep a topic in it, record runs."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from sqlite_utils import Database

from storage.addresses import reopen
from storage.errors import WrongUseError
from storage.habits import save_limits
from storage.retention.pauses import save_listed
from storage.schema import check, migrate, migrations
from storage.transactions import Store
from topics import Topic
from topics.model import Source, TopicEntity

PATIENCE = 600  # seconds that a run waits for somebody else who has locked the database
CACHE = 65536  # KiB; a batch's pages stay in memory: copies take a fifth less at 50,000 articles


class StorageError(WrongUseError):
    """The database cannot be used for what was asked; nothing in it was changed."""


def now() -> str:
    """This moment in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@contextmanager
def opened(path: Path, *, create: bool = True, patience: float = PATIENCE) -> Iterator[Database]:
    """A database at this version's schema, closed at the end; `patience` in seconds.

    :raises StorageError: the file is missing (without `create`), or is no database of ours.
    :raises storage.schema.DatabaseTooNewError: a later version wrote it.
    """
    if not create and not path.is_file():
        raise StorageError(f"no database at {path}; `brouhaha run --db {path}` makes one")
    try:
        connection = sqlite3.connect(path, timeout=patience)
    except sqlite3.OperationalError as error:
        raise StorageError(f"cannot open {path}: {error}") from None
    db = Store(connection)
    try:
        db.execute("PRAGMA foreign_keys = ON")
        _prepare(db, path)
        yield db
    finally:
        db.close()


def _prepare(db: Database, path: Path) -> None:
    try:
        ours = not db.table_names() or db.table("_sqlite_migrations").exists()
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError as error:
        raise StorageError(
            f"{path} is not a database, or damaged: {error}; give another file with --db, or "
            "`brouhaha restore` a backup"
        ) from None
    if not ours and db.table("edition").exists():
        raise StorageError(f"{path} is a public copy; give the database it was made of with --db")
    if not ours:
        raise StorageError(f"{path} is a database of something else; give another file with --db")
    db.execute(f"PRAGMA cache_size = -{CACHE}")
    check(db)
    db.enable_wal()
    _bring_up_to_date(db, path)


def _bring_up_to_date(db: Database, path: Path) -> None:
    try:
        migrate(db)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:  # a lock, a full disk
            raise
        names = ", ".join(migration.name for migration in migrations.pending(db))
        raise StorageError(
            f"{path} cannot be brought up to date ({error}): its list of migrations "
            f"(_sqlite_migrations) lacks {names}, what they make is there in part; rows were "
            "deleted by hand: `brouhaha restore` a backup"
        ) from None


def save_topic(db: Database, topic: Topic) -> None:
    """Write what the topic's files say; a database keeps to the first topic it was given.

    :raises StorageError: the database watches another topic.
    """
    held = [row["id"] for row in db.table("topics").rows]
    if held and held != [topic.id]:
        raise StorageError(
            f"the database watches the topic {held[0]!r}, not {topic.id!r}; "
            f"give --topic {held[0]} (or its folder), or another file with --db"
        )
    with db.atomic():
        _save_settings(db, topic)
        _save_entities(db, topic.entities.values())
        save_sources(db, topic.sources.values())


def save_sources(db: Database, sources: Iterable[Source]) -> None:
    """Write outlets; those that are there already are brought up to date, with their pauses."""
    sources = tuple(sources)
    db.table("sources").upsert_all(
        (
            {"id": s.id, "name": s.name, "country": s.country, "lang": s.language,
             "kind": s.kind, "home": str(s.home)}
            for s in sources
        ),
        pk="id",
    )  # fmt: skip
    save_listed(db, sources, now())


def save_services(db: Database, services: Mapping[str, tuple[str, str]]) -> None:
    """Write services that know of articles, by id with name and address: their lists are kept."""
    db.table("sources").upsert_all(
        (
            {"id": key, "name": name, "country": "ZZ", "lang": "und", "kind": "service",
             "home": home}
            for key, (name, home) in services.items()
        ),
        pk="id",
    )  # fmt: skip


def homes(db: Database) -> dict[str, str]:
    """The home page of each outlet."""
    outlets = db.table("sources").rows_where("kind <> 'service'")
    return {row["id"]: row["home"] for row in outlets}


def unlisted_sources(db: Database) -> list[str]:
    """The ids of those that are known only by their hosts."""
    rows = db.execute("SELECT id FROM sources WHERE kind = 'unlisted' ORDER BY id")
    return [source for (source,) in rows]


def unlisted_source(db: Database, host: str) -> str:
    """The id of a source known only by its host, as archives name them; made where it is missing.

    >>> unlisted_source(db, "www.example.co.uk")
    'www-example-co-uk'
    """
    name = re.sub(r"[^a-z0-9]+", "-", host.lower()).strip("-") or "unknown"
    row = {"id": name, "name": host, "country": "ZZ", "lang": "und", "kind": "unlisted",
           "home": f"https://{host}/"}  # fmt: skip
    db.table("sources").insert(row, pk="id", ignore=True)
    return name


def _save_settings(db: Database, topic: Topic) -> None:
    settings = topic.settings
    start, end = settings.window.start, settings.window.end
    window = {"window_start": str(start), "window_end": str(end) if end else None}
    before = db.execute("SELECT window_start, window_end FROM topics").fetchone()
    if before and before != tuple(window.values()):
        reopen(db)
    db.table("topics").upsert(
        {"id": topic.id, **_both("title", settings.title),
         **_both("description", settings.description), **window},
        pk="id",
    )  # fmt: skip
    db.table("issues").upsert_all(
        (
            {"id": i.id, **_both("label", i.label), **_both("favor", i.favor),
             **_both("against", i.against)}
            for i in topic.issues.values()
        ),
        pk="id",
    )  # fmt: skip
    save_limits(db, settings.health)
    db.table("events").delete_where()
    db.table("events").insert_all(
        {"id": e.id, "day": str(e.day), **_both("label", e.label), "source_url": str(e.source)}
        for e in topic.events
    )


def _both(key: str, label: Any) -> dict[str, str]:
    return {f"{key}_fr": label.fr, f"{key}_en": label.en}


def _save_entities(db: Database, entities: Iterable[TopicEntity]) -> None:
    listed = list(entities)
    db.execute("UPDATE entities SET listed = 0 WHERE listed = 1")
    db.table("entities").upsert_all(
        (
            {"id": e.id, "name": e.name, "type": e.type, "wikidata": e.wikidata, "listed": 1}
            for e in listed
        ),
        pk="id",
    )
    db.table("entity_names").delete_where()
    db.table("entity_names").insert_all(
        (row for entity in listed for row in _names(entity)), ignore=True
    )
    db.table("offices").delete_where()
    db.table("offices").insert_all(row for entity in listed for row in _offices(entity))


def _offices(entity: TopicEntity) -> Iterator[dict[str, str | None]]:
    for office in entity.offices:
        since, until = (str(day) if day else None for day in (office.since, office.until))
        yield {"entity_id": entity.id, "of_id": office.of, **_both("title", office.title),
               "since": since, "until": until}  # fmt: skip


def _names(entity: TopicEntity) -> Iterator[dict[str, str]]:
    yield {"entity_id": entity.id, "lang": "any", "name": entity.name, "kind": "name"}
    for kind, terms in (
        ("alias", entity.aliases),
        ("unique", entity.unique),
        ("weak", entity.weak),
    ):
        for lang, names in (("any", terms.any), ("fr", terms.fr), ("en", terms.en)):
            for name in names:
                yield {"entity_id": entity.id, "lang": lang, "name": name, "kind": kind}


@contextmanager
def run(db: Database, kind: str) -> Iterator[int]:
    """Record a run: `done` at the end of the block, `failed` with the error if it raises."""
    inserted = db.table("runs").insert({"kind": kind, "started_at": now()})
    number = cast(int, inserted.last_pk)
    try:
        yield number
    except BaseException as error:
        detail = str(error) or type(error).__name__
        end_run(db, number, "failed", detail)
        raise
    if db.table("runs").get(number)["outcome"] is None:
        end_run(db, number, "done")


def end_run(db: Database, number: int, outcome: str, detail: str = "") -> None:
    """Say how a run ended: `done`, `partly` (some of it failed) or `failed`."""
    db.table("runs").update(
        number, {"finished_at": now(), "outcome": outcome, "detail": detail[:1000]}
    )
