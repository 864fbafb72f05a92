"""The share that is right at each confidence."""

from __future__ import annotations

from benchmarks.calibration import Band, Judged, bands


def test_a_band_has_its_lower_edge_and_the_last_has_both() -> None:
    judged = [
        Judged(0.0, False, False),
        Judged(0.49, False, True),
        Judged(0.5, True, True),
        Judged(0.9, True, True),
        Judged(1.0, False, True),
    ]
    assert bands(judged, (0.0, 0.5, 0.9, 1.0)) == (
        Band(0.0, 0.5, count=2, right=0, nearly=1),
        Band(0.5, 0.9, count=1, right=1, nearly=1),
        Band(0.9, 1.0, count=2, right=1, nearly=2),
    )


def test_empty_bands_are_left_out() -> None:
    assert [band.low for band in bands([Judged(0.75, True, True)])] == [0.7]
    assert bands([]) == ()
