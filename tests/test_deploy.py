"""The files to copy: units that systemd takes, a crontab line that works, an image that would."""

from __future__ import annotations

import configparser
import json
import re
import shlex
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import yaml

from storage.store import opened

HOME = Path(__file__).resolve().parent.parent
DEPLOY = HOME / "deploy"
UNITS = sorted(path.name for kind in ("service", "timer") for path in DEPLOY.glob(f"*.{kind}"))
SERVICES = [name for name in UNITS if name.endswith(".service")]
CODE, DATA, CONTAINER = "/opt/brouhaha", "/var/lib/brouhaha", "/data"


def placed(text: str, data: Path) -> str:
    """The text with the folders of this machine."""
    python = f"{CODE}/.venv/bin/python"
    return text.replace(python, sys.executable).replace(CODE, str(HOME)).replace(DATA, str(data))


def unit(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(DEPLOY / name, "utf-8")
    return parser


@pytest.mark.parametrize("name", UNITS)
def test_systemd_takes_the_unit(name: str, tmp_path: Path) -> None:
    """Bad keys, values, calendar times and commands are told by systemd itself."""
    for other in UNITS:
        text = placed((DEPLOY / other).read_text("utf-8"), tmp_path)
        (tmp_path / other).write_text(text, "utf-8")
    command = shutil.which("systemd-analyze")
    assert command, "install systemd, as bootstrap.py test does"
    told = subprocess.run(
        [command, "verify", "--man=no", str(tmp_path / name)],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert [line for line in told.stderr.splitlines() if name in line] == []
    assert told.returncode == 0, told.stderr


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_may_write_its_own_folder_and_nothing_else(name: str) -> None:
    service = unit(name)["Service"]
    assert (service["User"], service["StateDirectory"]) == ("brouhaha", "brouhaha")
    assert (service["ProtectSystem"], service["NoNewPrivileges"]) == ("strict", "yes")
    assert service["CapabilityBoundingSet"] == "" and "ReadWritePaths" not in service


@pytest.mark.parametrize("name", SERVICES)
def test_the_command_of_a_service_is_one_that_there_is(name: str, tmp_path: Path) -> None:
    command = shlex.split(placed(unit(name)["Service"]["ExecStart"], tmp_path))
    understood([part.replace("${TOPIC}", "actors-strike-ai") for part in command])


def understood(command: list[str]) -> None:
    """The program knows these options: it says how they are used, and does nothing."""
    ended = subprocess.run([*command, "--help"], capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.fixture
def feed(topic_folder: Path) -> Iterator[list[str]]:
    """A feed on loopback for the topic's outlet; the paths asked for."""
    asked: list[str] = []

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200 if self.path == "/feed" else 404)
            self.end_headers()
            self.wfile.write(b'<rss version="2.0"><channel><title>L</title></channel></rss>')

        def log_message(self, *arguments: object) -> None:
            """Keep the test's output clean."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        home = f"http://127.0.0.1:{server.server_port}"
        sources = topic_folder / "sources.toml"
        text = sources.read_text("utf-8").replace("https://loaf.example/", f"{home}/")
        sources.write_text(f'{text}\nfeeds = ["{home}/feed"]\nallow_private = true\n', "utf-8")
        yield asked
        server.shutdown()


def test_the_line_of_the_crontab_does_what_is_due(
    feed: list[str], topic_folder: Path, tmp_path: Path
) -> None:
    """Run as cron runs it: by /bin/sh, in an empty environment but for what the file sets."""
    text = placed((DEPLOY / "crontab").read_text("utf-8"), tmp_path)
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    variables = dict(line.split("=", 1) for line in lines[:-1])
    variables["TOPIC"] = str(topic_folder)
    minute, hour, day, month, weekday, command = lines[-1].split(None, 5)
    assert (minute, hour, day, month, weekday) == ("*/5", "*", "*", "*", "*")
    assert "%" not in command  # cron ends a line there
    command = command.replace("$HOME_OF_CODE/.venv/bin/python", sys.executable)
    for _ in range(2):
        subprocess.run(["/bin/sh", "-c", command], env=variables, check=True, timeout=120)
    with closing(sqlite3.connect(tmp_path / "brouhaha.db")) as db:
        rows = db.execute("SELECT outcome FROM runs WHERE kind = 'schedule daily'").fetchall()
    assert (rows, feed.count("/feed")) == ([("done",)], 1)
    assert "nothing is due" in (tmp_path / "brouhaha.db.log").read_text("utf-8")


def instructions() -> list[tuple[str, str]]:
    text = (DEPLOY / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(line.split()[0], line.split(None, 1)[1]) for line in lines]


def test_the_image_runs_without_rights() -> None:
    steps = instructions()
    names = [name for name, _ in steps]
    user = dict(steps)["USER"]
    assert names.index("USER") > max(i for i, name in enumerate(names) if name == "RUN")
    made = next(value for name, value in steps if name == "RUN" and "useradd" in value)
    assert made.split()[-1] == user and f"--home-dir {CONTAINER}" in made
    assert dict(steps)["VOLUME"] == CONTAINER
    uid = re.search(r"--uid (\d+)", made)
    assert uid and {s["user"] for s in services().values()} == {uid[1]}


@pytest.mark.parametrize("line", [value for name, value in instructions() if name == "RUN"])
def test_the_shell_understands_each_step_of_the_image(line: str) -> None:
    subprocess.run(["/bin/sh", "-n", "-c", line], check=True, timeout=60)


def test_what_the_image_needs_is_not_left_out() -> None:
    left = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").split()
    needed = ["scheduler.py", "brouhaha.py", "pyproject.toml", "README.md", "LICENSE", "docs",
              "crawler", "nlp", "stories", "storage", "topics", "datasette_config"]  # fmt: skip
    assert not set(needed) & set(left)
    assert all((HOME / name).exists() for name in needed)


def services() -> dict[str, Any]:
    found = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    assert set(found["volumes"]) == {"data"}
    return dict(found["services"])


def here(part: str, data: Path) -> str:
    """A part of a container's command with the folders of this machine."""
    part = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", part)
    part = part.replace(CODE, str(HOME)).replace(f"{CONTAINER}/", f"{data}/")
    return sys.executable if part == "python" else part


@pytest.mark.parametrize("name", ["crawler", "datasette"])
def test_a_container_is_kept_small_and_its_command_is_known(name: str, tmp_path: Path) -> None:
    service = services()[name]
    assert service["read_only"] and service["cap_drop"] == ["ALL"]
    assert service["volumes"] == [f"data:{CONTAINER}"]
    build = service["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).is_file()
    understood([here(part, tmp_path) for part in service["command"]])


def test_the_image_starts_the_daemon(tmp_path: Path) -> None:
    understood([here(part, tmp_path) for part in json.loads(dict(instructions())["CMD"])])


def test_the_health_of_the_crawler_is_asked_for(tmp_path: Path) -> None:
    kind, *command = services()["crawler"]["healthcheck"]["test"]
    asked = [here(part, tmp_path) for part in command]
    assert kind == "CMD"
    assert subprocess.run(asked, capture_output=True, timeout=60).returncode == 0
    (tmp_path / "brouhaha.db").write_text("no database", "utf-8")
    assert subprocess.run(asked, capture_output=True, timeout=60).returncode == 2


def test_the_health_of_the_pages_is_asked_for(tmp_path: Path) -> None:
    """The check fails where nothing listens, and passes where Datasette does."""
    service = services()["datasette"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = [here(part, tmp_path) for part in service["command"]]
    command[command.index("8001")] = port
    command[command.index("0.0.0.0")] = "127.0.0.1"
    check = [here(part, tmp_path).replace("8001", port) for part in service["healthcheck"]["test"]]
    assert subprocess.run(check[1:], capture_output=True, timeout=60).returncode != 0
    with opened(tmp_path / "brouhaha.db"):
        pass
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as pages:
        try:
            assert pages.stdout and "Browse at" in pages.stdout.readline()
            assert subprocess.run(check[1:], capture_output=True, timeout=60).returncode == 0
        finally:
            pages.terminate()
