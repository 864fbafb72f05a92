"""As many items as a channel takes in one message, and the message for it."""

from __future__ import annotations

from dataclasses import replace

from alerts.digest import Digest, Item, as_text

MOST = 100  # items of one message, whatever the channel takes
ROOM = 0.8  # of what it takes: some services write a character as several
RAW = {"json", "jsons", "xml", "xmls", "form", "forms"}  # read by programs
# what makes a chat call everybody, or hides an address behind words
_HARMLESS = str.maketrans({"<": "‹", ">": "›", "@": "@\u2060"})


def fitting(found: Digest, limit: int) -> int:
    """How many of its items fit in so many characters; one at least."""
    some = 1
    while some < min(len(found.items), MOST) and _length(found, some + 1) <= limit * ROOM:
        some += 1
    return min(some, len(found.items))


def body(found: Digest, kind: str, limit: int) -> str:
    """The text for a channel; of an item that alone is too long, its quotations are left out."""
    text = as_text(found)
    if len(text) > limit * ROOM:
        text = as_text(replace(found, items=tuple(_brief(one) for one in found.items)))
    if len(text) > limit:
        text = f"{text[: limit - 1]}…"
    return text if kind in RAW else text.translate(_HARMLESS).replace("](", "] (")


def _length(found: Digest, some: int) -> int:
    return len(as_text(replace(found, items=found.items[:some])))


def _brief(one: Item) -> Item:
    return replace(one, notes=(), quotes=())
