"""What docs/backfill.md and deploy/kubernetes.yaml tell to do is understood by who is to do it."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from distributed.cli import dask_scheduler, dask_worker

from cluster.workers import ClusterError, workers
from commands.front import cli

HOME = Path(__file__).resolve().parents[2]
PAGE = (HOME / "docs" / "backfill.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.S | re.M)
ITEMS = yaml.safe_load((HOME / "deploy" / "kubernetes.yaml").read_text("utf-8"))["items"]
DASK = {"scheduler": dask_scheduler.main, "worker": dask_worker.main}
COMMAND = re.compile(r"(?:^|/|[ \"])((?:brouhaha|dask) [a-z]+ [^\"<>&#|\n]+)", re.M)


def commands() -> list[str]:
    shell = "\n".join(text for kind, text in BLOCKS if kind == "sh").replace("\\\n", "")
    return [" ".join(line.split()) for line in COMMAND.findall(shell)]


def understood(program: str, name: str, *options: str) -> click.Context:
    """The command with its options, as the program reads them; it is not run."""
    command = cli.commands[name] if program == "brouhaha" else DASK[name]
    return command.make_context(name, list(options))


@pytest.mark.parametrize("line", commands())
def test_the_options_of_a_command_are_known(line: str) -> None:
    context = understood(*shlex.split(line))
    assert context.args == []


def test_all_commands_are_found() -> None:
    names = [" ".join(line.split()[:2]) for line in commands()]
    assert {"dask scheduler", "dask worker", "brouhaha backfill", "brouhaha analyse"} <= set(names)


@pytest.mark.parametrize("text", [text for kind, text in BLOCKS if kind == "sh"])
def test_the_shell_understands_what_is_to_be_copied(text: str) -> None:
    subprocess.run(["/bin/sh", "-n", "-c", text], check=True, timeout=60)


@pytest.mark.parametrize("text", [text for kind, text in BLOCKS if kind == "python"])
def test_python_understands_what_is_to_be_copied(text: str) -> None:
    compile(text, "backfill.md", "exec")


def item(kind: str, part: str = "") -> dict[str, Any]:
    """The one of a kind, or the one of a kind for a part."""
    [found] = [
        one for one in ITEMS if one["kind"] == kind and one["metadata"]["name"].endswith(part)
    ]
    return dict(found)


def pod(kind: str, part: str) -> dict[str, Any]:
    template = item(kind, part)["spec"]["template"]
    assert template["metadata"]["labels"] == {"app": "brouhaha", "part": part}
    return dict(template["spec"])


PODS = [("Deployment", "scheduler"), ("Deployment", "worker"), ("Job", "backfill")]


@pytest.mark.parametrize(("kind", "part"), PODS)
def test_a_pod_runs_what_the_image_has_and_writes_its_volumes_only(kind: str, part: str) -> None:
    spec = pod(kind, part)
    [container] = spec["containers"]
    assert understood(*container["command"]).args == []
    uid = re.search(r"--uid (\d+)", (HOME / "deploy" / "Dockerfile").read_text("utf-8"))
    assert uid and spec["securityContext"]["runAsUser"] == int(uid[1])
    assert container["securityContext"]["readOnlyRootFilesystem"]
    mounted = {mount["name"] for mount in container["volumeMounts"]}
    assert mounted == {volume["name"] for volume in spec["volumes"]}
    paths = [mount["mountPath"] for mount in container["volumeMounts"]]
    assert container["workingDir"] in paths
    assert [source["configMapRef"]["name"] for source in container["envFrom"][:1]] == ["brouhaha"]


def test_all_pods_meet_at_the_scheduler() -> None:
    service = item("Service")
    assert service["spec"]["selector"] == {"app": "brouhaha", "part": "scheduler"}
    [port] = service["spec"]["ports"]
    address = f"tcp://{service['metadata']['name']}:{port['port']}"
    lines = [" ".join(pod(kind, part)["containers"][0]["command"]) for kind, part in PODS]
    assert f"--port={port['port']}" in lines[0]
    assert all(address in line for line in lines[1:])


def test_the_job_keeps_its_database_in_the_claim() -> None:
    spec = pod("Job", "backfill")
    claims = [
        v["persistentVolumeClaim"]["claimName"] for v in spec["volumes"] if v["name"] == "data"
    ]
    assert claims == [item("PersistentVolumeClaim")["metadata"]["name"]]
    [data] = [m for m in spec["containers"][0]["volumeMounts"] if m["name"] == "data"]
    assert f"--db={data['mountPath']}/brouhaha.db" in spec["containers"][0]["command"]


def test_an_address_of_tls_without_certificates_is_told() -> None:
    with (
        pytest.raises(
            ClusterError,
            match=r"tls://127\.0\.0\.1:9: Dask is told of no certificate; .*docs/backfill\.md",
        ),
        workers("tls://127.0.0.1:9", 1),
    ):
        pass
