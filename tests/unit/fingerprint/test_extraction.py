"""The extractor on images made here, whose minutiae, orientation and period are known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from tenprint.errors import ImageError, UsageError
from tenprint.fingerprint.extraction import extract
from tenprint.fingerprint.template import BIFURCATION, ENDING


def ridges(
    height: int, width: int, *, angle: float, period: float, spirals: tuple[tuple[float, float, int], ...] = ()
) -> NDArray[np.uint8]:
    """Straight ridges at `angle` (counter-clockwise as seen); each spiral (x, y, sign) adds a minutia to the phase."""
    y, x = np.mgrid[0:height, 0:width].astype(float)
    phase = 2 * math.pi / period * (x * math.sin(angle) + y * math.cos(angle))
    for sx, sy, sign in spirals:
        phase += sign * np.arctan2(-(y - sy), x - sx)
    return np.round(128 - 100 * np.cos(phase)).astype(np.uint8)


@pytest.mark.parametrize("angle", [0.0, 0.5, 1.2, 2.0, 2.9])
@pytest.mark.parametrize("sign", [1, -1])
def test_one_spiral_is_one_minutia_at_its_place(angle: float, sign: int) -> None:
    image = ridges(240, 260, angle=angle, period=9.0, spirals=((131.0, 122.0, sign),))
    template = extract(image, 500, backend="classical")
    assert len(template) == 1
    assert math.hypot(template.x[0] - 131, template.y[0] - 122) < 5
    off = (float(template.direction[0]) - angle) % math.pi
    assert min(off, math.pi - off) < 0.25
    assert template.kind[0] in (ENDING, BIFURCATION)


def test_blank_has_no_minutiae() -> None:
    assert len(extract(np.full((300, 300), 255, np.uint8), 500, backend="classical")) == 0


@pytest.mark.parametrize("shape", [(1, 1), (1, 400), (5, 5)])
def test_tiny_has_no_minutiae(shape: tuple[int, int]) -> None:
    assert len(extract(np.zeros(shape, np.uint8), 500, backend="classical")) == 0


def test_too_large_is_refused() -> None:
    with pytest.raises(ImageError, match="too large"):
        extract(np.broadcast_to(np.uint8(0), (20_000, 20_000)), 500)


def test_unknown_backend_is_refused() -> None:
    with pytest.raises(UsageError, match="no back end"):
        extract(np.zeros((10, 10), np.uint8), 500, backend="magic")
