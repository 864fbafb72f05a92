"""A snapshot that can be cited: a public copy, its network, its methods and a list of digests."""

from __future__ import annotations

import csv
import json
import os
import shutil
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from hashlib import file_digest
from importlib.metadata import version
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from storage.errors import WrongUseError
from storage.handout import dna, gexf, network
from storage.handout.passages import Cut
from storage.handout.publish import Progress, publish, published

DATABASE = "brouhaha.db"
FILES = {
    DATABASE: "the public copy, a SQLite database: `brouhaha serve --db brouhaha.db`",
    "network.gexf": "who is for or against what, by day, for Gephi",
    "positions.dna": "the positions for Discourse Network Analyzer 3; its password is `brouhaha`",
    "positions.csv": "the positions one by one, as an event list",
    "events.csv": "the dated milestones of the topic",
}
COUNTED = ("articles", "sources", "entities", "issues", "stances", "quotes", "credits", "figures",
           "stories", "passages")  # fmt: skip
LICENCES = {
    "findings": "CC BY 4.0: everything that is not a title, an excerpt or a sentence of an article",
    "texts": "titles, excerpts and sentences belong to their publishers and are quoted as evidence",
    "program": "Apache-2.0",
}
TOPIC = "SELECT id, title_en, title_fr, window_start, window_end FROM topics"
DAYS = "SELECT MIN(day) AS first, MAX(day) AS last FROM articles"
EVENTS = "SELECT id, day, label_en, label_fr, source_url FROM events ORDER BY day, id"


class SnapshotError(WrongUseError):
    """The snapshot cannot be written there; nothing was changed."""


def export(
    db: Path, folder: Path, cut: Cut, methods: Mapping[str, str], progress: Progress
) -> dict[str, Any]:
    """Write a snapshot of a database, or of a public copy, to a new folder; its manifest.

    `methods` are the texts that say how the findings were made, by file name. The folder has its
    name once all is in it.

    :raises SnapshotError: there is something at that place already.
    """
    if folder.exists() or not folder.absolute().parent.is_dir():
        wrong = "is there already" if folder.exists() else "cannot be made: its parent is missing"
        raise SnapshotError(f"{folder} {wrong}; give the name of a new folder")
    new = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.absolute().parent))
    try:
        made = _fill(db, new, cut, methods, progress)
        new.chmod(0o755)
        new.rename(folder)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    return made


def _fill(
    db: Path, folder: Path, cut: Cut, methods: Mapping[str, str], progress: Progress
) -> dict[str, Any]:
    if published(db):
        shutil.copyfile(db, folder / DATABASE)
    else:
        publish(db, folder / DATABASE, cut, progress)
        (folder / f"{DATABASE}.lock").unlink()
    with closing(sqlite3.connect(f"{(folder / DATABASE).as_uri()}?mode=ro", uri=True)) as public:
        public.row_factory = sqlite3.Row
        edition = dict(public.execute("SELECT * FROM edition").fetchone())
        nodes, edges = gexf.write(public, folder / "network.gexf", edition["published_at"][:10])
        told = dna.write(public, folder / "positions.dna")
        _table(folder / "positions.csv", public.execute(network.STATEMENTS))
        _table(folder / "events.csv", public.execute(EVENTS))
        counts = {**_counts(public), "network_nodes": nodes, "network_edges": edges}
        manifest = {**_said(public, edition), "counts": counts, "dna": told}
    for name, text in {**methods, "README.md": _readme(manifest, methods)}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return _sealed(folder, manifest, methods)


def _table(path: Path, rows: sqlite3.Cursor) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([column[0] for column in rows.description])
        writer.writerows(rows)


def _counts(public: sqlite3.Connection) -> dict[str, int]:
    return {
        table: public.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]  # noqa: S608
        for table in COUNTED
    }


def _said(public: sqlite3.Connection, edition: Mapping[str, Any]) -> dict[str, Any]:
    """What a snapshot is of, and what it was made with."""
    topic = public.execute(TOPIC).fetchone()
    return {
        "made_at": edition["published_at"],
        "topic": dict(topic) if topic else None,
        "days": dict(public.execute(DAYS).fetchone()),
        "program": {"name": "Brouhaha", "version": version("brouhaha")},
        "schema": edition["schema"],
        "analysis": edition["analysis_version"],
        "licences": LICENCES,
    }


def _readme(manifest: Mapping[str, Any], methods: Iterable[str]) -> str:
    topic, days = manifest["topic"] or {"title_en": "a topic"}, manifest["days"]
    files = {**FILES, **dict.fromkeys(methods, "how the findings were made, and how good they are")}
    listed = "\n".join(f"- `{name}`: {what}" for name, what in files.items())
    licences = "\n".join(f"- {of}: {terms}" for of, terms in LICENCES.items())
    title, made = topic["title_en"], manifest["made_at"][:10]
    return f"""# {title}: a snapshot of {made}

{manifest["counts"]["articles"]} articles published from {days["first"]} to {days["last"]}, without
their texts: titles, excerpts, and the sentences that findings stand on.

{listed}
- `manifest.json`: what this is, with size and SHA-256 of every file
- `SHA256SUMS`: the same digests; `sha256sum -c SHA256SUMS` checks them all

To cite it: *{title}*, Brouhaha {manifest["program"]["version"]}, snapshot of {made}, with the first
sixteen digits of the SHA-256 of `manifest.json` (the last line of `SHA256SUMS`).

{licences}
"""


def _sealed(folder: Path, manifest: dict[str, Any], methods: Iterable[str]) -> dict[str, Any]:
    """The manifest with the digest of each file, written beside them."""
    files = [
        {"path": name, "bytes": (folder / name).stat().st_size, "sha256": _digest(folder / name)}
        for name in (*FILES, *methods, "README.md")
    ]
    whole = {**manifest, "files": files}
    text = json.dumps(whole, ensure_ascii=False, indent=1)
    (folder / "manifest.json").write_text(f"{text}\n", encoding="utf-8")
    sums = [f"{file['sha256']}  {file['path']}\n" for file in files]
    sums.append(f"{_digest(folder / 'manifest.json')}  manifest.json\n")
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")
    for path in folder.iterdir():
        with path.open("rb+") as file:
            os.fsync(file.fileno())
    return whole


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
