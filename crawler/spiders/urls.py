"""Addresses in a plain list: one a line, comments after #."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from crawler.urls import canonical
from storage.errors import WrongUseError

_COMMENT = re.compile(r"(?:^|\s)#.*")  # an address may hold the sign itself


@dataclass(frozen=True, slots=True)
class UrlList:
    """The addresses of a file, each once, and a line for each line that holds none."""

    addresses: tuple[str, ...]
    mistakes: tuple[str, ...]


def read(path: Path) -> UrlList:
    """Read a list of addresses, whole.

    :raises WrongUseError: the file is no text, or there is no address in it.
    """
    addresses: dict[str, None] = {}
    mistakes: list[str] = []
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise WrongUseError(f"{path}: is not UTF-8 text (byte {error.start})") from None
    for number, line in enumerate(lines, 1):
        text = _COMMENT.sub("", line).strip()
        if url := canonical(text):
            addresses[url] = None
        elif text:
            mistakes.append(f"{path}: line {number}: {text[:80]!r} is no address of the web")
    if not addresses:
        raise WrongUseError("\n".join([f"{path}: no address in it", *mistakes]))
    return UrlList(tuple(addresses), tuple(mistakes))
