"""What to do with an address that a list names: ask for it, ask again, or leave it."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

from crawler.addresses import Found, Hints
from crawler.dates import later
from storage.records import Address, Discovery, FoundBy
from topics.model import Window

LOST = ("http_error", "failed")  # where a copy in an archive is worth having


def discovery(
    found: Found,
    known: Address | None,
    found_by: FoundBy,
    source: str,
    listing: str,
    window: Window,
    moment: str,
    *,
    barred: bool = False,
) -> Discovery:
    """The address as it is to be kept; `due` where it is new, has changed or has a copy now.

    Of one that is `barred`, because its article was withdrawn, nothing else is kept.
    """
    if barred or (known and known.verdict == "withdrawn"):
        return Discovery(found.url, source, found_by, listing, moment, "withdrawn", due=False)
    hints, day = found.hints, ""
    if known:
        source = known.source_id
        hints = merged(found.hints, known)
    due = known is None or known.verdict == "pending" or _is_changed(found, known)
    if due and (day := off_window(hints, window)):
        due = False
    return Discovery(
        url=found.url,
        source_id=source,
        found_by=found_by,
        listing=listing,
        found_at=moment,
        verdict="off_window" if day and known is None else "pending",
        detail=f"{day} in the {found_by}" if day else "",
        at=known.at if known and known.verdict == "pending" else found.at,
        modified=hints.modified,
        hints=json.dumps(asdict(hints), ensure_ascii=False),
        due=due,
    )


def hinted(text: str) -> Hints:
    """Hints as they are kept, JSON."""
    return Hints(**json.loads(text))


def merged(hints: Hints, known: Address) -> Hints:
    """Of a page not seen yet, what the first list said; of a changed one, what the last says."""
    if known.verdict == "pending":
        return hinted(known.hints).or_else(hints)
    return replace(hints.or_else(hinted(known.hints)), modified=hints.modified or known.modified)


def off_window(hints: Hints, window: Window) -> str:
    """The day that puts an article outside the window, where its hints tell one."""
    if hints.published and not window.holds(hints.published[:10]):
        return hints.published[:10]
    if hints.modified and hints.modified[:10] < window.start.isoformat():
        return hints.modified[:10]
    return ""


def _is_changed(found: Found, known: Address) -> bool:
    if found.at:
        return known.verdict in LOST and known.at != found.at
    return bool(found.hints.modified and later(found.hints.modified, known.modified))
