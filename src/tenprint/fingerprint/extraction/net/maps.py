"""What else the network says, for the transparency log: where ridges can be read, and which way they run."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.extraction.net import parameters as p
from tenprint.fingerprint.transparency import Transparency

_LOG_CELL = 4  # px, the cells of the transparency log


def publish_maps(answer: NDArray[np.float32], height: int, width: int, transparency: Transparency) -> None:
    """Publish `mask` and `orientation` on cells of 4 px, cut to the (h, w) image."""
    rows, columns = -(-height // _LOG_CELL), -(-width // _LOG_CELL)
    repeat = p.STRIDE // _LOG_CELL

    def spread(cells: NDArray[np.float32]) -> NDArray[np.float32]:
        return cells.repeat(repeat, 0).repeat(repeat, 1)[:rows, :columns]

    transparency.publish("mask", spread(answer[p.VISIBILITY]) > 0)
    angle = -0.5 * np.arctan2(answer[p.SINE_2], answer[p.COSINE_2])
    transparency.publish("orientation", spread(np.mod(angle, math.pi)))
