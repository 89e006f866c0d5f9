"""The centre of a print: the part that a plain impression would show too.

A rolled print is two to three times as large as a plain one of the same finger. Codes are made of the centre alone, so
that both give nearly the same code (ADR 0071: on synthetic prints this halves what the filter must pass on).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tenprint.search.codes import parameters as p


def in_centre(x: NDArray[np.float32], y: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Say of each minutia whether it lies in the centre of its print.

    Args:
        x, y: (n,) px at 500 ppi, y down.
    """
    if not len(x):
        return np.zeros(0, np.bool_)
    right, down = x - _median(x), y - (_median(y) - p.CENTRE_ABOVE)
    return np.asarray((right / p.CENTRE_WIDTH) ** 2 + (down / p.CENTRE_HEIGHT) ** 2 < 1)


def _median(values: NDArray[np.float32]) -> np.float32:
    """Return what `numpy.median` does, in a fifth of the time that it takes for tens of values."""
    ordered, half = np.sort(values), len(values) // 2
    return np.float32(ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) * np.float32(0.5))
