"""How an archive file stands, so that one that grew or was replaced is read again."""

from __future__ import annotations

import hashlib

from crawler.files import is_local, opened, size
from storage.archive_files import State

HEAD = 4096  # bytes; the first record of a WARC names itself by an identifier and a moment


def state(file: str) -> State:
    """The state of a file at this moment.

    Of files of the web and of stores only the size is asked for.

    :raises OSError: it is missing, or cannot be read.
    """
    length = size(file)
    if not is_local(file):
        return State(length)
    with opened(file) as content:
        return State(length, hashlib.sha256(content.read(HEAD)).hexdigest()[:16])
