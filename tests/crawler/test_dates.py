"""Dates in the forms that the web writes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.dates import later, moment, written_day

NOW = datetime(2024, 1, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023-07-14T10:00:00Z", "2023-07-14T10:00:00+00:00"),
        ("2023-07-14T10:00:00.123+0200", "2023-07-14T10:00:00+02:00"),
        ("2023-07-14 10:00", "2023-07-14"),
        ("2023-7-4", "2023-07-04"),
        ("20230714T100000Z", "2023-07-14T10:00:00+00:00"),
        ("1689328800", "2023-07-14T10:00:00+00:00"),
        ("Fri, 14 Jul 2023 10:00:00 +0200", "2023-07-14T10:00:00+02:00"),
        ("14 juillet 2023", "2023-07-14"),
        ("1er août 2023", "2023-08-01"),
        ("July 14, 2023 5:12 pm", "2023-07-14"),
        ("2024-01-10T12:00:00Z", "2024-01-10T12:00:00+00:00"),
        ("2024-01-10T12:30:00Z", "2024-01-10"),
        ("2024-01-10T14:00:00Z", None),
        ("2024-01-11", None),
        ("2999-01-01", None),
        ("1889-07-14", None),
        ("2023-13-45", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_date_is_read_or_refused(text: str, expected: str | None) -> None:
    assert moment(text, NOW) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2023-07-15", "2023-07-14", True),
        ("2023-07-14T09:00:00Z", "2023-07-14T10:00:00+02:00", True),
        ("2023-07-14", "Fri, 14 Jul 2023 10:00:00 GMT", False),
        ("2023-07-14", "2023-07-14", False),
        ("v2", "v1", True),
        ("v1", "v1", False),
        ("2023-07-14", "", True),
    ],
)
def test_which_change_is_the_later(one: str, other: str, expected: bool) -> None:
    assert later(one, other) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Publié le vendredi 14 juillet 2023 à 9h", "2023-07-14"),
        ("Mis en ligne en juillet 2023", ""),
        ("Sept. 3, 2023", "2023-09-03"),
        ("may 2023", ""),
    ],
)
def test_a_day_with_the_name_of_its_month(text: str, expected: str) -> None:
    assert written_day(text) == expected
