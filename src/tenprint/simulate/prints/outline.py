"""The finger's outline on the canvas and the frame of the orientation model in it."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.simulate.prints.orientation import Frame
from tenprint.simulate.prints.parameters import MasterParameters

_BELOW = 34.0  # px between the lower edge of the rolled area and the joint's crease
_ARCHED = 0.62  # share of the length that the rounded tip takes


@njit(cache=True, nogil=True)
def superellipse(
    cx: float, cy: float, half_width: float, above: float, below: float, mask: NDArray[np.bool_], step: int
) -> None:
    """Mark the pixels inside a rounded outline around (cx, cy): exponent 4 below the centre, between 2 and 4 above."""
    for i in range(mask.shape[0]):
        y = i * step - cy
        v = y / below if y > 0.0 else -y / above
        v2 = v * v
        for j in range(mask.shape[1]):
            u = (j * step - cx) / half_width
            u2 = u * u
            if y > 0.0:
                mask[i, j] = u2 * u2 + v2 * v2 * v2 < 1.0
            else:
                mask[i, j] = u2 * np.sqrt(np.sqrt(u2)) + v2 * np.sqrt(np.sqrt(v2)) < 1.0


def draw_outline(
    finger: int, parameters: MasterParameters, person: np.random.Generator, own: np.random.Generator
) -> tuple[Frame, NDArray[np.bool_]]:
    """Draw the size of a finger; return the model's frame and the (height, width) mask of the rolled area."""
    scale = 1.0 + parameters.size_spread * (0.85 * person.standard_normal() + 0.5 * own.standard_normal())
    i = (finger - 1) % 5
    half_width = min(parameters.half_width[i] * scale, 0.47 * parameters.width)
    length = min(parameters.length[i] * scale, 0.92 * parameters.height)
    cx = parameters.width / 2 + 3.0 * own.standard_normal()
    top = (parameters.height - length) / 2
    mask = np.zeros((parameters.height, parameters.width), np.bool_)
    superellipse(cx, top + _ARCHED * length, half_width, _ARCHED * length, (1 - _ARCHED) * length, mask, 1)
    frame = Frame(cx, top + length + _BELOW, half_width * parameters.radius, parameters.stretch)
    return frame, mask
