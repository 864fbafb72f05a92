"""Saved pages in, one line a page out."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from crawler.saved import UnreadableInputError, extract
from storage.records import Tally

PAGES = Path(__file__).parents[1] / "pages"


def test_each_line_gives_a_line_and_what_failed_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.html.gz").write_bytes(gzip.compress((PAGES / "plain.html").read_bytes()))
    (tmp_path / "b.html").write_bytes((PAGES / "graph.html").read_bytes())
    (tmp_path / "c.html.gz").write_bytes(gzip.compress(b"<p>x</p>" * 9)[:-9])
    lines = [
        {
            "id": name,
            "url": f"https://a.example/{name}",
            "html_file": file,
            "title": "not to be used",
        }
        for name, file in (("1", "a.html.gz"), ("2", "b.html"), ("3", "c.html.gz"), ("4", "d.html"))
    ]
    pages = tmp_path / "in.jsonl"
    pages.write_text("\n".join(map(json.dumps, lines)) + "\n\n")
    seen: list[tuple[Tally, int]] = []
    failures = extract(pages, tmp_path / "out.jsonl", 1, lambda *told: seen.append(told))

    first, second, third, fourth = map(json.loads, (tmp_path / "out.jsonl").open())
    assert list(first) == ["id", "title", "authors", "published", "body", "lang"]
    assert (first["title"], first["lang"]) == ("Bakers vote to keep the night shift", "en")
    assert first["body"].split("\n\n")[1].startswith("Some two hundred people")
    assert second["authors"] == ["Anne Roux", "Marc Vidal"]
    assert [third["body"], fourth["title"], fourth["authors"]] == [None, None, None]
    assert [failure.split(":")[0] for failure in failures] == ["3", "4"]
    assert failures[1] == "4: d.html: no such file"
    assert seen[-1] == (Tally({"extracted": 2, "failed": 2}), 4)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "line 1: is not JSON"),
        ("[]", "line 1: expected an object"),
        ('{"id": "1", "url": "https://a.example/"}', "line 1: html_file: expected a string"),
    ],
)
def test_a_line_that_cannot_be_used_is_told(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "in.jsonl").write_text(text)
    with pytest.raises(UnreadableInputError, match=words):
        extract(tmp_path / "in.jsonl", tmp_path / "out.jsonl", 1, lambda tally, total: None)


def test_a_missing_input_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInputError, match="cannot be read"):
        extract(tmp_path / "no.jsonl", tmp_path / "out.jsonl", 1, lambda tally, total: None)
