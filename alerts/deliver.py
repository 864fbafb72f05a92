"""Hands one message to one channel, in a process of its own: it can be ended, whatever it does.

Reads a JSON object from standard input and writes one to standard output.
"""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
from dataclasses import asdict, dataclass

from alerts.channels import Channel, instantiate, listening, scrubbed

LIMIT = 120.0  # seconds for a message; apprise bounds what it waits for, not all of it together
SOCKET = 20.0  # seconds to wait for an answer, where the address does not say
# the channel was not reached, or said no before it took anything
_NOT_TAKEN = re.compile(
    r"Errno (-\d+|101|111|113)\b|Failed to establish a new connection|error=4\d\d|\(5\d\d, b'"
)
_WHY = re.compile(r"^(?:(?:WARNING|ERROR) |DEBUG (?=Socket Exception))(.+)", re.M)


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: mails show `html`, others `text`; `id` is the same when it is sent again."""

    id: str
    title: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether the channel took it; `sure` where it is certain that nobody did."""

    taken: bool
    sure: bool
    why: str


def deliver(channel: Channel, message: Message, limit: float = LIMIT) -> Answer:
    """Send in a child process that has so many seconds."""
    asked = json.dumps({"url": channel.url, "mail": channel.mail, "message": asdict(message)})
    try:
        child = subprocess.run(
            [sys.executable, "-m", "alerts.deliver"], input=asked, capture_output=True,
            text=True, timeout=limit, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Answer(False, False, f"no end after {limit:g} seconds")
    try:
        return Answer(**json.loads(child.stdout))
    except (ValueError, TypeError):
        return Answer(False, False, f"the process that sends ended with {child.returncode}")


def send(url: str, message: Message, *, mail: bool) -> Answer:
    """Send here and now."""
    from apprise import NotifyFormat

    with listening(logging.DEBUG) as heard:
        plugin = instantiate(url)
        if plugin is None:
            return Answer(False, True, "apprise knows no such address")
        if "rto=" not in url:
            plugin.socket_read_timeout = SOCKET
        if mail:
            from alerts.mail import lasting

            lasting(message.id, message.text)
        elif hasattr(plugin, "headers"):
            plugin.headers.setdefault("Idempotency-Key", message.id)
        html = mail and plugin.resolve_format(NotifyFormat.HTML) == NotifyFormat.HTML
        taken = plugin.notify(
            body=message.html if html else message.text, title=message.title,
            body_format=NotifyFormat.HTML if html else NotifyFormat.TEXT,
        )  # fmt: skip
    if taken:
        return Answer(True, False, "")
    why = " ".join(_WHY.findall(heard.getvalue())[-2:]) or "apprise does not say why"
    sure = len(plugin) == 1 and bool(_NOT_TAKEN.search(why))
    return Answer(False, sure, scrubbed(why, url)[:300])


if __name__ == "__main__":
    request = json.load(sys.stdin)
    answer = send(request["url"], Message(**request["message"]), mail=request["mail"])
    print(json.dumps(asdict(answer)))
