from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from alerts.channels import channels
from alerts.notice import notice
from alerts.outbox import register, send
from storage import outbox
from storage.alerts import Alert, Place
from storage.alerts import notice as keep
from storage.store import opened
from tests.told import Tell, Told
from topics import Topic

TODAY = date(2023, 3, 31)
HOSTILE = "Ovens\r\nBcc: all@bakers.example <img src=x onerror=bake()> @everyone"


@pytest.fixture
def few(db: Database, tell: Tell) -> list[Alert]:
    """Three alerts of an archive that was looked at before."""
    tell(Told("La Mie cuit la nuit. Le four est chaud.", HOSTILE, "2023-03-30", "la-miche", "fr",
              names={"La Mie": "crumb"}))  # fmt: skip
    keep(db, {"first": []}, TODAY)
    return [
        Alert(f"first:crumb:{n}", "2023-03-30", {"entity": "crumb", "lang": "fr"},
              Place(1, 1, 0, 6), None, 0.9 if n else 0.5)
        for n in range(3)
    ]  # fmt: skip


def told(db: Database, topic: Topic, alerts: list[Alert], *urls: str, **rest: Any) -> list[str]:
    """What a run does with these alerts and these channels."""
    named = channels({"BROUHAHA_ALERTS": " ".join(urls)})
    register(db, named)
    keep(db, {"first": alerts}, TODAY)
    return send(db, topic.settings.alerts, named, **rest)


def heads(text: str) -> int:
    return len(re.findall(r"^• First article in French", text, re.M))


