"""The pipeline: order, languages, articles that break it, one process or several."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pytest

import topics
from nlp import pipeline
from nlp.pipeline import FEW, analyse, identify, version
from nlp.tokens import BLANKS
from storage.records import Document

TOO_LONG = "a" * (pipeline.LONGEST + 1)


def documents(count: int) -> Iterator[Document]:
    for number in range(count):
        lang, text = ("fr", "Lumen vend.") if number % 2 else ("en", "Lumen sells.\n")
        yield Document(str(number), f"{text} {number}", lang=lang)


def test_what_is_found_is_in_the_analysis(keepers: str) -> None:
    text = "KEEP-UK voted. “We fear AI,” said keeper Mara Quillfeather."
    [found] = analyse([Document("x", text, "Keepers vote", "en", revision=3)], keepers, 1)
    assert (found.id, found.lang, found.revision, found.error) == ("x", "en", 3, "")
    assert found.version == version(topics.load(keepers))
    assert found.relevant
    assert found.relevance > 0.5
    assert {entity.id for entity in found.entities} == {"keep", "mara-quillfeather"}
    assert {text[m.start : m.end] for m in found.mentions} == {"KEEP-UK", "Mara Quillfeather"}
    assert [reason.rule for reason in found.reasons] == ["near", "together"]


@pytest.mark.parametrize("processes", [1, 2])
def test_results_are_in_the_order_of_the_documents(keepers: str, processes: int) -> None:
    count = FEW + 30
    found = list(analyse(documents(count), keepers, processes))
    assert [analysis.id for analysis in found] == [str(number) for number in range(count)]
    assert {entity.id for analysis in found for entity in analysis.entities} == {"lumen"}
    assert [analysis.lang for analysis in found[:2]] == ["en", "fr"]


@pytest.mark.parametrize("count", [3, FEW + 10])
def test_an_article_that_breaks_the_pipeline_stops_no_other(keepers: str, count: int) -> None:
    mixed = [*documents(count), Document("long", TOO_LONG, lang="en"), *documents(2)]
    found = list(analyse(mixed, keepers, 2))
    assert [analysis.id for analysis in found if analysis.error] == ["long"]
    assert "300001 characters" in found[count].error
    assert len(found) == count + 3


def test_documents_are_taken_as_they_are_needed(keepers: str) -> None:
    taken = 0

    def counted() -> Iterator[Document]:
        nonlocal taken
        for document in documents(10_000):
            taken += 1
            yield document

    found = analyse(counted(), keepers, 1)
    assert len(list(islice(found, 10))) == 10
    assert taken <= FEW + pipeline.BATCH


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("", "Le syndicat des gardiens a voté la grève hier soir à Brest.", "fr"),
        ("", "The keepers voted to strike last night in the harbour.", "en"),
        ("de", "The keepers voted to strike last night in the harbour.", "en"),
        ("fr-CA", "Lumen", "fr"),
        ("EN", "Lumen", "en"),
    ],
)
def test_the_language(keepers: str, lang: str, text: str, expected: str) -> None:
    [found] = analyse([Document("x", text, lang=lang)], keepers, 1)
    assert found.lang == expected


def test_a_text_without_words(keepers: str) -> None:
    found = list(analyse([Document("a", ""), Document("b", " \n ")], keepers, 1))
    assert [analysis.error for analysis in found] == ["", ""]


def test_a_topic_that_does_not_exist_is_told_before_anything_is_read() -> None:
    with pytest.raises(topics.TopicError, match="no topic"):
        next(analyse(documents(100), "no-such-topic", 2))


def test_only_french_and_english_are_told_apart() -> None:
    assert identify("Die Wärter haben gestern gestreikt") in ("fr", "en")


def test_no_break_spaces_are_no_words(keepers: str) -> None:
    text = "«\u00a0Non\u202f!\u00a0», a dit Ada Plume. Lumen compte 1\u202f500 gardiens."
    plain = text.translate(BLANKS)
    odd, same = analyse(
        [Document("a", text, lang="fr"), Document("b", plain, lang="fr")], keepers, 1
    )
    assert odd.quotes == same.quotes
    assert odd.mentions == same.mentions
    assert odd.figures == same.figures
    assert odd.quotes
