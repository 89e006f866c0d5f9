"""The true minutiae of one finger, drawn from the fitted model on the same orientation field as master prints."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.simulate.gallery.random import State, enter, normal, uniform
from tenprint.simulate.prints.layout import place_points, turn_cores
from tenprint.simulate.prints.orientation import orientation_at
from tenprint.simulate.prints.outline import inside_outline, shape_finger
from tenprint.simulate.prints.pattern import choose_class

KNOTS = 24  # knots of the smooth deviation across, at most


@njit(cache=True, nogil=True)
def decile(table: NDArray[np.float64], u: float) -> float:
    """Return the value at rank u of a distribution that is given by its eleven deciles."""
    t = u * 10.0
    k = min(int(t), 9)
    return table[k] + (table[k + 1] - table[k]) * (t - k)  # type: ignore[no-any-return]


@njit(cache=True, nogil=True)
def spline_at(knots: NDArray[np.float64], x: float, y: float) -> float:
    """Evaluate a uniform cubic B-spline at (x, y) in units of its knots."""
    i, j = int(y), int(x)
    t, s = y - i, x - j
    total = 0.0
    for a in range(4):
        if a == 0:
            wy = (1.0 - t) * (1.0 - t) * (1.0 - t) / 6.0
        elif a == 1:
            wy = (3.0 * t * t * t - 6.0 * t * t + 4.0) / 6.0
        elif a == 2:
            wy = (-3.0 * t * t * t + 3.0 * t * t + 3.0 * t + 1.0) / 6.0
        else:
            wy = t * t * t / 6.0
        row = knots[i + a, j] * ((1.0 - s) * (1.0 - s) * (1.0 - s))
        row += knots[i + a, j + 1] * (3.0 * s * s * s - 6.0 * s * s + 4.0)
        row += knots[i + a, j + 2] * (-3.0 * s * s * s + 3.0 * s * s + 3.0 * s + 1.0)
        row += knots[i + a, j + 3] * (s * s * s)
        total += wy * row / 6.0
    return total


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
    density_map: NDArray[np.float64],
    scalars: NDArray[np.float64],
    deciles: NDArray[np.float64],
    geometry: NDArray[np.float64],
    knots: NDArray[np.float64],
    points: NDArray[np.float64],
    links: NDArray[np.int16],
) -> tuple[int, int, int]:
    """Draw a finger's class, size, orientation field and the places of its minutiae.

    Args:
        state: a stream, entered here.
        seed, subject, finger: which finger.
        person: uniform tendency, then normal numbers for size, density, quality and ridge period of this person.
        shape: canvas width and height, radius and stretch of the model, size spread; then for each of the two
            octaves of the deviation its reach in px and its standard deviation in radians; then the same for the
            ridge period, relative to its level; then the period's mean and spreads over persons and fingers, px.
        widths, lengths, classes: tables of the prints' parameters.
        density_map, scalars, deciles: the fitted model.
        geometry: (22,) receives cores, deltas, frame, outline, ridge period.
        knots: (3, KNOTS, KNOTS) receives the knots of the deviation's two octaves and of the period.
        points: (MOST, 5) receives x, y, and three uniform numbers for heading, kind and what else is needed.
        links: (2, 1024) scratch.

    Returns:
        Class code, number of cores, number of minutiae.
    """
    enter(state, seed, subject, finger, 0)
    own = np.empty(4)
    for k in range(4):
        own[k] = uniform(state)
    code = choose_class(person[0], own, finger, classes)
    z = np.empty(8)
    for k in range(8):
        z[k] = normal(state)
    cores, deltas = geometry[0:8].reshape(2, 4), geometry[8:12].reshape(2, 2)
    frame, outline = geometry[12:16], geometry[16:21]
    count = place_points(code, z, cores, deltas)
    turn_cores(count, shape[3], cores, deltas)
    size = 1.0 + shape[4] * (0.85 * person[1] + 0.5 * normal(state))
    shape_finger(finger, size, 3.0 * normal(state), widths, lengths, shape[0:4], outline, frame)
    for octave in range(3):
        reach, spread = shape[5 + 2 * octave], shape[6 + 2 * octave]
        rows = int(shape[1] / reach) + 5
        columns = int(shape[0] / reach) + 5
        for a in range(rows):
            for b in range(columns):
                knots[octave, a, b] = normal(state) * spread * (315.0 / 151.0)
    geometry[21] = max(shape[11] + shape[12] * person[4] + shape[13] * normal(state), 6.0)
    # Area of the outline in cm2: a rounded box of about this share of its bounding box.
    area = 0.875 * 2.0 * outline[2] * (outline[3] + outline[4]) / 38750.0775
    level = scalars[0] + scalars[1] * (0.7 * person[2] + 0.714 * normal(state))
    wanted = min(int(area * max(level, 0.3 * scalars[0]) + 0.5), points.shape[0])
    return code, count, _scatter(state, code, count, wanted, geometry, density_map, deciles[0], points, links)


@njit(cache=True, nogil=True)
def _scatter(
    state: State,
    code: int,
    cores: int,
    wanted: int,
    geometry: NDArray[np.float64],
    density_map: NDArray[np.float64],
    nearest: NDArray[np.float64],
    points: NDArray[np.float64],
    links: NDArray[np.int16],
) -> int:
    """Scatter points by the density map; no point comes nearer to another than a distance drawn for it."""
    outline = geometry[16:21]
    rx, ry = reference(geometry, cores)
    for k in range(1024):
        links[0, k] = -1
    placed = 0
    for _ in range(wanted * 12):
        if placed == wanted:
            break
        x = outline[0] + outline[2] * (2.0 * uniform(state) - 1.0)
        y = outline[1] - outline[3] + (outline[3] + outline[4]) * uniform(state)
        u, v = uniform(state), uniform(state)
        if not inside_outline(x, y, outline):
            continue
        i = min(max(int((y - ry) / 40.0 + 10.0), 0), 19)
        j = min(max(int((x - rx) / 40.0 + 10.0), 0), 19)
        if u * 2.5 > density_map[code, i, j]:
            continue
        gap = 0.75 * decile(nearest, 0.5 * v)
        a, b = min(max(int(y) >> 5, 1), 30), min(max(int(x) >> 5, 1), 30)
        free = True
        for c in range(a - 1, a + 2):
            for d in range(b - 1, b + 2):
                k = links[0, c * 32 + d]
                while k >= 0:
                    dx, dy = points[k, 0] - x, points[k, 1] - y
                    if dx * dx + dy * dy < gap * gap:
                        free = False
                    k = links[1, k]
        if not free:
            continue
        points[placed, 0], points[placed, 1] = x, y
        points[placed, 2], points[placed, 3], points[placed, 4] = uniform(state), uniform(state), uniform(state)
        links[1, placed] = links[0, a * 32 + b]
        links[0, a * 32 + b] = placed
        placed += 1
    return placed


@njit(cache=True, nogil=True)
def reference(geometry: NDArray[np.float64], cores: int) -> tuple[float, float]:
    """Return the px of the first core, or of where an arch is highest."""
    u, v = (geometry[0], geometry[1]) if cores > 0 else (0.0, 0.75)
    return geometry[12] + u * geometry[14], geometry[13] - v * geometry[14] * geometry[15]


@njit(cache=True, nogil=True)
def tangent(
    x: float,
    y: float,
    count: int,
    rounding: NDArray[np.float64],
    reaches: NDArray[np.float64],
    geometry: NDArray[np.float64],
    knots: NDArray[np.float64],
) -> tuple[float, float]:
    """Return the unit vector along the ridge at (x, y): x to the right (never negative), y up."""
    wander = spline_at(knots[0], x / reaches[0], y / reaches[0]) + spline_at(knots[1], x / reaches[1], y / reaches[1])
    cores, deltas = geometry[0:8].reshape(2, 4), geometry[8:12].reshape(2, 2)
    c2, s2 = orientation_at(x, y, geometry[12:16], cores[:count], deltas[:count], rounding, wander)
    c = np.sqrt(max(0.0, 0.5 * (1.0 + c2)))
    s = np.sqrt(max(0.0, 0.5 * (1.0 - c2)))
    return c, (-s if s2 < 0.0 else s)


@njit(cache=True, nogil=True)
def net_lines(
    x: float,
    y: float,
    c: float,
    s: float,
    count: int,
    rounding: NDArray[np.float64],
    reaches: NDArray[np.float64],
    geometry: NDArray[np.float64],
    knots: NDArray[np.float64],
    period: float,
) -> float:
    """Return how many more ridge lines begin than end per px2 at (x, y), counted along the ridge's direction (c, s).

    Ridges of period T along the unit vector t are lines of density 1/T, so the balance is the divergence of t/T: how
    much ridges fan out (the turn of t across the ridge, over T) plus how much they get denser on the way.
    """
    step = 8.0
    nc, ns = tangent(x - step * s, y - step * c, count, rounding, reaches, geometry, knots)
    # The tangent's sign is arbitrary; half the sine of twice the turn does not depend on it.
    turn = (nc * c + ns * s) * (c * ns - s * nc)
    ahead = spline_at(knots[2], (x + step * c) / reaches[2], (y - step * s) / reaches[2])
    behind = spline_at(knots[2], (x - step * c) / reaches[2], (y + step * s) / reaches[2])
    denser = (1.0 / (1.0 + ahead) - 1.0 / (1.0 + behind)) / (2.0 * step)
    return (turn / step + denser) / period