def plain(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body
    return str(body.get_content())


def test_a_digest_by_mail_and_to_a_webhook(
    db: Database, topic: Topic, few: list[Alert], mails: Any, hook: Any
) -> None:
    assert told(db, topic, few, mails.url, hook.url) == []
    [mail] = mails.taken
    assert mail["Subject"] == "The bakers: 3 alerts"
    assert mail["To"] == "desk@bakers.example"
    assert mail["Bcc"] is None and mail["Auto-Submitted"] == "auto-generated"
    assert heads(plain(mail)) == 3 and "> La Mie cuit la nuit.\r\n" in plain(mail)
    assert "https://la-miche.example/1" in plain(mail)
    html = mail.get_body(("html",)).get_content()
    assert html.count("First article in French on Crumb &amp; Co") == 3
    assert "<img" not in html and 'href="https://la-miche.example/1"' in html
    assert plain(mail).count("uncertain") == 1
    [text] = hook.texts
    assert heads(text) == 3 and hook.asked[0]["title"] == "The bakers: 3 alerts"
    # once is enough
    assert told(db, topic, few, mails.url, hook.url) == []
    assert (len(mails.taken), len(hook.asked)) == (1, 1)
    sent = db.execute("SELECT kind, COUNT(*) FROM alerts_sent GROUP BY 1 ORDER BY 1").fetchall()
    assert sent == [("json", 3), ("mailto", 3)]


def test_a_channel_that_is_down_gets_all_in_one_digest_when_it_is_back(
    db: Database, topic: Topic, few: list[Alert], mails: Any, hook: Any
) -> None:
    from tests.alerts.conftest import Hook, serving

    down = Hook()
    serving(down).server_close()  # its port is free, and nobody listens
    for n in (1, 2):
        [failure] = told(db, topic, few[:n], mails.url, down.url)
        assert failure.startswith("alerts: json ") and "s3cr3t" not in failure
    assert [one.waiting for one in outbox.standings(db) if one.kind == "json"] == [2]
    server = serving(down)
    assert told(db, topic, few[:2], mails.url, down.url) == []
    server.shutdown()
    assert [heads(text) for text in down.texts] == [2]
    assert [heads(plain(mail)) for mail in mails.taken] == [1, 1]
    assert outbox.standings(db)[0].failure == ""


def test_what_may_have_arrived_comes_again_under_the_same_number(
    db: Database, topic: Topic, few: list[Alert], hook: Any
) -> None:
    hook.status = 500
    [failure] = told(db, topic, few[:1], hook.url)
    assert "500" in failure and "s3cr3t" not in failure
    hook.status = 200
    assert told(db, topic, few, hook.url) == []
    first, again, rest = (heads["Idempotency-Key"] for heads in hook.heads)
    assert [heads(text) for text in hook.texts] == [1, 1, 2]
    assert first == again != rest
    assert hook.texts[0] == hook.texts[1]


def test_a_channel_that_never_ends_its_answer_is_left(
    db: Database, topic: Topic, few: list[Alert], hook: Any, mails: Any
) -> None:
    hook.hang = threading.Event()
    [failure] = told(db, topic, few, hook.url, mails.url, limit=5)
    hook.hang.set()
    assert "no end after 5 seconds" in failure
    assert len(mails.taken) == 1  # the others do not wait for it


CHILD = """
import sys
from pathlib import Path
import topics
from alerts.run import tell
from storage.store import opened
with opened(Path(sys.argv[1])) as db:
    tell(db, topics.load(sys.argv[2]))
"""


@pytest.fixture
def killed(db: Database, topic: Topic, tmp_path: Path, hook: Any) -> Iterator[list[str]]:
    """What a run is started with that sends to a webhook which makes it wait."""
    hook.hang = threading.Event()
    yield [sys.executable, "-c", CHILD, str(tmp_path / "test.db"), str(topic.folder)]
    hook.hang.set()


def test_killed_while_it_sends_nothing_is_lost_and_a_repeat_shows_itself(
    db: Database, topic: Topic, tell: Tell, killed: list[str], hook: Any, tmp_path: Path
) -> None:
    environ = {**os.environ, "BROUHAHA_ALERTS": hook.url}
    register(db, channels(environ))
    notice(db, topic)
    today = str(date.today())
    tell(Told("Crumb bakes.", day=today, names={"Crumb": "crumb"}))
    child = subprocess.Popen(killed, env=environ, start_new_session=True)
    for _ in range(1200):
        if hook.asked:
            break
        time.sleep(0.05)
    os.killpg(child.pid, signal.SIGKILL)
    child.wait(60)
    hook.hang.set()
    tell(Told("La Mie cuit.", day=today, lang="fr", names={"La Mie": "crumb"}))
    for _ in range(2):
        assert subprocess.run(killed, env=environ, check=True).returncode == 0
    first, again, last = hook.asked
    assert first == again and "First article in English" in again["message"]
    assert "First article in French" in last["message"]
    with opened(tmp_path / "test.db") as store:
        tries = store.execute("SELECT tries FROM alert_digests ORDER BY after").fetchall()
    assert tries == [(2,), (1,)]


def test_a_new_channel_begins_now_and_one_in_place_of_another_where_that_ended(
    db: Database, topic: Topic, few: list[Alert], hook: Any, mails: Any
) -> None:
    hook.status = 404
    told(db, topic, few[:1], hook.url)
    hook.status = 200
    assert told(db, topic, few[:2], f"{hook.url}-renewed", mails.url) == []
    assert [heads(text) for text in hook.texts] == [1, 2]
    assert [heads(plain(mail)) for mail in mails.taken] == [1]


def test_of_very_many_each_comes_once(
    db: Database, topic: Topic, few: list[Alert], mails: Any
) -> None:
    place = few[0].place
    many = [Alert(f"first:crumb:{n}", "2023-03-30", few[0].details, place) for n in range(130)]
    assert told(db, topic, many, mails.url) == []
    assert [heads(plain(mail)) for mail in mails.taken] == [100, 30]


def test_no_secret_is_kept(db: Database, topic: Topic, few: list[Alert], hook: Any) -> None:
    hook.status = 500
    told(db, topic, few, f"json://baker:oven-key@127.0.0.1:{hook.port}/s3cr3t")
    dump = "\n".join(db.conn.iterdump())
    assert "oven-key" not in dump and "s3cr3t" not in dump and str(hook.port) not in dump


def test_what_is_taken_down_is_not_sent_and_nothing_after_it_is_lost(
    db: Database, topic: Topic, few: list[Alert], hook: Any
) -> None:
    hook.status = 500
    told(db, topic, few[:1], hook.url)
    db.execute("DELETE FROM alerts")
    hook.status = 200
    assert told(db, topic, few[1:2], hook.url) == []
    db.execute("DELETE FROM alerts")
    assert told(db, topic, few[2:], hook.url) == []
    assert [heads(text) for text in hook.texts] == [1, 1, 1]
    assert len({one["Idempotency-Key"] for one in hook.heads}) == 3
