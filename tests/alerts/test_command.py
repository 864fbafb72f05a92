from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlite_utils import Database

from commands.front import cli
from storage.store import opened
from tests.told import Told, teller
from topics import Topic


@pytest.fixture
def watch(db: Database, topic: Topic, tmp_path: Path) -> Path:
    teller(db)(Told("Crumb bakes.", day=str(date.today()), names={"Crumb": "crumb"}))
    return tmp_path / "test.db"


def run(*arguments: str, channels: str = "") -> Result:
    return CliRunner().invoke(cli, arguments, env={"BROUHAHA_ALERTS": channels})


def test_send_list_and_test(watch: Path, topic: Topic, hook: Any) -> None:
    where = ("--db", str(watch), "--topic", str(topic.folder))
    first = run("alerts", "send", *where, channels=hook.url)
    assert first.exit_code == 0 and "every channel has all: json " in first.stdout
    with opened(watch) as store:
        french = Told("La Mie cuit.", day=str(date.today()), lang="fr", names={"La Mie": "crumb"})
        teller(store)(french, url="https://la-miche.example/9")
    hook.status = 500
    failed = run("alerts", "send", *where, channels=hook.url)
    assert failed.exit_code == 1 and "took no digest, it is kept" in failed.stderr
    assert "Traceback" not in failed.stderr and "s3cr3t" not in failed.stderr + failed.stdout
    found = json.loads(run("alerts", "list", "--json", *where).stdout)
    assert [(one["what"], one["told"], one["taken"]) for one in found["alerts"]] == [
        ("First article in French on Crumb & Co", True, 0),
        ("First article in English on Crumb & Co", False, 0),
    ]
    assert found["channels"][0]["waiting"] == 1 and "500" in found["channels"][0]["failure"]
    hook.status = 200
    tested = run("alerts", "test", *where, channels=f"{hook.url} json://127.0.0.1:1/x")
    assert tested.exit_code == 1 and ": taken" in tested.stdout and "refused" in tested.stderr
    listed = run("alerts", "list", *where)
    assert listed.exit_code == 0 and "waits" in listed.stdout and "was there" in listed.stdout


def test_wrong_use(watch: Path, topic: Topic) -> None:
    where = ("--db", str(watch), "--topic", str(topic.folder))
    for command in ("send", "test"):
        wrong = run("alerts", command, *where, channels="nosuch://s3cr3t")
        assert wrong.exit_code == 2 and "address 1 (nosuch://…)" in wrong.stderr
        assert "s3cr3t" not in wrong.stderr
    assert run("alerts", "test", *where).exit_code == 2
    assert "no channel is named" in run("alerts", "send", *where).stdout
