"""Every request says who asks; a crawl of other people's sites without a contact is warned of."""

from __future__ import annotations

import pytest

from crawler.contact import CONTACT, user_agent, warning
from topics.model import Source


def source(home: str) -> Source:
    return Source.model_validate({"id": "a", "name": "A", "country": "GB", "language": "en",
                                  "kind": "newspaper", "home": home})  # fmt: skip


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "(press research)"),
        ("  me@loaf.example ", "(press research; me@loaf.example)"),
        ("me\r\nX-Evil: 1", "(press research; meX-Evil: 1)"),
        ("https://loaf.example/(bot)", "(press research; https://loaf.example/bot)"),
    ],
)
def test_the_name_holds_the_contact(monkeypatch: pytest.MonkeyPatch, given: str, said: str) -> None:
    monkeypatch.setenv(CONTACT, given)
    name, _, purpose = user_agent().partition(" ")
    assert name.startswith("Brouhaha/")
    assert purpose == said


@pytest.mark.parametrize(
    ("homes", "contact", "warned"),
    [
        (["https://loaf.example/"], "", True),
        (["https://loaf.example/"], "me@loaf.example", False),
        (["http://127.0.0.1:8323/a/", "http://localhost/"], "", False),
        (["http://127.0.0.1:8323/a/", "https://loaf.example/"], "", True),
    ],
)
def test_a_crawl_without_a_contact_is_warned_of(
    monkeypatch: pytest.MonkeyPatch, homes: list[str], contact: str, warned: bool
) -> None:
    monkeypatch.setenv(CONTACT, contact)
    words = warning(source(home) for home in homes)
    assert ("BROUHAHA_CONTACT=you@example.org" in words) == warned
