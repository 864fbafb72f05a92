"""What is corrected in the browser goes through the command line: one way in, its messages, its
exit codes."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from datasette_config.signing import TOKEN

DOOR = Path(__file__).resolve().parent.parent / "brouhaha.py"
PATIENCE = 60.0  # seconds; what is kept by then is applied to many articles, and goes on
UNDONE = 2  # the exit code of what cannot be done as it was said


@dataclass(frozen=True)
class Answer:
    """What the command said: the key of the correction, or why there is none."""

    key: str = ""
    applied: bool = False
    error: str = ""
    asked_wrongly: bool = False


async def correct(
    db: Path, author: str, reason: str, options: Sequence[str], words: Sequence[str]
) -> Answer:
    """Run `brouhaha correct`; `options` begin with the command, `words` are never taken for some.

    Nothing passes through a shell.
    """
    signed = (f"--by={author}", f"--reason={reason}", f"--db={db}", "--json")
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(DOOR), "correct", *options, *signed, "--", *words,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE, env=_environment(),
    )  # fmt: skip
    try:
        out, told = await asyncio.wait_for(process.communicate(), PATIENCE)
    except TimeoutError:
        return Answer()
    if process.returncode:
        return Answer(error=_told(told.decode()), asked_wrongly=process.returncode == UNDONE)
    said = json.loads(out)
    return Answer(said["key"], said["applied"])


def _environment() -> dict[str, str]:
    """That of the server without its token."""
    return {k: v for k, v in os.environ.items() if k != TOKEN} | {"PYTHONUTF8": "1"}


def _told(error: str) -> str:
    """What the command says is wrong, without its usage."""
    lines = [line.removeprefix("brouhaha: ").removeprefix("Error: ") for line in error.splitlines()]
    return "\n".join(line for line in lines if line and not line.startswith(("Usage:", "Try ")))
