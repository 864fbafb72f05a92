"""People's corrections hold through re-analysis, and are gone once they are withdrawn."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from sqlite_utils import Database

import topics
from storage import analyses, articles, changes
from storage.correcting import correction_lines, corrections, gold, outstanding, pointed
from storage.correcting.correction import Correction
from storage.correcting.pointed import Signed
from storage.records import Analysis, Article, Entity, Fetch, Mention, Quote, Reason, Stance
from storage.store import opened, run, save_topic

HOME = Path(__file__).resolve().parents[2]
TEXT = (
    "Crumb pays well. Night work is a disgrace, said Ada Crust. "
    "Crumb is also what is left of a loaf, and a bakery of Paris."
)
BY = Signed("ida", "read it again", "2026-01-02T10:00:00+00:00")
COUNTED = ("mentions", "quotes", "stances", "entity_days", "issue_days", "holder_months")


def at(words: str, after: int = 0) -> tuple[int, int]:
    start = TEXT.index(words, after)
    return start, start + len(words)


FOUND = Analysis(
    id="1",
    lang="en",
    version="v1",
    relevant=True,
    relevance=0.9,
    reasons=(Reason("ovens-named", 4.0, *at("Night")),),
    entities=(
        Entity("crumb", "Crumb & Co", "ORG", listed=True),
        Entity("ada-crust", "Ada Crust", "PERSON"),
        Entity("a-crust", "A. Crust", "PERSON"),
    ),
    mentions=(
        Mention(*at("Crumb"), "crumb", "alias", "gazetteer"),
        Mention(*at("Ada Crust"), "ada-crust", "name", "names", 0.8),
        Mention(*at("Crumb", 20), "crumb", "alias", "gazetteer"),
    ),
    quotes=(Quote(*at("Night work is a disgrace"), "a-crust", "indirect", "said", "incise", 0.7),),
    stances=(
        Stance(*at("disgrace"), "a-crust", "night-work", "favor", *at(TEXT[17:58]), "noun", 0.6),
    ),
)


def fill(db: Database, text: str = TEXT, at_: str = "2023-03-04T06:00:00+00:00") -> None:
    urls = [f"https://loaf.example/{n}" for n in (1, 2)]
    pages = [
        Fetch(url=url, source_id="the-loaf", found_by="feed", verdict="fetched", fetched_at=at_,
              article=Article(url=url, lang="en", title="Ovens", text=text,
                              published="2023-03-04"))
        for url in urls
    ]  # fmt: skip
    with run(db, "crawl") as number:
        articles.save(db, number, pages)


def analyse(db: Database, version: str = "v1", **other: Any) -> None:
    found = replace(FOUND, version=version, **other)
    analyses.save(db, [found, replace(found, id="2")])


@pytest.fixture
def stored(db: Database) -> Database:
    fill(db)
    analyse(db)
    return db


@pytest.fixture
def other(tmp_path: Path, topic: topics.Topic) -> Iterator[Database]:
    """Another researcher's database of the same articles."""
    with opened(tmp_path / "other.db") as db:
        save_topic(db, topic)
        fill(db)
        analyse(db)
        yield db


def state(db: Database) -> dict[str, list[tuple[object, ...]]]:
    """What tables say, without the numbers of rows."""
    said = {}
    for table in COUNTED:
        columns = [c.name for c in db.table(table).columns if c.name != "id"]
        names = ", ".join(f'"{name}"' for name in columns)
        said[table] = sorted(db.execute(f"SELECT {names} FROM {table}").fetchall(), key=repr)
    said["articles"] = db.execute("SELECT id, relevant FROM articles ORDER BY id").fetchall()
    return said


def add(db: Database, said: Correction) -> Correction:
    kept = corrections.add(db, said)
    outstanding.apply(db)
    return kept


def withdraw(db: Database, key: str, author: str, reason: str, at_: str) -> Correction:
    undone = corrections.withdraw(db, key, author, reason, at_)
    outstanding.apply(db)
    return undone


def take(db: Database, given: list[Correction]) -> corrections.Taken:
    taken = corrections.take(db, given)
    outstanding.apply(db)
    return taken


def speaker(db: Database) -> Correction:
    return pointed.speaker(db, BY, pointed.spot(db, "1", "is a disgrace", None), "ada-crust")


def position(db: Database, value: str) -> Correction:
    return pointed.position(db, BY, pointed.spot(db, "1", "disgrace", None), "", "", value)


def false_mention(db: Database) -> Correction:
    return pointed.mention(BY, pointed.spot(db, "1", "Crumb", 2), "")


def off_topic(db: Database) -> Correction:
    return pointed.relevance(db, BY, "https://loaf.example/1", "no")


