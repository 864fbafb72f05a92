"""Who crawls: the name that every request gives, and how to reach whoever runs it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from importlib.metadata import version
from ipaddress import ip_address
from urllib.parse import urlsplit

from storage.errors import WrongUseError

CONTACT = "BROUHAHA_CONTACT"  # whoever runs a site must be able to reach whoever runs a crawl
_HOST = r"(?:[\w-]+\.)+[^\W\d_]{2,}"
_REACHABLE = re.compile(rf"[^\s@<>,;:]+@{_HOST}|https?://(?:{_HOST})(?::\d+)?(?:/\S*)?")


class ContactError(WrongUseError):
    """A site would be asked that cannot reach whoever asks; nothing was asked."""


def user_agent() -> str:
    """The name that a crawl gives, with the contact address from the environment where it is set.

    Shaped like a robot's, so that a site can allow or forbid `Brouhaha` by name.
    """
    contact = _contact()
    purpose = f"press research; {contact}" if contact else "press research"
    return f"Brouhaha/{version('brouhaha')} ({purpose})"


def require_contact(urls: Iterable[str]) -> None:
    """Let nobody be asked, beyond this machine, who could not reach whoever asks.

    :raises ContactError: one of the addresses is elsewhere, and no contact is given by which a
        person can be reached.
    """
    elsewhere = next((url for url in urls if not is_at_home(url)), "")
    if not elsewhere or _REACHABLE.fullmatch(given := _contact()):
        return
    state = f"is {given!r}, no e-mail address or page" if given else "is not set"
    raise ContactError(
        f"{CONTACT} {state}, so {urlsplit(elsewhere).hostname} could not reach you; "
        f"set it to an e-mail address or a page, as in {CONTACT}=you@example.org"
    )


def is_at_home(url: str) -> bool:
    """Whether an address is on this machine.

    >>> is_at_home("http://127.0.0.2:8080/"), is_at_home("http://127.example.org/")
    (True, False)
    """
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _contact() -> str:
    """One line of what HTTP allows in a header."""
    given = os.environ.get(CONTACT, "")
    return " ".join("".join(c for c in given if c.isprintable() and c not in "()").split())
