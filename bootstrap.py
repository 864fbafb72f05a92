"""Set everything up with nothing but Python and pip, then run the demo or the tests.

python3 bootstrap.py demo     install, crawl the sample press, analyse it, open Datasette
python3 bootstrap.py test     install with Chromium, then lint, check the types, run all tests
python3 bootstrap.py          install only, into .venv
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOOLS = HERE / ".tools"
UV = TOOLS / "bin" / "uv"
CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("pytest",),
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def main(arguments: list[str]) -> int:
    if sys.version_info < (3, 11) or sys.version_info >= (3, 14):
        return _fail(f"Python 3.11 to 3.13 is needed; this is {sys.version.split()[0]}")
    what, *rest = arguments or ["install"]
    if what not in ("install", "demo", "test"):
        print(__doc__)
        return 2
    try:
        _install()
        if what == "demo":
            return _uv("run", "--no-sync", "brouhaha", "demo", *rest)
        return _test(rest) if what == "test" else 0
    except subprocess.CalledProcessError as error:
        return _fail(f"this step failed: {' '.join(map(str, error.cmd))}")
    except KeyboardInterrupt:
        return 130


def _install() -> None:
    """Bring `.venv` to the pinned set; takes a second where nothing changed."""
    if not UV.is_file():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--root-user-action=ignore", "--target", TOOLS, "uv"], check=True)
    if code := _uv("sync", "--quiet", "--python", sys.executable):
        raise subprocess.CalledProcessError(code, ["uv", "sync"])


def _test(rest: list[str]) -> int:
    _install_chromium()
    for check in CHECKS:
        extra = rest if check[0] == "pytest" else []
        print(f"── {' '.join(check)}", flush=True)
        if code := _uv("run", "--no-sync", *check, *extra):
            return code
    return 0


def _install_chromium() -> None:
    """Debian's Chromium, where no browser is there yet; the browser tests need one."""
    if any(shutil.which(name) for name in BROWSERS):
        return
    if not shutil.which("apt-get"):
        print("no Chromium found: install one, or the browser tests fail", file=sys.stderr)
        return
    root = [] if os.geteuid() == 0 else ["sudo"]
    apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    subprocess.run([*apt, "update"], check=True)
    subprocess.run([*apt, "install", "-y", "chromium"], check=True, stdout=subprocess.DEVNULL)


def _uv(command: str, *arguments: str) -> int:
    environment = {k: v for k, v in os.environ.items() if k != "VIRTUAL_ENV"}
    line = [str(UV), command, "--project", str(HERE), *arguments]
    return subprocess.run(line, env=environment, cwd=HERE).returncode


def _fail(message: str) -> int:
    print(f"bootstrap: {message}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
