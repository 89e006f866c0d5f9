"""Banks of Gabor filters in integers: sums of integers are exact in any order, so vector units may be used freely."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

SCALE_BITS = 17  # the absolute values of a kernel sum to 2**17
LEVEL = 4096  # full amplitude of a ridge map; |sum| <= 2**17 * 2**12, well inside 32 bits
LANES = 16  # kernels are rows of 16 int16, one AVX2 register
# Gaussian width of a Gabor filter of period T: the envelope falls to 1e-3 after 3/2 periods
# (Maltoni et al., Handbook of Fingerprint Recognition, section 6.5.2): sigma = T * sqrt(9 / (8 ln 1000)).
_WIDTH = float(np.sqrt(9.0 / (8.0 * np.log(1000.0))))


@dataclass(frozen=True, slots=True)
class Bank:
    """Even (cosine) and odd (sine) kernels, (orientations * periods, 2 radius + 1, 16) int16, orientation-major."""

    even: NDArray[np.int16]
    odd: NDArray[np.int16]
    radius: int
    orientations: int
    periods: int
    low: float
    high: float


def _integers(kernel: NDArray[np.float64], balance: bool) -> NDArray[np.int16]:
    """Scale to a sum of absolute values of 2**17, round, and make the sum exactly zero."""
    out = np.rint(kernel * (2.0**SCALE_BITS / np.abs(kernel).sum())).astype(np.int64)
    if balance:
        centre = out.shape[0] // 2
        out[centre, centre] -= out.sum()
    return np.asarray(out, np.int16)


@lru_cache(maxsize=8)
def bank(radius: int, orientations: int, periods: int, low: float, high: float) -> Bank:
    """Return the filters for `orientations` steps over half a turn and `periods` steps from `low` to `high` px."""
    size = 2 * radius + 1
    even = np.zeros((orientations * periods, size, LANES), np.int16)
    odd = np.zeros_like(even)
    y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1].astype(np.float64)
    for o in range(orientations):
        angle = o * np.pi / orientations
        across = x * np.sin(angle) + y * np.cos(angle)  # along the normal (sin, cos) in image axes, y down
        for k in range(periods):
            period = low + (high - low) * k / (periods - 1)
            sigma = period * _WIDTH
            envelope = np.exp(-(x * x + y * y) / (2 * sigma * sigma))
            wave = np.cos(2 * np.pi / period * across)
            wave -= (wave * envelope).sum() / envelope.sum()
            index = o * periods + k
            even[index, :, :size] = _integers(wave * envelope, balance=True)
            odd[index, :, :size] = _integers(np.sin(2 * np.pi / period * across) * envelope, balance=False)
    return Bank(even, odd, radius, orientations, periods, low, high)


@lru_cache(maxsize=8)
def saturation(gain: float) -> NDArray[np.int16]:
    """Return the table of tanh(gain * r) for responses r = -1 .. 1 in steps of 1/4096."""
    r = np.arange(-LEVEL, LEVEL + 1) / LEVEL
    return np.asarray(np.rint(np.tanh(gain * r) * (LEVEL - 1)), np.int16)
