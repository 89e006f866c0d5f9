"""The true minutiae of one finger, grown on a lattice in the same fields as master prints."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.simulate.gallery.lattice import minutiae, planes, spacing
from tenprint.simulate.gallery.lattice.field import KNOTS, add_smooth, draw_tangents
from tenprint.simulate.gallery.lattice.grow import grow
from tenprint.simulate.gallery.lattice.minutiae import find
from tenprint.simulate.gallery.lattice.planes import COLUMNS, LOCAL, STRIDE, WANDER
from tenprint.simulate.gallery.lattice.singular import add_singular
from tenprint.simulate.gallery.lattice.spacing import draw_frequency
from tenprint.simulate.gallery.random import State, enter, normal, uniform
from tenprint.simulate.prints.layout import DRAWS, place_points, turn_cores
from tenprint.simulate.prints.outline import shape_finger
from tenprint.simulate.prints.pattern import choose_class

Work = tuple[
    NDArray[np.float32], NDArray[np.float32], NDArray[np.float32], NDArray[np.int32], NDArray[np.float32],
    NDArray[np.float32], NDArray[np.float32],
]  # fmt: skip
Geometry = tuple[float, float, float, int, int]  # px of the first node (x, y), between nodes; rows, columns


def workspace() -> Work:
    """Return scratch for `draw_finger`: planes, coarse planes, vortices, their cells, knots, half splines, points."""
    return (
        planes.workspace(), spacing.workspace(), minutiae.workspace(), np.zeros(minutiae.MOST, np.int32),
        np.zeros((KNOTS, KNOTS), np.float32), np.zeros((KNOTS, STRIDE), np.float32), np.zeros((2, 6), np.float32),
    )  # fmt: skip


@njit(cache=True, nogil=True)
def draw_finger(
    state: State,
    seed: int,
    subject: int,
    finger: int,
    person: NDArray[np.float64],
    shape: NDArray[np.float64],
    widths: NDArray[np.float64],
    lengths: NDArray[np.float64],
    classes: NDArray[np.float64],
    wander: NDArray[np.float64],
    period: NDArray[np.float64],
    growth: NDArray[np.float64],
    outline: NDArray[np.float64],
    points: NDArray[np.float64],
    work: Work,
) -> tuple[int, int, Geometry]:
    """Draw a finger's class and size and grow its minutiae.

    Args:
        state: a stream, entered here.
        seed, subject, finger: which finger.
        person: uniform tendency, then normal numbers for size, density, quality and ridge period of this person.
        shape: canvas width and height, radius and stretch of the model, size spread, strength and reach of roundness.
        widths, lengths, classes: tables of the prints' parameters.
        wander: (3, 2) reach and standard deviation of two octaves of orientation (radians), of the period (relative).
        period: mean, spread over persons and over fingers, px; then what `spacing.draw_frequency` takes.
        growth: px between nodes, then what `lattice.grow` takes, then the distance of pairs that cancel, px, then
            what `lattice.singular` takes.
        outline: (5,) receives the outline.
        points: (n, 5) receives x, y, direction as a unit vector, a uniform number.
        work: see `workspace`; holds the tangents afterwards.

    Returns:
        Class code, number of minutiae, where the lattice lies.
    """
    w, small, list_, cells, knots, half, pairs = work
    enter(state, seed, subject, finger, 0)
    own = np.empty(4)
    for k in range(4):
        own[k] = uniform(state)
    code = choose_class(person[0], own, finger, classes)
    frame = np.empty(4)
    size = 1.0 + shape[4] * (0.85 * person[1] + 0.5 * normal(state))
    shape_finger(finger, size, 3.0 * normal(state), widths, lengths, shape[0:4], outline, frame)
    pairs_used = _lay_out(state, code, shape[3], pairs)
    x0, y0 = outline[0] - outline[2], outline[1] - outline[3]
    step = max(growth[0], 2.0 * outline[2] / (COLUMNS - 1))
    columns = min(int(2.0 * outline[2] / step) + 2, COLUMNS)
    rows = int((outline[3] + outline[4]) / step) + 2
    for plane in (WANDER, LOCAL):
        for p in range(np.uint64(rows * STRIDE)):
            w[plane + p] = np.float32(0)
    for octave in range(3):
        plane = WANDER if octave < 2 else LOCAL
        add_smooth(w, plane, state, rows, columns, step, wander[octave, 0], wander[octave, 1], knots, half)
    draw_tangents(
        w, rows * STRIDE, np.float32(x0), np.float32(y0), np.float32(step), frame, pairs,
        np.float32(shape[5]), np.float32(shape[6]),
    )  # fmt: skip
    level = max(period[0] + period[1] * person[4] + period[2] * normal(state), 6.0)
    draw_frequency(w, small, rows, columns, y0, step, frame, level, period[3:])
    grow(w, state, rows, columns, step, growth[1], growth[2], growth[3], int(growth[4]))
    count = find(w, list_, cells, rows, columns, x0, y0, step, growth[5], outline, points)
    count = add_singular(w, state, x0, y0, step, frame, pairs, pairs_used, growth[6:], outline, points, count)
    for k in range(count):
        points[k, 4] = uniform(state)
    return code, count, (x0, y0, step, rows, columns)


@njit(cache=True, nogil=True)
def _lay_out(state: State, code: int, stretch: float, pairs: NDArray[np.float32]) -> int:
    """Place cores and deltas, return how many of each; pairs that the class does not have lie where they do nothing."""
    z = np.empty(DRAWS)
    for k in range(DRAWS):
        z[k] = normal(state)
    cores, deltas = np.zeros((2, 4)), np.zeros((2, 2))
    count = place_points(code, z, cores, deltas)
    turn_cores(count, stretch, cores, deltas)
    for k in range(2):
        for m in range(4):
            pairs[k, m] = cores[k, m] if k < count else 0.0
        for m in range(2):
            pairs[k, 4 + m] = deltas[k, m] if k < count else 0.0
    return count
