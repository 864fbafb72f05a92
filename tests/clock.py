"""A clock that a test sets, as the commands that it starts see it; all others see the real one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

FAKER = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)


class Clock:
    """The real time, and so much more or less; `environment` brings it to a command."""

    def __init__(self, file: Path) -> None:
        assert FAKER, "install the Debian package faketime"
        self._file = file
        self.set(timedelta(0))
        self.environment: Mapping[str, str] = {
            "LD_PRELOAD": str(FAKER), "FAKETIME_TIMESTAMP_FILE": str(file),
            "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1",
        }  # fmt: skip

    def set(self, ahead: timedelta) -> None:
        """Commands that run see it at once."""
        self._file.write_text(f"{int(ahead.total_seconds()):+d}", "ascii")
