"""The two READMEs: the same parts, commands, links and figures, and these as they were measured."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from datasette_config.measured import measured

HOME = Path(__file__).parent.parent
TEXTS = {
    "en": (HOME / "README.md").read_text(encoding="utf-8"),
    "fr": (HOME / "README.fr.md").read_text(encoding="utf-8"),
}
KINDS = (
    "relevance", "entities", "mentions", "quotes", "speakers", "stances", "holders", "credits",
    "figures",
)  # fmt: skip


def blocks(text: str) -> list[str]:
    """The lines of code, comments aside."""
    code = "".join(re.findall(r"^```\w*\n(.*?)^```", text, re.S | re.M))
    lines = (re.sub(r"(^|\s)#.*", "", line).rstrip() for line in code.split("\n"))
    return [line for line in lines if line]


def prose(text: str) -> str:
    return re.sub(r"^```.*?^```|`[^`]*`|\]\([^)]*\)", "", text, flags=re.S | re.M)


def headings(text: str) -> list[int]:
    return [len(marks) for marks in re.findall(r"^(#+) ", prose(text), re.M)]


def links(text: str) -> list[str]:
    return sorted(set(re.findall(r"\]\(([^)]+)\)", text)) - {"README.md", "README.fr.md"})


def test_both_have_the_same_parts() -> None:
    assert headings(TEXTS["fr"]) == headings(TEXTS["en"])
    assert TEXTS["fr"].count("\n| ") == TEXTS["en"].count("\n| ")


def test_both_have_the_same_commands() -> None:
    assert blocks(TEXTS["fr"]) == blocks(TEXTS["en"])


def test_both_lead_to_the_same_pages() -> None:
    assert links(TEXTS["fr"]) == links(TEXTS["en"])


@pytest.mark.parametrize("lang", TEXTS)
def test_what_is_linked_exists(lang: str) -> None:
    ours = [link for link in links(TEXTS[lang]) if "://" not in link]
    assert ours and [link for link in ours if not (HOME / link).exists()] == []


@pytest.mark.parametrize("lang", TEXTS)
def test_the_table_of_figures_is_what_was_measured(lang: str) -> None:
    ours = re.sub(r"<!-- table.*?<!-- end -->", "", TEXTS[lang], flags=re.S)
    rows = re.findall(r"^\|[^|]+\| ([\d.,]+) \| ([\d.,]+) \|$", ours, re.M)
    scores = {(s.kind, s.lang): f"{s.f1:.2f}" for s in measured().score}
    found = [tuple(f"{float(cell.replace(',', '.')):.2f}" for cell in row) for row in rows]
    assert found == [(scores[kind, "fr"], scores[kind, "en"]) for kind in KINDS]
