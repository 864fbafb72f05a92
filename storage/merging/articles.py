"""Articles with their revisions and findings: each once, by its address."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlite_utils import Database

from storage import analyses
from storage.correcting import uncorrected
from storage.merging import written
from storage.merging.united import United, Version, united
from storage.records import Analysis, Tally
from storage.retention import withdrawals

BATCH = 100  # articles in a transaction
LATEST = ("lang", "title", "authors", "access", "excerpt", "words")
COUNTED = {"day", "source_id"}  # what findings are counted by
FIRST = ("published", "published_from", "published_confidence", "day", "source_id")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
    """An article as one database has it; `analysed` are the revisions with findings."""

    row: Row
    versions: tuple[Version, ...]
    analysed: frozenset[int]


def take(db: Database, other: Database, progress: Callable[[Tally, int], None]) -> Tally:
    """Bring in all articles of the other database; where they went is in temporary tables."""
    total = int(other.execute("SELECT COUNT(*) FROM articles").fetchone()[0])
    tally, last = Tally(), 0
    while rows := list(
        other.query("SELECT * FROM articles WHERE id > ? ORDER BY id LIMIT ?", [last, BATCH])
    ):
        with db.atomic():
            tally = tally.plus(_take(db, other, rows))
        last = rows[-1]["id"]
        progress(tally, total)
    return tally


def _take(db: Database, other: Database, rows: Sequence[Row]) -> Tally:
    """Bring in a batch; counts of `new`, `extended` and `known` articles and `withdrawn` ones."""
    theirs = read(other, rows)
    held = read(db, list(_of_addresses(db, [row["url"] for row in rows])))
    mine = {one.row["url"]: one for one in held.values()}
    found: list[Analysis] = []
    counts: dict[str, int] = defaultdict(int)
    for number, one in theirs.items():
        if not one.versions or _is_withdrawn(db, one):
            counts["withdrawn"] += 1
            continue
        own = mine.get(one.row["url"])
        union = united(own.versions if own else (), one.versions)
        article = _keep(db, own, one, union, found)
        written.place(db, number, article, union.theirs)
        have = frozenset(union.mine[r - 1] for r in own.analysed) if own else frozenset()
        for revision in sorted(one.analysed):
            place = union.theirs[revision - 1]
            if place not in have:
                said = uncorrected.read(other, number, revision)
                found.append(replace(said, id=str(article), revision=place))
                have |= {place}
        counts["known" if own and own.versions == union.versions else
               "extended" if own else "new"] += 1  # fmt: skip
    if found:
        analyses.save(db, found)
    return Tally(dict(counts))


def _keep(db: Database, own: Held | None, one: Held, union: United, found: list[Analysis]) -> int:
    """Write the article as both know it; its number. `found` gains what must be saved anew."""
    if own is None:
        return written.insert(db, one.row, union.versions)
    number = int(own.row["id"])
    columns = _columns(own, one, union)
    changed = {name: value for name, value in columns.items() if own.row[name] != value}
    if own.versions != union.versions or COUNTED & changed.keys():
        said = [uncorrected.read(db, number, revision) for revision in sorted(own.analysed)]
        found += [replace(a, revision=union.mine[a.revision - 1]) for a in said]
    if own.versions != union.versions:
        written.rewrite(db, number, union)
        if union.mine[-1] != len(union.versions):
            changed["analysis_version"] = ""
    if changed:
        db.table("articles").update(number, changed)
    return number


def _columns(own: Held, one: Held, union: United) -> Row:
    """What the row says: of the publication as it was first seen, of the rest as it was last."""
    latest = (own, one)[union.of[-1]].row
    first = _first(own.row, one.row)
    seen = min((own.versions[0], one.versions[0]), key=lambda version: version.moment)
    return {
        **{name: latest[name] for name in LATEST},
        **{name: first[name] for name in FIRST},
        "revision": len(union.versions),
        "first_seen": seen.seen_at,
    }


def _first(own: Row, one: Row) -> Row:
    """Whose publication stands: one that is told, then the earlier seen, then the surer."""

    def turn(row: Row) -> tuple[bool, str, float, str]:
        told = str(row["published"] or "")
        return (not told, row["first_seen"], -row["published_confidence"], told)

    return one if turn(one) < turn(own) else own


def _is_withdrawn(db: Database, one: Held) -> bool:
    """Whether the article may not be here: by its address, or by a text of its outlet."""
    return bool(withdrawals.barred(db, [one.row["url"]])) or any(
        db.execute(
            "SELECT 1 FROM withdrawn_texts k JOIN withdrawals w ON w.article_id = k.article_id "
            "AND w.lifted_at IS NULL AND w.source_id = ? WHERE k.text_sha256 = ?",
            [one.row["source_id"], version.digest],
        ).fetchone()
        for version in one.versions
    )


def _of_addresses(db: Database, urls: Sequence[str]) -> Iterator[Row]:
    marks = ",".join("?" * len(urls))
    return db.query(f"SELECT * FROM articles WHERE url IN ({marks})", list(urls))  # noqa: S608


def read(db: Database, rows: Sequence[Row]) -> dict[int, Held]:
    """These articles with all their versions, by number."""
    ids = ",".join(str(int(row["id"])) for row in rows)
    links: dict[tuple[int, int], list[tuple[Any, ...]]] = defaultdict(list)
    for article, revision, *link in db.execute(
        'SELECT article_id, revision, "start", "end", url, host FROM links '  # noqa: S608
        f"WHERE article_id IN ({ids}) ORDER BY id"
    ):
        links[article, revision].append(tuple(link))
    versions: dict[int, list[Version]] = defaultdict(list)
    done: dict[int, set[int]] = defaultdict(set)
    for article, revision, is_analysed, digest, seen_at, extractor, title, text in db.execute(
        f"""
        SELECT r.article_id, r.revision,
            CASE WHEN r.revision = a.revision
                THEN a.analysis_version <> '' AND a.analysis_error = ''
                ELSE r.analysis_version <> '' AND r.analysis_error = '' END,
            r.text_sha256, r.seen_at, r.extractor, r.title, t.text
        FROM revisions r JOIN articles a ON a.id = r.article_id
        LEFT JOIN texts t ON t.article_id = r.article_id AND t.revision = r.revision
        WHERE r.article_id IN ({ids}) ORDER BY r.article_id, r.revision
        """  # noqa: S608
    ):
        made = tuple(links[article, revision])
        versions[article].append(Version(digest, seen_at, extractor, title, text, made))
        if is_analysed:
            done[article].add(revision)
    return {
        row["id"]: Held(row, tuple(versions[row["id"]]), frozenset(done[row["id"]])) for row in rows
    }
