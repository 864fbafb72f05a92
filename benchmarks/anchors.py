"""What our figures stand beside: a second reader, what is wanted, and two simple methods."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

import topics
from benchmarks.gold import Gold, Row
from benchmarks.measure import HOME

WINDOW = 60  # characters on each side of a name, about ten words
LEAST = 0.05  # of VADER's compound score, as its authors advise
MARKED = re.compile(r'[«“"]\s*([^«»“”"]+?)\s*[»”"]')
SENTENCE = re.compile(r".+?(?:[.!?…][»”\"]?(?=\s)|$)", re.DOTALL)


class Anchors(BaseModel):
    """`anchors.toml`: F1 by row, French then English; reporting verbs by language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    second_reader: dict[str, tuple[float, float]]
    wanted: dict[str, tuple[float, float]]
    reporting: dict[str, tuple[str, ...]]


def read() -> Anchors:
    path = Path(__file__).with_name("anchors.toml")
    return Anchors.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def reporting_verbs(doc: Row, verbs: tuple[str, ...]) -> Row:
    """Quotes by sentence: a reporting verb, and the name nearest before it, else behind it.

    The content is what is in marks, else what follows the verb. Names are the gold's.
    """
    verb_pattern = re.compile(rf"\b({'|'.join(verbs)})\b")
    quotes: list[Row] = []
    for sentence in SENTENCE.finditer(doc["text"]):
        start, end = sentence.span()
        verb = verb_pattern.search(doc["text"], start, end)
        names = [m for m in doc["mentions"] if start <= m["start"] < end and m["kind"] != "nominal"]
        if verb and names:
            before = [name for name in names if name["end"] <= verb.start()]
            name = max(before, key=_start) if before else min(names, key=_start)
            marked = [m.span(1) for m in MARKED.finditer(doc["text"], start, end)]
            contents = marked or [(verb.end() + 1, end)]
            quotes += [{"start": a, "end": b, "speaker": name["entity"]} for a, b in contents]
    return {"id": doc["id"], "quotes": quotes}


def vader(gold: Gold, topic: topics.Topic, python: str) -> dict[str, Row]:
    """Positions by what VADER says of the words around each name of the gold or term of an issue.

    It knows no holders: each is the author. `python` has vaderSentiment and vaderSentiment_fr.
    """
    places = [(doc, place) for doc in gold.documents for place in _targets(doc, topic, gold.lang)]
    windows = [doc["text"][max(0, m[0] - WINDOW) : m[1] + WINDOW] for doc, m in places]
    found: dict[str, Row] = {doc["id"]: {"id": doc["id"], "stances": []} for doc in gold.documents}
    for (doc, (start, end, target)), compound in zip(
        places, compounds(gold.lang, windows, python), strict=True
    ):
        if abs(compound) >= LEAST:
            polarity = "favor" if compound > 0 else "against"
            found[doc["id"]]["stances"].append(
                {"start": start, "end": end, "holder": "author", "target": target,
                 "polarity": polarity}
            )  # fmt: skip
    return found


def _start(mention: Row) -> int:
    return int(mention["start"])


def _targets(doc: Row, topic: topics.Topic, lang: str) -> Iterator[tuple[int, int, str]]:
    for mention in doc["mentions"]:
        yield mention["start"], mention["end"], mention["entity"]
    for issue in topic.issues.values():
        for term in issue.terms[lang]:
            words = re.escape(term).replace(r"\*", r"\w*")
            case = re.NOFLAG if term.isupper() else re.IGNORECASE
            for match in re.finditer(rf"\b{words}(?!\w)", doc["text"], case):
                yield *match.span(), issue.id


def compounds(lang: str, windows: list[str], python: str) -> list[float]:
    line = [python, "-W", "ignore", str(HOME / "benchmarks/vader.py"), lang]
    done = subprocess.run(
        line, input=json.dumps(windows), check=True, stdout=subprocess.PIPE, text=True
    )
    found: Any = json.loads(done.stdout)
    return [float(compound) for compound in found]
