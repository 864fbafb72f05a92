"""What is corrected in the browser goes through the command line: one way in, one answer."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from datasette_config.signing import TOKEN

DOOR = Path(__file__).resolve().parent.parent / "brouhaha.py"
PATIENCE = 60.0  # seconds; what is kept by then is applied to many articles, and goes on
UNKNOWN = "failed"  # the key of a failure that is none of the person's
log = logging.getLogger("brouhaha.pages")


@dataclass(frozen=True)
class Answer:
    """What the command said: the key of the correction, or why there is none, with its values."""

    key: str = ""
    applied: bool = False
    why: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


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
    if not out.strip():
        log.warning("not corrected: %s", told.decode().strip())
        return Answer(why=UNKNOWN)
    said = json.loads(out)
    if "error" in said:
        return Answer(why=said["error"], values=said["values"])
    return Answer(said["key"], said["applied"])


def _environment() -> dict[str, str]:
    """That of the server without its token."""
    return {k: v for k, v in os.environ.items() if k != TOKEN} | {"PYTHONUTF8": "1"}
