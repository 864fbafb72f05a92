"""Results as Markdown: when, with which versions, on what kind of machine."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version


def machine(*packages: str) -> str:
    """A line with the day, the versions and the size of the machine."""
    found = {"Python": platform.python_version()} | {name: _version(name) for name in packages}
    versions = ", ".join(f"{name} {number}" for name, number in found.items() if number)
    load = os.getloadavg()[0]
    return (
        f"Measured on {datetime.now(UTC):%Y-%m-%d} with {versions}, on {os.cpu_count()} cores of "
        f"a virtual machine ({platform.system()}, {platform.machine()}) whose load was "
        f"{load:.1f} at the start."
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first are numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
