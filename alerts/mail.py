"""What a mail needs beyond apprise: a number that lasts, and a text that was written as one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_string
from email.message import Message
from typing import Any

from apprise.plugins.email import NotifyEmail


def lasting(number: str, text: str) -> None:
    """Have every mail of this process carry this number in its Message-ID, and this text.

    Two copies of one digest can be told to be one by that; apprise gives each send another id, and
    a text made of the HTML, without its links.
    """
    prepare = NotifyEmail.prepare_emails

    def prepared(*args: Any, **kwargs: Any) -> Iterator[Any]:
        for mail in prepare(*args, **kwargs):
            yield replace(mail, body=_finished(mail.body, number, text))

    setattr(NotifyEmail, "prepare_emails", staticmethod(prepared))  # noqa: B010 - it is a method


def _finished(body: str, number: str, text: str) -> str:
    mail: Message = message_from_string(body)
    domain = str(mail["Message-ID"]).rpartition("@")[2].rstrip("> \r\n") or "brouhaha.invalid"
    del mail["Message-ID"]
    mail["Message-ID"] = f"<brouhaha-{number}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    if mail.get_content_type() == "multipart/alternative":
        plain = mail.get_payload(0)
        if isinstance(plain, Message):
            del plain["Content-Transfer-Encoding"]
            plain.set_payload(text, "utf-8")
    return mail.as_string()
