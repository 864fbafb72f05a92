"""The commands that correct: what they say, their exit codes, and what they leave."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import topics
from commands import signed
from commands.front import cli
from storage import analyses, articles
from storage.correcting import outstanding
from storage.lock import writing
from storage.records import Analysis, Article, Entity, Fetch, Mention, Quote, Stance
from storage.store import opened, run, save_topic

TEXT = "Night work is a disgrace, said Ada Crust. Crumb is left of a loaf."
URL = "https://loaf.example/1"


def span(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


FOUND = Analysis(
    id="1", lang="en", version="v1", relevant=True,
    entities=(Entity("crumb", "Crumb & Co", "ORG", listed=True),
              Entity("ada-crust", "Ada Crust", "PERSON")),
    mentions=(Mention(*span("Crumb"), "crumb", "alias", "gazetteer"),
              Mention(*span("Ada Crust"), "ada-crust", "name", "names")),
    quotes=(Quote(*span("Night work is a disgrace"), "crumb", "indirect", "said", "incise"),),
    stances=(Stance(*span("disgrace"), "ada-crust", "night-work", "favor", 0, 41, "noun"),),
)  # fmt: skip


@pytest.fixture
def file(tmp_path: Path, topic: topics.Topic) -> Path:
    """A database with one analysed article."""
    page = Fetch(
        url=URL, source_id="the-loaf", found_by="feed", verdict="fetched",
        fetched_at="2023-03-04T06:00:00+00:00",
        article=Article(url=URL, lang="en", title="Ovens", text=TEXT, published="2023-03-04"),
    )  # fmt: skip
    with opened(tmp_path / "loaf.db") as db:
        save_topic(db, topic)
        with run(db, "crawl") as number:
            articles.save(db, number, [page])
        analyses.save(db, [FOUND])
    return tmp_path / "loaf.db"


def correct(db: Path, *arguments: str, author: str = "ida", reason: str = "read it") -> Result:
    signed = ("--by", author, "--reason", reason) if reason else ()
    return CliRunner().invoke(cli, ["correct", *arguments, "--db", str(db), *signed])


def one(db: Path, sql: str) -> object:
    with opened(db) as store:
        return store.execute(sql).fetchone()[0]


@pytest.mark.parametrize(
    ("arguments", "sql", "expected"),
    [
        (["speaker", "1", "Night work", "ada-crust"], "SELECT speaker_id FROM quotes", "ada-crust"),
        (["speaker", "1", "Night work", "a baker"], "SELECT speaker FROM quotes", "a baker"),
        (["position", URL, "disgrace", "against"], "SELECT polarity FROM stances", "against"),
        (["position", "1", "disgrace", "none"], "SELECT COUNT(*) FROM stances", 0),
        (["position", "1", "left of a loaf", "against", "--holder", "author", "--target", "crumb"],
         "SELECT holder FROM stances WHERE target_entity = 'crumb'", "author"),
        (["mention", "1", "Crumb"], "SELECT COUNT(*) FROM mentions", 1),
        (["relevant", "1", "no"], "SELECT relevant FROM articles", 0),
        (["entity", "merge", "ada-crust", "crumb"], "SELECT holder_id FROM stances", "crumb"),
        (["entity", "split", "crumb", "bakers-union", "--article", "1"],
         "SELECT speaker_id FROM quotes", "bakers-union"),
    ],
)  # fmt: skip
def test_each_command_corrects(
    file: Path, arguments: list[str], sql: str, expected: object
) -> None:
    result = correct(file, *arguments)
    assert (result.exit_code, result.output.split(":")[0]) == (0, "kept")
    assert one(file, sql) == expected


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["speaker", "1", "Ada Crust", "crumb"], "no such quotation is found at 'Ada Crust'"),
        (["speaker", "1", "brioche", "crumb"], "is not in the text"),
        (["position", "9", "disgrace", "none"], "there is no article '9'"),
        (["position", "1", "loaf", "none"], "no such position"),
        (["entity", "merge", "nobody", "crumb"], "there is no entity 'nobody'"),
        (["entity", "merge", "crumb", "crumb"], "into itself"),
        (["entity", "split", "crumb", "crumb-paris", "--article", "1"], "--name and --type"),
        (["entity", "split", "crumb", "crumb", "--article", "1"], "off itself"),
        (["entity", "split", "crumb", "bakers-union"], "--article, --words, or both"),
        (["entity", "split", "crumb", "Croûte?", "--article", "1", "--name", "x", "--type", "ORG"],
         "'Croûte?' is no id: small letters, digits and hyphens"),
        (["undo", "beef"], "no correction begins with 'beef'"),
        (["relevant", "9" * 40, "no"], "there is no article"),
        (["relevant", "٤", "no"], "there is no article '٤'"),
        (["speaker", "1", "Night work", " "], "say who speaks"),
    ],
)  # fmt: skip
def test_what_cannot_be_corrected_is_told(file: Path, arguments: list[str], told: str) -> None:
    result = correct(file, *arguments)
    assert result.exit_code == 2 and told in result.output
    assert one(file, "SELECT COUNT(*) FROM corrections") == 0


def test_author_and_reason_are_required(file: Path) -> None:
    result = correct(file, "relevant", "1", "no", reason="")
    assert result.exit_code == 2 and "--by" in result.output
    for author, reason in (("ida", " \n"), ("", "read it")):
        result = correct(file, "relevant", "1", "no", author=author, reason=reason)
        assert result.exit_code == 2 and "it is empty; say it in words" in result.output
    assert one(file, "SELECT COUNT(*) FROM corrections") == 0
    env = {"BROUHAHA_AUTHOR": "leo"}
    arguments = ["correct", "relevant", "1", "no", "--db", str(file), "--reason", "off"]
    assert CliRunner().invoke(cli, arguments, env=env).exit_code == 0
    assert one(file, "SELECT author FROM corrections") == "leo"


def test_while_another_run_writes_it_is_kept_and_takes_effect_later(file: Path) -> None:
    with writing(file):
        result = correct(file, "relevant", "1", "no")
        assert result.exit_code == 0
        assert "It takes effect once that has ended: another run is writing" in result.output
        assert one(file, "SELECT relevant FROM articles") == 1
        [held] = json.loads(correct(file, "list", "--json", reason="").output)
        assert (held["state"], held["detail"]) == ("waiting", signed.NOT_APPLIED)
    assert correct(file, "position", "1", "disgrace", "against").exit_code == 0
    assert one(file, "SELECT relevant FROM articles") == 0
    with writing(file):
        assert "takes effect" in correct(file, "undo", held["key"]).output
        assert one(file, "SELECT relevant FROM articles") == 0
    outstanding.catch_up(file)
    assert one(file, "SELECT relevant FROM articles") == 1


def test_listing_undoing_and_json(file: Path) -> None:
    made = json.loads(correct(file, "position", "1", "disgrace", "against", "--json").output)
    listed = correct(file, "list", reason="")
    assert "ada-crust on night-work: against" in listed.output and "placed" in listed.output
    with opened(file) as db, db.atomic():
        db.execute("UPDATE corrections SET state = 'unplaced', detail = 'these words are gone'")
    assert "these words are gone" in correct(file, "list", reason="").output
    assert correct(file, "undo", made["key"]).exit_code == 0
    [held] = json.loads(correct(file, "list", "--json", reason="").output)
    assert (held["state"], held["correction"]["withdrawn_by"]) == ("withdrawn", "ida")
    assert one(file, "SELECT polarity FROM stances") == "favor"


def test_files_are_exchanged_and_conflicts_leave_with_1(file: Path, tmp_path: Path) -> None:
    lines = tmp_path / "c.jsonl"
    made = json.loads(correct(file, "position", "1", "disgrace", "against", "--json").output)
    assert "c.jsonl: 1\n" in correct(file, "export", str(lines), reason="").output
    again = correct(file, "import", str(lines), reason="")
    assert (again.exit_code, again.output) == (0, "0 taken over, 0 withdrawn, 1 known already\n")
    theirs = {**made["correction"], "author": "leo", "value": "ambivalent"}
    lines.write_text(json.dumps(theirs), encoding="utf-8")
    result = correct(file, "import", str(lines), reason="")
    assert result.exit_code == 1 and "by leo; ours" in result.output
    assert one(file, "SELECT polarity FROM stances") == "against"
    told = correct(file, "export", "/proc/no/c.jsonl", reason="")
    assert told.exit_code == 2 and "/proc/no/c.jsonl: cannot be written" in told.output
    result = correct(file, "gold", str(tmp_path / "gold"), reason="")
    assert result.output == "documents: 1 en\n"


def test_a_text_that_is_lost_stops_no_other_correction(file: Path) -> None:
    with opened(file) as db, db.atomic():
        db.execute("DELETE FROM texts")
    result = correct(file, "mention", "1", "Crumb")
    assert result.exit_code == 2 and "`brouhaha verify --repair`" in result.output
    result = correct(file, "entity", "merge", "ada-crust", "crumb")
    assert result.exit_code == 0, result.output
    assert one(file, "SELECT COUNT(*) FROM corrections WHERE applied = 1") == 1


def test_the_failure_is_told_to_programs_too(file: Path) -> None:
    result = CliRunner().invoke(
        cli, ["correct", "entity", "merge", "nobody", "crumb", "--db", str(file), "--by", "ida",
              "--reason", "x", "--json"],
    )  # fmt: skip
    assert json.loads(result.stdout) == {"error": "unknown", "values": {"typed": "nobody"}}
    assert (result.exit_code, "there is no entity" in result.stderr) == (2, True)
