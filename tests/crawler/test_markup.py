"""The encoding of a page is found as browsers find it."""

from __future__ import annotations

import pytest

from crawler.markup import decode


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        (b"\xef\xbb\xbfcaf\xc3\xa9", "text/html; charset=iso-8859-1", "café"),  # the mark wins
        ("café".encode("utf-16"), "text/html; charset=utf-8", "café"),
        (b"<meta charset=utf-8>caf\xe9", "text/html; charset=windows-1252", "café"),  # the header
        (b"caf\xe9 \x93\x80\x94", "text/html; charset=ISO-8859-1", "café “€”"),
        (b"<meta charset=latin1>\x93caf\xe9\x94", "text/html", "“café”"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-15">\xa4', "", "€"),
        (b'<!-- <meta charset=koi8-r> --><meta charset="utf-8">caf\xc3\xa9', "", "café"),
        (b"<meta charset=utf-16>caf\xc3\xa9", "text/html", "café"),
        (b'<?xml version="1.0" encoding="iso-8859-15"?>\xa4', "application/xhtml+xml", "€"),
        (b"caf\xc3\xa9", "", "café"),
        (b"caf\xe9", "text/html", "café"),
        (b"caf\xc3\xa9", "text/html; charset=nonsense", "café"),
        (b"+ADw-script+AD4-", "text/html; charset=utf-7", "+ADw-script+AD4-"),
        (b"caf\xc3", "text/html; charset=utf-8", "caf\ufffd"),
    ],
)
def test_encodings_are_found_as_browsers_do(body: bytes, content_type: str, text: str) -> None:
    assert decode(body, content_type).rpartition(">")[2] == text
