"""Who crawls: the name that every request gives, and how to reach whoever runs it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from importlib.metadata import version

from topics.model import Source

CONTACT = "BROUHAHA_CONTACT"  # whoever runs a site must be able to reach whoever runs a crawl
AT_HOME = ("localhost", "127.", "[::1]")  # how hosts of this machine begin


def user_agent() -> str:
    """The name that a crawl gives, with the contact address from the environment where it is set.

    Shaped like a robot's, so that a site can allow or forbid `Brouhaha` by name.
    """
    contact = _contact()
    purpose = f"press research; {contact}" if contact else "press research"
    return f"Brouhaha/{version('brouhaha')} ({purpose})"


def warning(sources: Iterable[Source]) -> str:
    """What to tell before a crawl that gives no contact; empty where none is needed."""
    if _contact() or all((source.home.host or "").startswith(AT_HOME) for source in sources):
        return ""
    return (
        f"warning: {CONTACT} is not set, so no site can reach you; "
        f"set it to an e-mail address or a page, as in {CONTACT}=you@example.org"
    )


def _contact() -> str:
    """One line of what HTTP allows in a header."""
    given = os.environ.get(CONTACT, "")
    return " ".join("".join(c for c in given if c.isprintable() and c not in "()").split())
