"""The channels that alerts are sent to: addresses of apprise, which are secrets."""

from __future__ import annotations

import hashlib
import logging
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote

from storage.errors import WrongUseError

if TYPE_CHECKING:
    from apprise.plugins.base import NotifyBase

VARIABLE = "BROUHAHA_ALERTS"
_PIECE = re.compile(r"[^/:@?&=,;\s#+]{3,}")


class ChannelError(WrongUseError):
    """The channels cannot be read; nothing was sent."""


@dataclass(frozen=True, slots=True)
class Channel:
    """Where to send; `limit` is how many characters its service takes."""

    id: str
    kind: str
    url: str = field(repr=False)
    limit: int
    mail: bool

    def __str__(self) -> str:
        return f"{self.kind} {self.id[:8]}"


def channels(environ: Mapping[str, str] = os.environ) -> list[Channel]:
    """Those of the environment: addresses, or the name of a configuration file of apprise.

    :raises ChannelError: one of them is none that apprise knows; no secret is told.
    """
    value = environ.get(VARIABLE, "").strip()
    if not value:
        return []
    found = dict.fromkeys(_urls(value) if "://" in value else _of_file(Path(value)))
    return [_channel(number, url) for number, url in enumerate(found, 1)]


def _urls(value: str) -> list[str]:
    from apprise.utils.parse import parse_urls

    return cast(list[str], parse_urls(value))


def _of_file(path: Path) -> list[str]:
    from apprise import AppriseConfig

    if not path.is_file():
        raise ChannelError(f"{VARIABLE}: no file {path}, and no address such as mailtos://…")
    with listening(logging.WARNING) as heard:
        config = AppriseConfig()
        config.add(str(path.resolve()))
        found = [plugin.url() for plugin in config.services()]
    if wrong := heard.getvalue().splitlines():
        raise ChannelError(f"{VARIABLE}: {len(wrong)} of the lines of {path} say no address")
    if not found:
        raise ChannelError(f"{VARIABLE}: {path} names no address")
    return cast(list[str], found)


def _channel(number: int, url: str) -> Channel:
    from apprise.plugins.email import NotifyEmail

    with listening(logging.WARNING) as heard:
        plugin = instantiate(url)
    kind = url.split("://")[0].lower()
    if plugin is None or heard.getvalue():
        why = [line.partition(" ")[2] for line in scrubbed(heard.getvalue(), url).splitlines()]
        raise ChannelError(
            f"{VARIABLE}: address {number} ({kind}://…) is not understood: "
            f"{why[0] if why else 'apprise knows no such service'}"
        )
    digest = hashlib.sha256(url.encode()).hexdigest()[:16]
    return Channel(digest, kind, url, plugin.body_maxlen, isinstance(plugin, NotifyEmail))


def instantiate(url: str) -> NotifyBase | None:
    """What apprise makes of an address."""
    from apprise import Apprise, AppriseAsset

    asset = AppriseAsset(app_id="Brouhaha", app_desc="Brouhaha", app_url="")
    return Apprise.instantiate(url, asset=asset)


@contextmanager
def listening(level: int) -> Iterator[StringIO]:
    """What apprise logs meanwhile, which goes nowhere else: it may hold secrets."""
    from apprise.logger import LogCapture

    logger = logging.getLogger("apprise")
    before, logger.propagate = logger.propagate, False
    try:
        with LogCapture(level=level, fmt="%(levelname)s %(message)s") as heard:
            yield heard
    finally:
        logger.propagate = before


def scrubbed(text: str, url: str) -> str:
    """A message without what stands in the address.

    >>> scrubbed("no route to /hooks/T0P5", "json://oven.example/hooks/T0P5")
    'no route to /***/***'
    """
    _, _, rest = url.partition("://")
    pieces = {piece for one in (rest, unquote(rest)) for piece in _PIECE.findall(one)}
    for piece in sorted(pieces, key=len, reverse=True):
        text = text.replace(piece, "***")
    return text
