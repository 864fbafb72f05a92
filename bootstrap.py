"""Set everything up with nothing but Python and pip, then run the demo or the tests.

python3 bootstrap.py demo     install, crawl the sample press, analyse it, open Datasette
python3 bootstrap.py test     install with Chromium, nginx, systemd-analyze, faketime, axe-core,
                              moto and pandas, then lint, check types, run all tests
python3 bootstrap.py          install only, into .venv
"""

from __future__ import annotations

import json
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
    # A file's tests stay in one process; most of them wait for servers and processes.
    (
        "pytest",
        "--numprocesses",
        str(min(1 + (os.cpu_count() or 1), 8)),
        "--dist",
        "loadfile",
        "--no-loadscope-reorder",
    ),
)
# What the tests need besides Python: Debian's package, and the commands that any such thing has.
NEEDED: dict[str, tuple[str, ...]] = {
    "chromium": ("chromium", "chromium-browser", "google-chrome", "chrome"),
    "nginx": ("nginx", "/usr/sbin/nginx"),
    "systemd": ("systemd-analyze",),
    "faketime": ("faketime",),
}
UNWANTED = ("VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE")  # else each process compiles all anew
AXE = "4.14.1"  # checks pages for accessibility in tests/datasette_config/test_access.py
# What tests use apart from `.venv`, each in a folder of `.tools`: moto's server speaks S3 and needs
# much else; pandas runs the examples of docs/parquet.md, and sqlite-utils imports it where it is.
APART = {
    "moto": ("moto[s3]==5.2.5", "flask==3.1.3", "flask-cors==6.0.5"),
    "pandas": ("pandas==3.1.1", "pyarrow>=21"),
}


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
    _install_needed()
    _install_axe()
    for name in APART:
        _install_apart(name)
    for check in CHECKS:
        extra = rest if check[0] == "pytest" else []
        print(f"── {' '.join(check)}", flush=True)
        if code := _uv("run", "--no-sync", *check, *extra):
            return code
    return 0


def _install_needed() -> None:
    """Debian's packages, where there are none yet; no service is started."""
    needed = NEEDED if _axe() == AXE else NEEDED | {"npm": ("npm",)}
    missing = [name for name, commands in needed.items() if not any(map(shutil.which, commands))]
    if not missing:
        return
    if not shutil.which("apt-get"):
        print(f"install {' and '.join(missing)}, or some of the tests fail", file=sys.stderr)
        return
    root = [] if os.geteuid() == 0 else ["sudo"]
    apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1", "apt-get", "-qq"]
    subprocess.run([*apt, "update"], check=True)
    subprocess.run([*apt, "install", "-y", *missing], check=True, stdout=subprocess.DEVNULL)


def _axe() -> str:
    """The version of axe-core that is there, or nothing."""
    package = TOOLS / "node_modules" / "axe-core" / "package.json"
    return str(json.loads(package.read_text("utf-8"))["version"]) if package.is_file() else ""


def _install_axe() -> None:
    """The tested axe-core into `.tools`; a test says so where it is missing."""
    if _axe() == AXE:
        return
    if not (npm := shutil.which("npm")):
        print("install npm, or the tests of accessibility fail", file=sys.stderr)
        return
    quiet = ["--silent", "--no-save", "--no-package-lock", "--no-audit", "--no-fund"]
    line = [npm, "install", *quiet, "--ignore-scripts", "--prefix", str(TOOLS), f"axe-core@{AXE}"]
    subprocess.run(line, check=True)


def _install_apart(name: str) -> None:
    """The tested packages of this name into `.tools`; takes a moment where they are there."""
    place = str(TOOLS / name)
    make = ["venv", "--quiet", "--python", sys.executable, place]
    fill = ["pip", "install", "--quiet", "--python", place, *APART[name]]
    for step in [fill] if (TOOLS / name / "bin" / "python").exists() else [make, fill]:
        if code := _uv(*step):
            raise subprocess.CalledProcessError(code, ["uv", *step])


def _uv(command: str, *arguments: str) -> int:
    environment = {k: v for k, v in os.environ.items() if k not in UNWANTED}
    line = [str(UV), command, "--project", str(HERE), *arguments]
    return subprocess.run(line, env=environment, cwd=HERE).returncode


def _fail(message: str) -> int:
    print(f"bootstrap: {message}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
