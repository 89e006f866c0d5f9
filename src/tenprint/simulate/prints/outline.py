"""The finger's outline on the canvas and the frame of the orientation model in it."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.simulate.prints.orientation import Frame
from tenprint.simulate.prints.parameters import MasterParameters


@njit(cache=True, nogil=True)
def inside_outline(x: float, y: float, outline: NDArray[np.float64]) -> bool:
    """Whether a point lies in the rolled area: exponents 4 and 6 below its middle, 2.5 above (a rounded tip).

    Args:
        x, y: px.
        outline: x and y of the middle, half width, height above the middle, height below it, px.
    """
    u = (x - outline[0]) / outline[2]
    u2 = u * u
    if y > outline[1]:
        v = (y - outline[1]) / outline[4]
        v2 = v * v
        return bool(u2 * u2 + v2 * v2 * v2 < 1.0)
    v = (outline[1] - y) / outline[3]
    v2 = v * v
    return bool(u2 * np.sqrt(np.sqrt(u2)) + v2 * np.sqrt(np.sqrt(v2)) < 1.0)


@njit(cache=True, nogil=True)
def shape_finger(
    finger: int,
    scale: float,
    shift: float,
    half_widths: NDArray[np.float64],
    lengths: NDArray[np.float64],
    canvas: NDArray[np.float64],
    outline: NDArray[np.float64],
    frame: NDArray[np.float64],
) -> None:
    """Write the outline and the model's frame of a finger (1 to 10).

    Args:
        scale: size relative to the mean finger of this position.
        shift: px of its middle from the middle of the canvas.
        half_widths, lengths: (5,) px, thumb to little.
        canvas: width, height, `radius` and `stretch` of the parameters.
        outline: (5,) receives the outline, see `inside_outline`.
        frame: (4,) receives x, y, unit, stretch.
    """
    i = (finger - 1) % 5
    half_width = min(half_widths[i] * scale, 0.47 * canvas[0])
    length = min(lengths[i] * scale, 0.92 * canvas[1])
    top = (canvas[1] - length) / 2
    outline[0] = canvas[0] / 2 + shift
    outline[1] = top + 0.62 * length  # the rounded tip takes this share of the length
    outline[2] = half_width
    outline[3] = 0.62 * length
    outline[4] = 0.38 * length
    frame[0] = outline[0]
    frame[1] = top + length + 34.0  # the joint's crease lies a little below the rolled area
    frame[2] = half_width * canvas[2]
    frame[3] = canvas[3]


@njit(cache=True, nogil=True)
def _fill(outline: NDArray[np.float64], mask: NDArray[np.bool_]) -> None:
    for i in range(mask.shape[0]):
        for j in range(mask.shape[1]):
            mask[i, j] = inside_outline(float(j), float(i), outline)


def size_of(parameters: MasterParameters, person: float, own: float) -> float:
    """Return the relative size of a finger from the person's and the finger's normal number."""
    return 1.0 + parameters.size_spread * (0.85 * person + 0.5 * own)


def canvas_of(parameters: MasterParameters) -> NDArray[np.float64]:
    """Return what `shape_finger` takes as `canvas`."""
    return np.array([parameters.width, parameters.height, parameters.radius, parameters.stretch], np.float64)


def draw_outline(
    finger: int, parameters: MasterParameters, person: np.random.Generator, own: np.random.Generator
) -> tuple[Frame, NDArray[np.bool_]]:
    """Draw the size of a finger; return the model's frame and the (height, width) mask of the rolled area."""
    scale = size_of(parameters, float(person.standard_normal()), float(own.standard_normal()))
    outline, frame = np.empty(5), np.empty(4)
    shape_finger(
        finger, scale, 3.0 * float(own.standard_normal()), np.array(parameters.half_width), np.array(parameters.length),
        canvas_of(parameters), outline, frame,
    )  # fmt: skip
    mask = np.zeros((parameters.height, parameters.width), np.bool_)
    _fill(outline, mask)
    return Frame(*frame.tolist()), mask
