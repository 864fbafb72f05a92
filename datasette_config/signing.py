"""Who may correct in the browser: the server's token, the cookie of who gave it, wrong tries."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections import deque
from dataclasses import dataclass, field
from time import monotonic

from datasette.utils.asgi import Request, Response
from itsdangerous import BadData, URLSafeTimedSerializer

TOKEN = "BROUHAHA_TOKEN"  # noqa: S105 - the name of a variable of the environment
SHORTEST = 16  # characters of a token
COOKIE = "brouhaha_author"
LASTS = 12 * 3600  # seconds: a working day
TRIES, WITHIN, CLIENTS = 5, 60.0, 1000  # wrong tokens of a client in so many seconds
LONGEST_NAME = 80


class ShortTokenError(ValueError):
    """The token is so short that it can be guessed."""


def token() -> str:
    """The token of this server; empty where nothing can be corrected in the browser.

    :raises ShortTokenError: it is shorter than `SHORTEST`.
    """
    given = os.environ.get(TOKEN, "").strip()
    if given and len(given) < SHORTEST:
        raise ShortTokenError(
            f"{TOKEN} has {len(given)} characters, fewer than {SHORTEST}, and could be guessed; "
            "`openssl rand -hex 16` makes one, without it nobody corrects in the browser"
        )
    return given


def secret() -> str | None:
    """What Datasette is to sign forms with, so that an open one outlives the server; without a
    token any it likes."""
    given = token()
    return hmac.new(given.encode(), b"forms", hashlib.sha256).hexdigest() if given else None


def right(given: str) -> bool:
    """Whether this is the token; how long that takes says nothing of it."""
    mine, theirs = (hashlib.sha256(one.encode()).digest() for one in (token(), given.strip()))
    return bool(token()) and hmac.compare_digest(mine, theirs)


def author(request: Request) -> str:
    """The name of who gave the token in this browser; empty for everybody else."""
    if not token() or COOKIE not in request.cookies:
        return ""
    try:
        return str(_signer().loads(request.cookies[COOKIE], max_age=LASTS))
    except BadData:
        return ""


def sign_in(response: Response, request: Request, name: str) -> None:
    """Let the browser remember who gave the token."""
    _set(response, request, _signer().dumps(name), LASTS)


def sign_out(response: Response, request: Request) -> None:
    _set(response, request, "", 0)


def named(typed: str) -> str:
    """A name in one line, of bounded length."""
    return " ".join("".join(c if c.isprintable() else " " for c in typed).split())[:LONGEST_NAME]


@dataclass
class Tries:
    """The wrong tokens of the last seconds, by client."""

    wrong: dict[str, deque[float]] = field(default_factory=dict)

    def wait(self, client: str) -> int:
        """Seconds that a client must wait; 0 where it may try."""
        since = self._of(client)
        return int(WITHIN - (monotonic() - since[0])) + 1 if len(since) >= TRIES else 0

    def note(self, client: str) -> None:
        """A wrong token came from this client."""
        since = self._of(client)
        since.append(monotonic())
        self.wrong.pop(client, None)
        self.wrong[client] = since
        while len(self.wrong) > CLIENTS:
            self.wrong.pop(next(iter(self.wrong)))

    def _of(self, client: str) -> deque[float]:
        since = self.wrong.get(client, deque())
        while since and monotonic() - since[0] > WITHIN:
            since.popleft()
        return since


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(token(), salt="author")


def _set(response: Response, request: Request, value: str, lasts: int) -> None:
    response.set_cookie(
        COOKIE, value, max_age=lasts, secure=request.scheme == "https", httponly=True,
        samesite="strict",
    )  # fmt: skip