def merged(db: Database) -> Correction:
    return pointed.merge(db, BY, "a-crust", "ada-crust")


def parted(db: Database) -> Correction:
    paris = Entity("crumb-paris", "Crumb (Paris)", "ORG")
    return pointed.split(db, BY, "crumb", paris, "2", "Crumb")


SPEAKER = "SELECT speaker_id, speaker FROM quotes WHERE article_id = 1"
POLARITY = "SELECT polarity FROM stances WHERE article_id = 1"
CRUMBS = "SELECT COUNT(*) FROM mentions WHERE article_id = 1 AND entity_id = 'crumb'"
RELEVANT = "SELECT relevant FROM articles WHERE id = 1"
HOLDERS = "SELECT article_id, holder_id FROM stances ORDER BY 1"
PARIS = "SELECT article_id, COUNT(*) FROM mentions WHERE entity_id = 'crumb-paris' GROUP BY 1"
CASES = [
    pytest.param(speaker, SPEAKER, [("ada-crust", "Ada Crust")], id="speaker"),
    pytest.param(lambda db: position(db, "against"), POLARITY, [("against",)], id="overruled"),
    pytest.param(lambda db: position(db, "confirm"), POLARITY, [("favor",)], id="confirmed"),
    pytest.param(lambda db: position(db, "none"), POLARITY, [], id="no-position"),
    pytest.param(false_mention, CRUMBS, [(1,)], id="mention"),
    pytest.param(off_topic, RELEVANT, [(0,)], id="relevance"),
    pytest.param(merged, HOLDERS, [(1, "ada-crust"), (2, "ada-crust")], id="merge"),
    pytest.param(parted, PARIS, [(2, 2)], id="split"),
]


@pytest.mark.parametrize(("said", "sql", "expected"), CASES)
def test_a_correction_holds_through_new_versions_until_it_is_withdrawn(
    stored: Database, said: object, sql: str, expected: list[object]
) -> None:
    before = state(stored)
    kept = add(stored, said(stored))  # type: ignore[operator]
    assert stored.execute(sql).fetchall() == expected
    first = state(stored)
    analyse(stored, "v2")
    assert stored.execute(sql).fetchall() == expected
    assert state(stored) == first
    told = stored.execute("SELECT DISTINCT author, reason, correction FROM corrected").fetchall()
    assert told == [("ida", "read it again", kept.key)]
    withdraw(stored, kept.key[:6], "leo", "no", "2026-02-01T10:00:00+00:00")
    assert state(stored) == before
    assert stored.table("effects").count == stored.table("uncorrected").count == 0


def test_a_corrected_finding_is_joined_to_its_row(stored: Database) -> None:
    add(stored, merged(stored))
    add(stored, position(stored, "against"))
    rows = stored.execute(
        "SELECT c.kind, c.was, c.now, s.polarity FROM corrected c JOIN stances s "
        "ON c.finding = 'stances' AND s.id = c.finding_id WHERE s.article_id = 1 ORDER BY 1"
    ).fetchall()
    assert rows == [
        ("merge", "a-crust", "ada-crust", "against"),
        ("position", "favor", "against", "against"),
    ]


def test_a_position_holds_that_the_next_version_does_not_find(stored: Database) -> None:
    add(stored, position(stored, "against"))
    analyse(stored, "v2", stances=())
    [(polarity, rule, first, end)] = stored.execute(
        "SELECT polarity, rule, sentence_start, sentence_end FROM stances"
    )
    assert (polarity, rule) == ("against", "correction")
    assert TEXT[first:end] == "Night work is a disgrace, said Ada Crust."


def test_the_stories_are_told_which_articles_changed(stored: Database) -> None:
    [last] = stored.execute("SELECT MAX(number) FROM changes").fetchone()
    add(stored, off_topic(stored))
    assert [b.articles for b in changes.pending(stored, last, ["analyse"])] == [(1,)]


def test_a_correction_follows_its_words_into_a_revision_and_is_unplaced_without(
    stored: Database,
) -> None:
    add(stored, position(stored, "against"))
    shift = len("Updated. ")
    fill(stored, f"Updated. {TEXT}", "2023-03-05T06:00:00+00:00")
    stance = FOUND.stances[0]
    moved = replace(
        stance, start=stance.start + shift, end=stance.end + shift,
        sentence_start=stance.sentence_start + shift, sentence_end=stance.sentence_end + shift,
    )  # fmt: skip
    later: dict[str, Any] = {"revision": 2, "mentions": (), "quotes": (), "reasons": ()}
    analyse(stored)
    analyse(stored, stances=(moved,), **later)
    assert stored.execute(POLARITY).fetchall() == [("against",)]
    past = "SELECT polarity FROM past_findings WHERE article_id = 1 AND kind = 'stance'"
    assert stored.execute(past).fetchall() == [("against",)]  # no edit that the outlet never made
    fill(stored, "Nothing is left of it.", "2023-03-06T06:00:00+00:00")
    analyse(stored, stances=(), **{**later, "revision": 3})
    [held] = corrections.held(stored)
    assert (held.state, held.detail) == ("unplaced", "these words are not in the text")
    assert held.correction.active


