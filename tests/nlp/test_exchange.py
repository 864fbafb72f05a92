"""Exchange: JSON lines in and out, and what is said of lines that are wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlp import exchange
from storage.records import (
    Analysis,
    Credit,
    Document,
    Entity,
    Figure,
    Mention,
    Quote,
    Reason,
    Stance,
)

ANALYSIS = Analysis(
    id="a",
    lang="en",
    version="1",
    relevant=True,
    relevance=0.98765,
    reasons=(Reason("together", 5.0, 0, 4),),
    entities=(Entity("lumen", "Lumen", "ORG", listed=True),),
    mentions=(Mention(0, 5, "lumen", "name", "listed"),),
    quotes=(Quote(7, 12, "lumen", "direct", "said", "pair"),),
    stances=(Stance(7, 12, "lumen", "automation", "favor", 0, 20, "verb"),),
    credits=(Credit(0, 5, "le-fanal", "according"),),
    figures=(Figure(3, 6, 150.0, "USD/hour", "amount", what="pay"),),
)


def lines(path: Path, *content: object) -> Path:
    path.write_text("\n".join(c if isinstance(c, str) else json.dumps(c) for c in content))
    return path


def test_documents_are_read(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "in.jsonl",
        {"id": "a", "text": "Un phare.", "lang": "fr", "title": None, "other": 3},
        "",
        {"id": "b", "text": "A lamp.", "title": "Lamp", "published": "2023-01-01", "url": "u"},
    )
    assert list(exchange.read(path)) == [
        Document("a", "Un phare.", lang="fr"),
        Document("b", "A lamp.", "Lamp", "", "2023-01-01", "u"),
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "is not JSON"),
        ("[1]", "expected an object"),
        ({"text": "x"}, '"id": expected a string that is not empty, found nothing'),
        ({"id": 7, "text": "x"}, '"id": expected a string that is not empty, found 7'),
        ({"id": "c", "text": ""}, '"text": expected a string that is not empty'),
        ({"id": "c", "text": "x", "title": 5}, '"title": expected a string, found 5'),
        ({"id": "c", "text": "x", "lang": "de"}, '"lang": expected fr or en, found "de"'),
        ({"id": "a", "text": "x"}, "\"id\": 'a' stands on line 1 already"),
    ],
)
def test_a_wrong_line_is_told_with_its_number(tmp_path: Path, line: object, told: str) -> None:
    path = lines(tmp_path / "in.jsonl", {"id": "a", "text": "x"}, line)
    with pytest.raises(exchange.ExchangeError) as error:
        exchange.read(path)
    assert str(error.value).startswith(f"{path}:2: ")
    assert told in str(error.value)


def test_all_wrong_lines_are_told_at_once(tmp_path: Path) -> None:
    path = lines(tmp_path / "in.jsonl", "{", "[]", {"id": "a", "text": "x"})
    with pytest.raises(exchange.ExchangeError) as error:
        exchange.read(path)
    assert str(error.value).count("\n") == 1


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(exchange.ExchangeError, match="cannot be read"):
        exchange.read(tmp_path / "missing.jsonl")
    (tmp_path / "latin.jsonl").write_bytes('{"id": "é"}'.encode("latin-1"))
    with pytest.raises(exchange.ExchangeError, match="UTF-8"):
        exchange.read(tmp_path / "latin.jsonl")


def test_an_analysis_is_written_as_scorers_read_it(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    assert exchange.write(path, [ANALYSIS, Analysis("b", "fr", "1", error="it broke")]) == 1
    first, second = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    assert first == {
        "id": "a",
        "lang": "en",
        "version": "1",
        "relevant": True,
        "relevance": 0.9877,
        "entities": [{"id": "lumen", "name": "Lumen", "type": "ORG"}],
        "mentions": [{"start": 0, "end": 5, "entity": "lumen", "kind": "name"}],
        "quotes": [{"start": 7, "end": 12, "speaker": "lumen", "type": "direct", "cue": "said"}],
        "stances": [
            {
                "start": 7,
                "end": 12,
                "holder": "lumen",
                "target": "automation",
                "polarity": "favor",
            }
        ],
        "attributions": [{"outlet": "le-fanal", "start": 0, "end": 5}],
        "figures": [{"value": 150.0, "unit": "USD/hour", "start": 3, "end": 6, "what": "pay"}],
    }
    assert second["error"] == "it broke"


def test_a_file_is_replaced_only_by_a_whole_one(tmp_path: Path) -> None:
    path = lines(tmp_path / "out.jsonl", "before")

    def breaking() -> object:
        yield ANALYSIS
        raise RuntimeError

    with pytest.raises(RuntimeError):
        exchange.write(path, breaking())  # type: ignore[arg-type]
    assert path.read_text() == "before"
    assert [file.name for file in tmp_path.iterdir()] == ["out.jsonl"]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(exchange.ExchangeError, match="cannot be written"):
        exchange.write(tmp_path / "no" / "out.jsonl", [ANALYSIS])
