"""The centre of a print: the same point of the finger whatever part of it was captured."""

from __future__ import annotations

import numpy as np
import pytest

from tenprint.search.codes import parameters as p
from tenprint.search.codes import projection
from tenprint.search.codes.centre import centre_weights, focal_point, in_centre

CENTRE = (300.0, 250.0)


def _circles(number: int, seed: int, reach: tuple[float, float, float, float]) -> tuple[np.ndarray, ...]:
    """Minutiae on ridges that run round a centre, in the box left, top, right, bottom of it; some point anywhere."""
    rng = np.random.default_rng(seed)
    x = CENTRE[0] + rng.uniform(reach[0], reach[2], number)
    y = CENTRE[1] + rng.uniform(reach[1], reach[3], number)
    away = np.arctan2(-(y - CENTRE[1]), x - CENTRE[0])
    direction = away + np.pi / 2 + rng.normal(0, 0.15, number) + np.pi * rng.integers(0, 2, number)
    wild = rng.random(number) < 0.15
    direction[wild] = rng.uniform(0, 2 * np.pi, wild.sum())
    return x.astype(np.float32), y.astype(np.float32), (direction % (2 * np.pi)).astype(np.float32)


def _focal(x: np.ndarray, y: np.ndarray, direction: np.ndarray) -> np.ndarray:
    return np.array(focal_point(x, y, direction, np.median(x), np.median(y) - p.CENTRE_ABOVE))


@pytest.mark.parametrize("reach", [(-150, -150, 150, 150), (-150, -150, 150, 300), (-200, -60, 60, 200)])
def test_the_centre_is_where_the_ridges_curve_about_not_the_middle_of_what_was_captured(reach) -> None:
    x, y, direction = _circles(60, 1, reach)
    assert np.hypot(*(_focal(x, y, direction) - CENTRE)) < 15


def test_a_part_of_the_print_has_the_centre_that_the_whole_has() -> None:
    x, y, direction = _circles(90, 2, (-150, -150, 150, 330))
    part = y < CENTRE[1] + 120
    assert np.median(y) - np.median(y[part]) > 40
    whole, alone = _focal(x, y, direction), _focal(x[part], y[part], direction[part])
    assert np.hypot(*(whole - alone)) < 10


def test_minutiae_count_less_the_farther_from_the_centre_they_are_and_nothing_from_the_end_on() -> None:
    x, y, direction = _circles(200, 3, (-300, -300, 300, 300))
    weights = centre_weights(x, y, direction)
    away = np.hypot((x - CENTRE[0]) / p.CENTRE_WIDTH, (y - CENTRE[1]) / p.CENTRE_HEIGHT)
    assert weights[away < 0.3].min() > weights[away > 0.8].max()
    assert not weights[away > np.sqrt(p.CENTRE_END) + 0.15].any()
    assert in_centre(x, y, direction)[away < 0.85].all()


def test_straight_ridges_and_single_minutiae_have_a_centre_too() -> None:
    x, y = np.linspace(0, 300, 12, dtype=np.float32), np.linspace(0, 400, 12, dtype=np.float32)
    assert np.isfinite(centre_weights(x, y, np.zeros(12, np.float32))).all()
    one = np.ones(1, np.float32)
    assert centre_weights(one, one, one).shape == (1,)
    assert in_centre(one, one, one).shape == (1,)
    assert centre_weights(one[:0], one[:0], one[:0]).shape == (0,)


def test_codes_of_other_numbers_have_another_name(monkeypatch: pytest.MonkeyPatch) -> None:
    before = projection.standard_projection.__wrapped__().name
    monkeypatch.setattr(p, "CENTRE_WIDTH", 151.0)
    assert projection.standard_projection.__wrapped__().name != before