def test_a_place_whose_words_are_not_at_its_offsets_is_found_by_its_words(
    stored: Database,
) -> None:
    add(stored, replace(position(stored, "against"), start=900, end=908))
    assert stored.execute(POLARITY).fetchall() == [("against",)]


def test_the_latest_on_one_subject_holds(stored: Database) -> None:
    first = add(stored, position(stored, "against"))
    second = replace(
        position(stored, "ambivalent"), author="leo", made_at="2026-03-01T00:00:00+00:00"
    )
    add(stored, second)
    assert stored.execute(POLARITY).fetchall() == [("ambivalent",)]
    assert [h.correction.active for h in corrections.held(stored)] == [False, True]
    assert add(stored, second) == second and first.key != second.key
    assert stored.table("corrections").count == 2


def test_merges_in_a_row_lead_to_the_last_and_never_in_a_circle(stored: Database) -> None:
    add(stored, merged(stored))
    chain = pointed.merge(stored, BY, "ada-crust", "bakers-union")
    add(stored, chain)
    assert stored.execute(HOLDERS).fetchall() == [(1, "bakers-union"), (2, "bakers-union")]
    with pytest.raises(
        corrections.CorrectionError, match="a-crust is merged into bakers-union already"
    ):
        add(stored, pointed.merge(stored, BY, "bakers-union", "a-crust"))
    withdraw(stored, chain.key, "ida", "no", "2026-02-01T10:00:00+00:00")
    assert stored.execute(HOLDERS).fetchall() == [(1, "ada-crust"), (2, "ada-crust")]


def every(db: Database) -> None:
    for said in (merged, false_mention, parted, lambda db: position(db, "against")):
        add(db, said(db))
    gone = add(db, off_topic(db))
    withdraw(db, gone.key, "ida", "it is", "2026-02-01T10:00:00+00:00")


def test_a_file_brings_another_database_to_the_same(
    stored: Database, other: Database, tmp_path: Path
) -> None:
    every(stored)
    split_lines = replace(position(stored, "against"), prefix="a\u2028b\x85c", author="leo")
    add(stored, split_lines)
    file, back = tmp_path / "corrections.jsonl", tmp_path / "back.jsonl"
    assert correction_lines.write(file, [h.correction for h in corrections.held(stored)]) == 6
    given = correction_lines.read(file)
    taken = take(other, given)
    assert (taken.new, taken.withdrawn, taken.known, taken.conflicts) == (6, 0, 0, ())
    assert state(other) == state(stored)
    assert corrections.held(other)[0].state == "placed"
    before = other.conn.total_changes
    assert take(other, given).known == 6
    assert other.conn.total_changes == before
    correction_lines.write(back, reversed([h.correction for h in corrections.held(other)]))
    assert back.read_bytes() == file.read_bytes()


def test_a_file_may_come_before_the_articles(
    stored: Database, tmp_path: Path, topic: topics.Topic
) -> None:
    every(stored)
    with opened(tmp_path / "empty.db") as db:
        save_topic(db, topic)
        take(db, [h.correction for h in corrections.held(stored)])
        fill(db)
        analyse(db)
        assert state(db) == state(stored)


def test_conflicts_are_told_and_ours_stay(stored: Database, other: Database) -> None:
    ours = add(stored, position(stored, "against"))
    theirs = replace(position(other, "none"), author="leo")
    taken = take(stored, [theirs])
    assert taken.conflicts == ((theirs, ours),)
    assert stored.execute(POLARITY).fetchall() == [("against",)]


def test_a_withdrawal_is_taken_over(stored: Database, other: Database) -> None:
    ours = add(stored, position(stored, "against"))
    take(other, [ours])
    undone = withdraw(other, ours.key, "leo", "no", "2026-02-01T10:00:00+00:00")
    assert take(stored, [undone]).withdrawn == 1
    assert stored.execute(POLARITY).fetchall() == [("favor",)]
    assert take(stored, [ours]).known == 1


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "Invalid JSON"),
        ('{"kind": "guess"}', "kind"),
        ('{"kind": "merge", "author": "a", "reason": "r", "made_at": "x"}', "made_at"),
        ('{"kind": "merge", "author": "a", "reason": "r", "made_at": "x"}', "entity: a merge"),
        ('{"kind": "relevance", "author": "a", "reason": "r", "url": "u", "value": "maybe", '
         '"made_at": "2026-01-01T00:00:00Z"}', "yes or no"),
    ],
)  # fmt: skip
def test_mistakes_in_a_file_are_told_with_their_line(tmp_path: Path, line: str, told: str) -> None:
    file = tmp_path / "c.jsonl"
    file.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(correction_lines.CorrectionFileError, match=told) as error:
        correction_lines.read(file)
    assert f"{file}:2: " in str(error.value)


