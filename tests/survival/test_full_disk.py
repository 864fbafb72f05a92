"""A disk that is full: it is said plainly, and once there is room the next run has all."""

from __future__ import annotations

import resource
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.survival.watch import Watch

KIB = 1024
ENOUGH = 256 * 1024 * KIB


class Disk:
    """A folder with room for so many bytes: a file system, or a limit where none may be mounted."""

    def __init__(self, folder: Path, size: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
        self.folder, self.size = folder, size
        self.is_mounted = subprocess.run(mount, capture_output=True).returncode == 0

    def bound(self) -> None:
        """In a command before it starts: no file may grow beyond the size."""
        if not self.is_mounted:
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.size, self.size))

    def enlarge(self) -> None:
        if self.is_mounted:
            more = ["mount", "-o", f"remount,size={ENOUGH}", str(self.folder)]
            subprocess.run(more, check=True)

    def close(self) -> None:
        if self.is_mounted:
            subprocess.run(["umount", "--lazy", str(self.folder)], check=True)


@pytest.fixture
def small(request: pytest.FixtureRequest) -> Callable[[Path, int], Disk]:
    def make(folder: Path, size: int) -> Disk:
        made = Disk(folder, size)
        request.addfinalizer(made.close)
        return made

    return make


@pytest.mark.parametrize(
    ("what", "size"),
    [("database", 1800), ("archive", 40), ("both", 2000)],
)
def test_a_full_disk(
    what: str, size: int, watch: Callable[..., Watch], small: Callable[[Path, int], Disk],
    tmp_path: Path,
) -> None:  # fmt: skip
    watched = watch("small", 2, 30)
    data = tmp_path / "data"
    watched.db = data / "watch.db"
    disk = small(data / "watch-warc" if what == "archive" else data, size * KIB)
    if what == "database":
        (tmp_path / "elsewhere").mkdir()
        (data / "watch-warc").symlink_to(tmp_path / "elsewhere")
    ended = watched.do("run", preexec_fn=disk.bound)
    assert ended.returncode == 1 and "Traceback" not in ended.stderr
    named = "archive" if what == "archive" and disk.is_mounted else "database"
    assert f"cannot write to the {named}" in ended.stderr
    assert "make room and run it again" in ended.stderr or not disk.is_mounted
    disk.enlarge()
    watched.finish("run")
    watched.check()
