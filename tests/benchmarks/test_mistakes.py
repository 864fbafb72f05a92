"""Which kind a mistake is."""

from __future__ import annotations

import pytest

from benchmarks.mistakes import Claim, Placed, Span, spans, stances

BAKERS = Claim("bakers", "ovens", "against")


def placed(claim: Claim, start: int = 10) -> Placed:
    return Placed(claim, start, (0, 50))


@pytest.mark.parametrize(
    ("ours", "kinds"),
    [
        (BAKERS, []),
        (Claim("bakers", "ovens", "favor"), ["wrong polarity"]),
        (Claim("millers", "ovens", "against"), ["wrong holder"]),
        (Claim("bakers", "mills", "against"), ["wrong target"]),
        (Claim("millers", "mills", "against"), ["missed", "spurious"]),
    ],
)
def test_a_position_in_the_same_sentence(ours: Claim, kinds: list[str]) -> None:
    assert [kind for kind, _, _ in stances([placed(BAKERS)], [placed(ours, 20)])] == kinds


@pytest.mark.parametrize(
    ("ours", "kinds"),
    [
        (BAKERS, ["evidence elsewhere"]),
        (Claim("bakers", "ovens", "favor"), ["missed", "spurious"]),
    ],
)
def test_a_position_in_another_sentence(ours: Claim, kinds: list[str]) -> None:
    assert [kind for kind, _, _ in stances([placed(BAKERS)], [placed(ours, 50)])] == kinds


def test_one_of_ours_explains_one_that_is_missed_only() -> None:
    millers = Claim("millers", "ovens", "against")
    ours = Claim("bakers", "ovens", "favor")
    found = list(stances([placed(BAKERS), placed(millers)], [placed(ours)]))
    assert found == [("wrong polarity", BAKERS, ours), ("missed", millers, millers)]


def test_a_holder_is_missed_though_another_is_found() -> None:
    millers = Claim("millers", "ovens", "against")
    found = list(stances([placed(BAKERS), placed(millers)], [placed(BAKERS)]))
    assert found == [("missed, though another holder of it is found", millers, millers)]


@pytest.mark.parametrize(
    ("ours", "pairs", "kinds"),
    [
        ([Span(0, 10, "anne")], [(0, 0)], []),
        ([Span(0, 10, "marc")], [(0, 0)], ["wrong speaker"]),
        ([Span(8, 30, "anne")], [], ["boundary"]),
        ([Span(10, 30, "anne")], [], ["missed", "spurious"]),
        ([], [], ["missed"]),
        ([Span(0, 10, "anne"), Span(2, 9, "anne")], [(0, 0)], ["spurious"]),
    ],
)
def test_spans(ours: list[Span], pairs: list[tuple[int, int]], kinds: list[str]) -> None:
    found = spans([Span(0, 10, "anne")], ours, pairs, "boundary", "wrong speaker")
    assert [mistake.kind for mistake in found] == kinds
