"""A watch as a person or cron runs it: real commands on one database, and what must hold after."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from storage.store import opened
from tests.survival.mills import Mills, check_archive

HOME = Path(__file__).resolve().parent.parent.parent
BROUHAHA = Path(sys.executable).with_name("brouhaha")
FINDINGS = {
    "mentions": "entity_id, start, end",
    "quotes": "start, end, speaker",
    "stances": "start, end, holder, polarity, target_entity, target_issue",
    "figures": "start, end, value",
}


@dataclass
class Watch:
    """A database, the mills that it watches, and the environment of its commands."""

    db: Path
    topic: Path
    mills: Mills
    environment: Mapping[str, str] = field(default_factory=dict)

    def command(self, *words: str | Path) -> list[str]:
        given = ["--db", str(self.db)]
        if words[0] in ("run", "crawl", "analyse", "stories", "scheduler"):
            given += ["--topic", str(self.topic)]
        program = [str(BROUHAHA)]
        if words[0] == "scheduler":
            program, words = [sys.executable, str(HOME / "scheduler.py")], words[1:]
        return [*program, *map(str, words), *given]

    def start(self, *words: str | Path, log: Path | None = None) -> subprocess.Popen[bytes]:
        """Start a command that leads a group of processes; what it says goes into a file."""
        with (log or Path(os.devnull)).open("ab") as told:
            return subprocess.Popen(
                self.command(*words), start_new_session=True, stdout=told, stderr=told,
                env={**os.environ, **self.environment},
            )  # fmt: skip

    def do(self, *words: str | Path, **more: Any) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, **self.environment}
        return subprocess.run(self.command(*words), capture_output=True, text=True, timeout=300,
                              env=environment, **more)  # fmt: skip

    def finish(self, *words: str | Path) -> None:
        """Do it without a disturbance, and hear no complaint."""
        done = self.do(*words)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.db, timeout=60)) as reading:
            return reading.execute(sql).fetchall()

    def check(self, *, analysed: bool = True) -> None:
        """Nothing is lost, nothing double, and `brouhaha verify` finds no difference."""
        with opened(self.db) as db:
            self.mills.check(db)
        check_archive(self.db)
        proved = self.do("verify")
        assert (proved.returncode, proved.stderr) == (0, "")
        assert self.rows("PRAGMA integrity_check") == [("ok",)]
        if analysed:
            versions = self.rows("SELECT DISTINCT analysis_version FROM articles")
            assert len(versions) == 1 and versions[0][0]
            for table, columns in FINDINGS.items():
                everything = f"article_id, revision, {columns}"
                assert not self.rows(f"SELECT {everything} FROM {table} GROUP BY {everything} "
                                     "HAVING COUNT(*) > 1")  # fmt: skip

    def findings(self) -> dict[str, list[tuple[Any, ...]]]:
        """What the analysis found, by the address of the article."""
        return {
            table: self.rows(
                f"SELECT url, {columns} FROM {table} f JOIN articles a ON a.id = f.article_id "
                "ORDER BY 1, 2, 3, 4"
            )
            for table, columns in FINDINGS.items()
        }


def kill_group(process: subprocess.Popen[bytes]) -> bool:
    """Kill a command with all that it started; whether it was still there."""
    was_running = process.poll() is None
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(60)
    return was_running


def kill(pid: int) -> bool:
    """Kill one process; whether it was still there."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def below(pid: int) -> list[int]:
    """All processes that a process started, and that these started."""
    above: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parent = int((entry / "stat").read_text("utf-8").rpartition(")")[2].split()[1])
            above.setdefault(parent, []).append(int(entry.name))
    found = [pid]
    for each in found:
        found += above.get(each, ())
    return found[1:]


def is_there(pid: int) -> bool:
    """Whether a process runs; one that only waits to be buried does not."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    return False


def until(holds: Callable[[], object], what: str, seconds: float = 120) -> None:
    """Wait for something to be so."""
    end = monotonic() + seconds
    while not holds():
        assert monotonic() < end, f"in {seconds} seconds: {what}"
        sleep(0.05)


@contextmanager
def ended(*processes: subprocess.Popen[bytes]) -> Iterator[None]:
    """Leave none of these behind."""
    try:
        yield
    finally:
        for process in processes:
            kill_group(process)
