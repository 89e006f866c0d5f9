"""The loop over subjects and fingers that fills packed columns."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.simulate.gallery.finger import Work, draw_finger
from tenprint.simulate.gallery.impress import draw_impression
from tenprint.simulate.gallery.random import State, enter, normal, uniform

FINGERS = 10


@njit(cache=True, nogil=True)
def fill(
    seed: int,
    start: int,
    count: int,
    occasion: int,
    most: int,
    shape: NDArray[np.float64],
    widths: NDArray[np.float64],
    lengths: NDArray[np.float64],
    classes: NDArray[np.float64],
    wander: NDArray[np.float64],
    period: NDArray[np.float64],
    growth: NDArray[np.float64],
    kind: NDArray[np.float64],
    scalars: NDArray[np.float64],
    deciles: NDArray[np.float64],
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    direction: NDArray[np.float32],
    sort: NDArray[np.uint8],
    quality: NDArray[np.uint8],
    counts: NDArray[np.int32],
    finger_quality: NDArray[np.uint8],
    pattern: NDArray[np.uint8],
    work: Work,
) -> int:
    """Draw subjects `start` to `start + count`; minutiae lie one after the other, by falling quality in each finger.

    Returns:
        The number of minutiae written.
    """
    state = np.zeros(1, np.uint64)
    person = np.empty(5)
    outline = np.empty(5)
    points = np.empty((most, 5))
    rows = np.empty((most, 5))
    bins = np.empty(102, np.int32)
    written = 0
    for k in range(count):
        subject = start + k
        draw_person(state, seed, subject, person)
        for finger in range(1, FINGERS + 1):
            code, true, geometry = draw_finger(
                state, seed, subject, finger, person, shape, widths, lengths, classes, wander, period, growth,
                outline, points, work,
            )  # fmt: skip
            level = 0.55 * person[3] + 0.40 * normal(state)
            found = draw_impression(
                state, seed, subject, finger, occasion, level, true, kind, scalars, deciles, outline, points,
                geometry, work[0], rows,
            )  # fmt: skip
            # Counting sort by falling quality, stable.
            bins[:] = 0
            total = 0.0
            for m in range(found):
                q = min(max(int(rows[m, 4] + 0.5), 0), 100)
                rows[m, 4] = q
                total += q
                bins[101 - q] += 1
            for m in range(1, 102):
                bins[m] += bins[m - 1]
            for m in range(found):
                q = int(rows[m, 4])
                place = written + bins[100 - q]
                bins[100 - q] += 1
                x[place], y[place], direction[place] = rows[m, 0], rows[m, 1], rows[m, 2]
                sort[place], quality[place] = np.uint8(rows[m, 3]), np.uint8(q)
            slot = k * FINGERS + finger - 1
            counts[slot] = found
            finger_quality[slot] = np.uint8(total / found + 0.5) if found > 0 else np.uint8(0)
            pattern[slot] = np.uint8(code)
            written += found
    return written


@njit(cache=True, nogil=True)
def survey(
    seed: int,
    count: int,
    most: int,
    shape: NDArray[np.float64],
    widths: NDArray[np.float64],
    lengths: NDArray[np.float64],
    classes: NDArray[np.float64],
    wander: NDArray[np.float64],
    period: NDArray[np.float64],
    growth: NDArray[np.float64],
    counts: NDArray[np.int32],
    outlines: NDArray[np.float64],
    work: Work,
) -> None:
    """Grow the fingers of subjects 0 to `count - 1`; write how many true minutiae each has (n,), its outline (n, 5)."""
    state = np.zeros(1, np.uint64)
    person = np.empty(5)
    points = np.empty((most, 5))
    for subject in range(count):
        draw_person(state, seed, subject, person)
        for finger in range(1, FINGERS + 1):
            slot = subject * FINGERS + finger - 1
            _, true, _ = draw_finger(
                state, seed, subject, finger, person, shape, widths, lengths, classes, wander, period, growth,
                outlines[slot], points, work,
            )  # fmt: skip
            counts[slot] = true


@njit(cache=True, nogil=True)
def draw_person(state: State, seed: int, subject: int, person: NDArray[np.float64]) -> None:
    """Write what all fingers of a subject share: tendency, then size, density, quality, period."""
    enter(state, seed, subject, 0, 0)
    person[0] = uniform(state)
    for m in range(1, 5):
        person[m] = normal(state)
