"""Files of JSON lines that people exchange: written whole, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from storage.errors import WrongUseError


class LinesError(WrongUseError):
    """A file that cannot be written; what stood there before still does."""


def write(path: Path, lines: Sequence[str]) -> int:
    """Write these lines; returns how many. An existing file is replaced once all is written.

    :raises LinesError: it cannot be written there.
    """
    unfinished = path.with_name(path.name + ".part")
    try:
        unfinished.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        unfinished.replace(path)
    except OSError as error:
        raise LinesError(f"{path}: cannot be written: {error.strerror}") from None
    finally:
        with suppress(OSError):
            unfinished.unlink()
    return len(lines)
