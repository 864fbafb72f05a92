from __future__ import annotations

from datetime import date

import pytest

from stories import days

THURSDAY = date(2023, 3, 9)


@pytest.mark.parametrize(
    ("text", "lang", "found"),
    [
        ("Le 1er mars, puis le 5 août 2022.", "fr", ["2023-03-01", "2022-08-05"]),
        ("On March 3rd and on Dec. 31.", "en", ["2023-03-03", "2022-12-31"]),
        ("March 3, 2021", "en", ["2021-03-03"]),
        ("On 12 March, and on the 3rd of May 2021.", "en", ["2023-03-12", "2021-05-03"]),
        ("Ils ont voté mardi.", "fr", ["2023-03-07"]),
        ("They vote on Thursday.", "en", ["2023-03-09"]),
        ("Le 31 février, en mars, à 5 heures", "fr", []),
        ("Am 3. März", "de", []),
    ],
)
def test_days_in_a_text(text: str, lang: str, found: list[str]) -> None:
    assert [day.isoformat() for day in days.named(text, lang, THURSDAY)] == found


def test_without_a_day_of_publication_only_full_dates_are_known() -> None:
    text = "Mardi 7 mars, le 8 mars 2023"
    assert list(days.named(text, "fr", None)) == [date(2023, 3, 8)]


def test_the_words_are_complete() -> None:
    assert {"fr", "en"} == set(days.read())
    for words in days.read().values():
        assert all(name == days.fold(name) for month in words.months for name in month)
