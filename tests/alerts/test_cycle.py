"""A real cycle notices and sends at its end; a channel that fails makes it end partly."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from storage.alerts import notice
from storage.store import opened
from topics import Topic

HOME = Path(__file__).resolve().parents[2]
TEXT = """The ovens of Crumb went cold on Monday, when every shop of the town was closed. People who
had never kneaded dough stood in their kitchens and did what they could with the flour they had.
By the evening most of them had given up. The mill said that it would grind again as soon as there
was somebody to bake, and that nobody knew when that would be, whatever the ovens might say."""


def run(db: Path, topic: Path, channel: str, *command: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "BROUHAHA_ALERTS": channel, "BROUHAHA_CONTACT": "t@bakers.example"}
    arguments = [sys.executable, str(HOME / "brouhaha.py"), *command]
    return subprocess.run(
        [*arguments, "--db", str(db), "--topic", str(topic)], env=environ, capture_output=True,
        text=True, check=False, timeout=300,
    )  # fmt: skip


def test_a_cycle_sends_what_it_noticed(
    topic_folder: Path, topic: Topic, tmp_path: Path, press: Any, hook: Any
) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    press.put("/ovens", (
        f'<html lang="en"><head><title>Ovens go cold</title>'
        f'<meta property="article:published_time" content="{now}"></head>'
        f"<body><article><h1>Ovens go cold</h1><p>{TEXT}</p></article></body></html>"
    ).encode())  # fmt: skip
    press.feed("/feed", "/ovens")
    sources = topic_folder / "sources.toml"
    text = sources.read_text("utf-8").replace("https://loaf.example/", f"{press.url}/")
    lists = f'feeds = ["{press.url}/feed"]\ndelay = 0\nallow_private = true\n'
    sources.write_text(f"{text.rstrip()}\n{lists}", "utf-8")
    db = tmp_path / "watch.db"
    with opened(db) as store:  # the rule has looked before
        notice(store, {"first": []}, date.today())
    hook.status = 500
    cycle = run(db, topic_folder, hook.url, "run", "--processes", "1")
    assert cycle.returncode == 1, cycle.stderr
    [failure] = cycle.stderr.strip().splitlines()
    assert failure.startswith("brouhaha: alerts: json ") and "error=500" in failure
    hook.status = 200
    assert run(db, topic_folder, hook.url, "alerts", "send").returncode == 0
    failed, sent = hook.asked
    assert failed == sent and "First article in English on Crumb & Co" in sent["message"]
    assert "> The ovens of Crumb went cold on Monday" in sent["message"]
