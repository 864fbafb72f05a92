"""The guide: the same pages in both languages, whose links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from datasette_config.guides import FOLDER, chapters
from datasette_config.words import LANGUAGES, Language

NAMES = [chapter.name for chapter in chapters("en")]


def test_both_languages_have_the_same_pages_and_headings() -> None:
    assert [chapter.name for chapter in chapters("fr")] == NAMES and NAMES[0] == "index"
    for french, english in zip(chapters("fr"), chapters("en"), strict=True):
        parts = re.compile(r"<(h2|h3|li|tr|a)\b")
        assert parts.findall(french.body) == parts.findall(english.body), english.name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pages_are_served(http: httpx.Client, lang: Language) -> None:
    contents = http.get(f"/guide?lang={lang}").raise_for_status().text
    assert f'<html lang="{lang}"' in contents
    for chapter in chapters(lang)[1:]:
        assert f'<a href="/guide/{chapter.name}">{chapter.title}</a>' in contents
        page = http.get(f"/guide/{chapter.name}?lang={lang}").raise_for_status().text
        assert f"<h1>{chapter.title}</h1>" in page and page.count("<h1") == 1
        for link in re.findall(r'href="(/[^"#]*)', chapter.body):
            assert http.get(link, follow_redirects=True).status_code == 200, link


@pytest.mark.parametrize("name", ["nothing", "index", "..%2fen", "1-charts"])
def test_what_is_no_page_is_told(http: httpx.Client, name: str) -> None:
    assert http.get(f"/guide/{name}").status_code == 404


def test_html_in_a_page_is_text(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    text = "# T\n\nA <script>alert(1)</script> b.\n\n<img src=x onerror=y>\n\n[c](javascript:d)\n"
    (tmp_path / "en" / "index.md").write_text(text, encoding="utf-8")
    (chapter,) = chapters("en", tmp_path)
    assert "<script" not in chapter.body and "<img" not in chapter.body
    assert "href" not in chapter.body and "&lt;script&gt;" in chapter.body


@pytest.mark.parametrize("text", ["No title\n\nText", "# Title only\n"])
def test_a_page_without_title_or_summary_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "fr").mkdir()
    (tmp_path / "fr" / "index.md").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="must begin with"):
        chapters("fr", tmp_path)


def test_tables_have_heads_for_screen_readers() -> None:
    for path in FOLDER.glob("*/*.md"):
        assert "<table" not in path.read_text(encoding="utf-8")
    bodies = "".join(chapter.body for lang in LANGUAGES for chapter in chapters(lang))
    assert "<table>" in bodies and "<th>" not in bodies
