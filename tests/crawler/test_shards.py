"""Several machines share the sites: each site is asked by one of them, the same one always."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from crawler.shards import Shard, shard
from topics.model import Source

ADDRESSES = [f"https://{host}.outlet-{n}.example/a" for n in range(200) for host in ("www", "amp")]


def source(name: str, *feeds: str) -> Source:
    return Source(id=name, name=name, country="GB", language="en", kind="newspaper", group="a",
                  home=f"https://{name}.example/", feeds=feeds)  # fmt: skip


@pytest.mark.parametrize("machines", [1, 2, 3, 7])
def test_every_address_falls_to_exactly_one_machine(machines: int) -> None:
    shards = [Shard(number, machines) for number in range(1, machines + 1)]
    taken = [sum(each.takes(url) for url in ADDRESSES) for each in shards]
    assert all(sum(each.takes(url) for each in shards) == 1 for url in ADDRESSES)
    assert min(taken) > len(ADDRESSES) / machines / 2  # no machine is left idle


def test_all_hosts_of_a_site_fall_to_one_machine() -> None:
    for first, second in zip(ADDRESSES[::2], ADDRESSES[1::2], strict=True):
        assert Shard(1, 3).takes(first) == Shard(1, 3).takes(second)


def test_the_machine_of_a_site_is_the_same_in_every_version() -> None:
    """Another one would be asked by two machines in the days of an update."""
    pinned = {"lemonde.fr": 2, "bbc.co.uk": 2, "nytimes.com": 5}
    for site, machine in pinned.items():
        assert Shard(machine, 5).takes(f"http://www.{site}/a")


def test_a_source_with_lists_on_two_sites_keeps_both_on_one_machine() -> None:
    names = [f"outlet-{n}" for n in range(20)]
    shared = "https://feeds.example.org/"
    watch = [source(name, f"{shared}{name}") for name in names] + [source("alone")]
    machines = [Shard(n, 3).among(watch) for n in (1, 2, 3)]
    reading = [machine for machine in machines if any(map(machine.reads, watch[:20]))]
    assert len(reading) == 1
    assert all(map(reading[0].reads, watch[:20]))
    assert reading[0].takes(f"{shared}anything")


@pytest.mark.parametrize("text", ["2/3", "1/1", "12/12"])
def test_a_machine_is_told_as_it_is_given(text: str) -> None:
    assert str(shard(text)) == text


@pytest.mark.parametrize(
    "text", ["0/3", "4/3", "x", "", "1", "-1/3", "1/0", "1/2/3", "٢/3", " 1/2"]
)
@pytest.mark.parametrize("command", [["crawl"], ["run"], ["schedule", "run"], ["schedule", "show"]])
def test_a_wrong_machine_is_told_as_wrong_use(text: str, command: list[str]) -> None:
    from click.testing import CliRunner

    from commands.front import cli

    result = CliRunner().invoke(cli, [*command, "--shard", text])
    assert result.exit_code == 2
    assert "is not K/N with K from 1 to N" in " ".join(result.output.split())


def test_the_daemon_refuses_a_wrong_machine(tmp_path: Path) -> None:
    home = Path(__file__).resolve().parents[2]
    command = [sys.executable, str(home / "scheduler.py"), "--shard", "4/3", "--db",
               str(tmp_path / "a.db")]  # fmt: skip
    found = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert found.returncode == 2
    assert "is not K/N" in found.stderr
    assert not (tmp_path / "a.db").exists()
