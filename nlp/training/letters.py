"""Letters in patterns by what they are: listed, as spaCy has them, they compile slowly."""

from __future__ import annotations

import re

LISTED = re.compile(r"\[[^\]]{100,}\]")  # a class of characters that lists letters
LETTER = r"[^\W\d_]"
JOINTS = "-–—‐‑'’"  # within words


def shortened(pattern: str) -> str:
    """The pattern with any letter, and the joints that were listed, where it lists letters."""
    for listed in sorted(set(LISTED.findall(pattern))):
        joints = "".join(char for char in JOINTS if re.match(listed, char))
        written = f"(?:{LETTER}|[{re.escape(joints)}])" if joints else LETTER
        pattern = pattern.replace(listed, written)
    return pattern