@pytest.mark.parametrize(
    ("words", "nth", "told"),
    [("Brioche", None, "not in the text"), ("Crumb", None, "--nth: 1: …Crumb pays"),
     ("Crumb", 3, "in 2 places of the text")],
)  # fmt: skip
def test_words_that_point_nowhere_are_told(
    stored: Database, words: str, nth: int | None, told: str
) -> None:
    with pytest.raises(corrections.CorrectionError, match=told):
        pointed.spot(stored, "1", words, nth)


def test_corrected_articles_become_gold_documents(stored: Database, tmp_path: Path) -> None:
    every(stored)
    assert gold.write(stored, tmp_path / "gold") == {"en": 2}
    documents = (tmp_path / "gold/en/dev.jsonl").read_text("utf-8")
    assert '"polarity": "against"' in documents and "crumb-paris" in documents
    assert '"aliases": ["A. Crust"]' in (tmp_path / "gold/en/dev_entities.jsonl").read_text("utf-8")
    with pytest.raises(gold.GoldError, match="left alone"):
        gold.write(stored, tmp_path / "gold")


KEEP = """
import sys
from pathlib import Path
from storage.correcting import corrections, outstanding
from storage.correcting.correction import Correction
from storage.store import opened

for n in range(int(sys.argv[3])):
    value = ("yes", "no")[n % 2]
    said = Correction("relevance", sys.argv[2], f"look {n}", f"2026-01-02T10:00:{n:02}+00:00",
                      url="https://loaf.example/2", value=value)
    with opened(Path(sys.argv[1])) as db:
        corrections.add(db, said)
    outstanding.catch_up(Path(sys.argv[1]))
    print(n, flush=True)
"""


def keeper(path: Path, author: str, times: int) -> subprocess.Popen[str]:
    """Another process that corrects article 2 again and again."""
    return subprocess.Popen([sys.executable, "-c", KEEP, str(path), author, str(times)],
                            cwd=HOME, stdout=subprocess.PIPE, text=True)  # fmt: skip


def test_two_people_correct_while_a_run_saves(stored: Database, tmp_path: Path) -> None:
    """Neither is refused, the run is not disturbed, and what was said last stands at the end."""
    path = tmp_path / "test.db"
    with outstanding.turn(path):
        people = [keeper(path, name, 5) for name in ("ida", "leo")]
        version = 0
        while any(one.poll() is None for one in people):
            version += 1
            analyse(stored, f"w{version}")
            sleep(0.05)  # what a run spends on reading
        assert [one.wait(60) for one in people] == [0, 0]
        held = corrections.held(stored)
        assert {h.correction.author for h in held} == {"ida", "leo"}
        assert sum(h.correction.active for h in held) == 1
    [value] = [h.correction.value for h in held if h.correction.active]
    [relevant] = stored.execute("SELECT relevant FROM articles WHERE id = 2").fetchone()
    assert relevant == (value == "yes") and all(h.applied for h in corrections.held(stored))


def test_killed_at_any_moment_what_was_kept_takes_effect(stored: Database, tmp_path: Path) -> None:
    path = tmp_path / "test.db"
    for turn in range(3):
        person = keeper(path, f"ida{turn}", 40)
        assert person.stdout
        for _ in range(turn + 1):
            person.stdout.readline()
        person.kill()
        person.wait(60)
        assert outstanding.catch_up(path) == ""
        held = corrections.held(stored)
        [value] = [h.correction.value for h in held if h.correction.active]
        [relevant] = stored.execute("SELECT relevant FROM articles WHERE id = 2").fetchone()
        assert relevant == (value == "yes") and all(h.applied for h in held)


def test_a_withdrawal_made_while_corrections_are_applied_is_not_lost(stored: Database) -> None:
    said = corrections.add(stored, off_topic(stored))
    corrections.withdraw(stored, said.key, "leo", "it is", "2026-02-01T10:00:00+00:00")
    assert outstanding.apply(stored) == 1 and outstanding.apply(stored) == 0
    assert stored.execute("SELECT relevant FROM articles WHERE id = 1").fetchone() == (1,)
