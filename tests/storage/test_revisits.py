from __future__ import annotations

import pytest

from storage.revisits import EDITS, RETRIES, next_visit

BORN = "2023-07-14T10:00:00+00:00"


def test_an_article_is_visited_less_and_less_often_and_then_no_more() -> None:
    visits, moment = [], BORN
    while again := next_visit("unchanged", 304, len(visits) + 1, BORN, moment):
        visits.append(again)
        moment = again
    assert visits == [
        "2023-07-14T11:00:00+00:00", "2023-07-14T16:00:00+00:00", "2023-07-15T10:00:00+00:00",
        "2023-07-17T10:00:00+00:00", "2023-07-21T10:00:00+00:00", "2023-08-13T10:00:00+00:00",
    ]  # fmt: skip
    assert len(visits) == len(EDITS)


@pytest.mark.parametrize(
    ("verdict", "status", "visits", "again"),
    [
        ("failed", None, 1, BORN),
        ("failed", None, 3, "2023-07-14T16:00:00+00:00"),
        ("http_error", 503, 2, "2023-07-14T11:00:00+00:00"),
        ("failed", None, len(RETRIES) + 1, None),
        ("http_error", 404, 1, None),
        ("http_error", 410, 1, None),
        ("robots", None, 2, "2023-07-14T11:00:00+00:00"),
        ("tdm", 200, 1, "2023-08-13T10:00:00+00:00"),
        ("unsafe", None, 1, None),
        ("too_short", 200, 1, None),
        ("duplicate", 200, 1, None),
    ],
)
def test_what_may_pass_is_tried_again_and_the_rest_is_settled(
    verdict: str, status: int | None, visits: int, again: str | None
) -> None:
    assert next_visit(verdict, status, visits, BORN, BORN) == again  # type: ignore[arg-type]


@pytest.mark.parametrize("born", ["2023-07-14", "2023-07-14T09:00:00", "2023-07-15T10:00:00Z"])
def test_days_moments_without_a_zone_and_moments_to_come_are_understood(born: str) -> None:
    again = next_visit("fetched", 200, 1, born, BORN)
    assert again is not None and again > BORN
