from __future__ import annotations

import logging
from pathlib import Path

import pytest

from alerts.channels import Channel, ChannelError, channels, scrubbed


def named(value: str) -> list[Channel]:
    return channels({"BROUHAHA_ALERTS": value})


def test_addresses_by_spaces_or_commas() -> None:
    mail = "mailtos://desk:oven-key@bakers.example?to=a@bakers.example,b@bakers.example"
    found = named(f" {mail}, json://localhost/a  json://localhost/a slack://TAAAAAAAA/BAAAAAAAA/"
                  "abcdefghijklmnopqrstuvwx/#ovens ")  # fmt: skip
    assert [(one.kind, one.mail) for one in found] == [
        ("mailtos", True), ("json", False), ("slack", False),
    ]  # fmt: skip
    assert found[0].url == mail
    assert "oven-key" not in repr(found)
    assert named("") == named("  ") == []


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("nosuch://s3cr3t/abc", "address 1 (nosuch://…) is not understood"),
        ("json://localhost/a mailto://a:oven-key@bakers.example?to=s3cr3t",
         "address 2 (mailto://…) is not understood: Dropped invalid To email"),
        ("/no/such/file", "no file /no/such/file"),
    ],
)  # fmt: skip
def test_what_is_no_channel_is_told_without_secrets(
    value: str, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(ChannelError) as error:
        named(value)
    assert words in str(error.value)
    assert "s3cr3t" not in str(error.value) + caplog.text and "oven-key" not in caplog.text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("alerts.conf", "# ours\njson://localhost/a\nmailtos://desk:key@bakers.example\n"),
        ("alerts.yaml", "version: 1\nurls:\n  - json://localhost/a\n"
                        "  - mailtos://desk:key@bakers.example\n"),
    ],
)  # fmt: skip
def test_a_file_of_apprise(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    assert [one.kind for one in named(str(path))] == ["json", "mailtos"]
    assert named(str(path)) == named(str(path))
    path.write_text(f"{text}nosuch://s3cr3t\n".replace("  - mailtos", "  - nosuch"), "utf-8")
    with pytest.raises(ChannelError, match="of the lines of") as error:
        named(str(path))
    assert "s3cr3t" not in str(error.value)
    path.write_text("# nothing\n", "utf-8")
    with pytest.raises(ChannelError):
        named(str(path))


def test_what_stands_in_an_address_is_left_out_of_messages() -> None:
    url = "json://baker:oven%20key@localhost:8080/hooks/T0P5"
    said = "Max retries exceeded with url: /hooks/T0P5 (oven key)"
    assert scrubbed(said, url) == "Max retries exceeded with url: /***/*** (*** ***)"
