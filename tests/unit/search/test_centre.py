"""The centre of a print: the same point of the finger whatever part of it was captured."""

from __future__ import annotations

import numpy as np
import pytest

from tenprint.search.codes import parameters as p
from tenprint.search.codes import projection
from tenprint.search.codes.centre import centre_weights, in_centre

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


@pytest.mark.parametrize("reach", [(-150, -150, 150, 150), (-150, -150, 150, 300), (-200, -60, 60, 200)])
def test_the_centre_is_where_the_ridges_curve_about_not_the_middle_of_what_was_captured(reach) -> None:
    x, y, direction = _circles(60, 1, reach)
    weights = centre_weights(x, y, direction)
    # The weight is a known function of the distance from the centre, so the centre is where the weights say.
    away = ((x - CENTRE[0]) / p.CENTRE_WIDTH) ** 2 + ((y - CENTRE[1]) / p.CENTRE_HEIGHT) ** 2
    expected = np.where(away < p.CENTRE_END, np.exp(-p.CENTRE_FALL * away), 0)
    assert np.abs(weights - expected).max() < 0.15


def test_a_part_of_the_print_gives_its_minutiae_the_weights_that_the_whole_gives_them() -> None:
    x, y, direction = _circles(90, 2, (-150, -150, 150, 330))
    part = y < CENTRE[1] + 120
    whole, alone = centre_weights(x, y, direction)[part], centre_weights(x[part], y[part], direction[part])
    assert np.abs(whole - alone).max() < 0.15


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
