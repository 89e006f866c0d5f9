"""The ridge pattern: a smooth phase around a core, delta or arc, and minutiae as spirals in it.

The image of ridges is cos(phase). Adding +-atan2 around a point inserts one ridge on one side of it, which is a minutia
whose place, direction and kind are known exactly (Larkin and Fletcher, A coherent framework for fingerprint analysis,
Optics Express 2007, section 2).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tenprint.simulate.patches import parameters as p
from tenprint.simulate.patches.fields import Field, smooth_field

_KINDS = {"arc": 0, "whorl": 1, "loop": 2, "delta": 3}
_ROUNDING = 0.15  # of the corners of a delta, 1/px in the soft minimum


@dataclass(frozen=True, slots=True)
class Ridges:
    """A ridge pattern without any degradation.

    Attributes:
        wave: (h, w) float32 in [-1, 1], cos of the phase: positive on ridges.
        phase: (h, w) float32, the phase without spirals.
        period: nominal ridge period, px.
        points: (n, 3) float64, x, y and sign of each spiral.
        direction: (n,) radians, y down: towards the side with the additional ridge.
        slope: (n,) phase slope over the nominal one; small at cores and deltas.
        ending: (n,) cos of the phase there: positive for an ending, negative for a bifurcation.
    """

    wave: Field
    phase: Field
    period: float
    points: NDArray[np.float64]
    direction: NDArray[np.float64]
    slope: NDArray[np.float64]
    ending: NDArray[np.float64]


@njit(nogil=True, cache=True, fastmath=True)
def _distance(kind: int, x: float, y: float, squeeze: float) -> float:
    if kind <= 1:  # arc, whorl: ellipses around the origin
        return math.sqrt(x * x + squeeze * y * y + 1.0)
    if kind == 2:  # loop: distance to a half-line, squeezed at its cap
        if x <= 0.0:
            return math.sqrt(y * y + 0.5)
        return math.sqrt(squeeze * x * x + y * y + 0.5)
    nearest = 1e9  # delta: soft minimum of the distances to the two nearest of three rays
    second = 1e9
    for k in range(3):
        angle = k * 2.0943951023931953
        c, s = math.cos(angle), math.sin(angle)
        along, across = x * c + y * s, abs(y * c - x * s)
        d = across if along > 0 else math.sqrt(x * x + y * y)
        if d < nearest:
            nearest, second = d, nearest
        elif d < second:
            second = d
    return nearest - math.log(1.0 + math.exp(-_ROUNDING * (second - nearest))) / _ROUNDING


@njit(nogil=True, cache=True, fastmath=True)
def _phase(
    kind: int, frame: NDArray[np.float64], squeeze: float, shift_x: Field, shift_y: Field, factor: float, start: float
) -> Field:
    height, width = shift_x.shape
    out = np.empty((height, width), np.float32)
    cx, cy, c, s = frame[0], frame[1], frame[2], frame[3]
    for y in range(height):
        for x in range(width):
            dx, dy = x + shift_x[y, x] - cx, y + shift_y[y, x] - cy
            out[y, x] = start + factor * _distance(kind, dx * c + dy * s, dy * c - dx * s, squeeze)
    return out


@njit(nogil=True, cache=True, fastmath=True)
def _wave(phase: Field, points: NDArray[np.float64]) -> Field:
    """Cos of the phase plus all spirals, as a product of complex numbers: no arc tangent a pixel."""
    height, width = phase.shape
    out = np.empty((height, width), np.float32)
    re = np.empty(width, np.float32)
    im = np.empty(width, np.float32)
    for y in range(height):
        for x in range(width):
            re[x], im[x] = math.cos(phase[y, x]), math.sin(phase[y, x])
        for k in range(len(points)):
            px = np.float32(points[k, 0])
            b = np.float32(points[k, 2] * (y - points[k, 1]))
            for x in range(width):
                a = np.float32(x) - px
                r = re[x] * a - im[x] * b
                im[x] = re[x] * b + im[x] * a
                re[x] = r
            if k % 6 == 5:  # keep within float32
                for x in range(width):
                    n = np.float32(1.0) / math.sqrt(re[x] * re[x] + im[x] * im[x] + np.float32(1e-20))
                    re[x] *= n
                    im[x] *= n
        for x in range(width):
            out[y, x] = re[x] / math.sqrt(re[x] * re[x] + im[x] * im[x] + np.float32(1e-20))
    return out


@njit(nogil=True, cache=True)
def phase_slope(phase: Field, points: NDArray[np.float64], x: float, y: float, skip: int) -> tuple[float, float, float]:
    """Phase and its slope (d/dx, d/dy) at (x, y), all spirals but `skip` (-1: none) included."""
    height, width = phase.shape
    i, j = min(max(int(y + 0.5), 1), height - 2), min(max(int(x + 0.5), 1), width - 2)
    sx = 0.5 * (phase[i, j + 1] - phase[i, j - 1])
    sy = 0.5 * (phase[i + 1, j] - phase[i - 1, j])
    value = phase[i, j] + (x - j) * sx + (y - i) * sy
    for k in range(len(points)):
        if k == skip:
            continue
        dx, dy = x - points[k, 0], y - points[k, 1]
        n = dx * dx + dy * dy + 1e-6
        sx -= points[k, 2] * dy / n
        sy += points[k, 2] * dx / n
        value += points[k, 2] * math.atan2(dy, dx)
    return value, sx, sy


def _frame(rng: np.random.Generator, kind: str, shape: tuple[int, int]) -> tuple[NDArray[np.float64], float]:
    """Origin and rotation of the pattern, and the squeeze of its ellipses."""
    height, width = shape
    turn = rng.uniform(0, 2 * np.pi)
    if kind == "arc":
        radius, squeeze = 60.0 * (900.0 / 60.0) ** rng.random(), rng.uniform(0.4, 1.0)
        away = rng.uniform(0, 2 * np.pi)
        centre = width / 2 + radius * np.cos(away), height / 2 + radius * np.sin(away)
    else:
        squeeze = rng.uniform(0.45, 1.0)
        centre = rng.uniform(-0.1 * width, 1.1 * width), rng.uniform(-0.1 * height, 1.1 * height)
    return np.array([centre[0], centre[1], np.cos(turn), np.sin(turn)]), squeeze


def _points(rng: np.random.Generator, phase: Field, period: float, density: float) -> NDArray[np.float64]:
    height, width = phase.shape
    scale = period / 9.0
    chosen: list[tuple[float, float, float]] = []

    def add(x: float, y: float, sign: float, least: float) -> bool:
        free = all((x - a) ** 2 + (y - b) ** 2 > least * least for a, b, _ in chosen)
        if free:
            chosen.append((x, y, sign))
        return free

    for _ in range(rng.poisson(density * height * width / scale**2)):
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        sign = 1.0 if rng.random() < 0.5 else -1.0
        if not add(x, y, sign, period * rng.uniform(*p.SPACING)) or rng.random() > p.PAIR_CHANCE:
            continue
        _, sx, sy = phase_slope(phase, np.zeros((0, 3)), x, y, -1)
        norm = math.hypot(sx, sy) + 1e-9
        reach = period * rng.uniform(*p.PAIR_DISTANCE) * rng.choice([-1.0, 1.0])
        add(x + reach * sy / norm, y - reach * sx / norm, -sign, 0.6 * period)
    return np.array(chosen, np.float64).reshape(-1, 3)


def make_ridges(rng: np.random.Generator, shape: tuple[int, int], *, minutiae: bool = True) -> Ridges:
    """Draw a random pattern of the given shape (h, w) px; without `minutiae` it is a smooth flow."""
    names = list(p.PATTERN_CHANCE)
    kind = str(rng.choice(names, p=list(p.PATTERN_CHANCE.values())))
    usual = rng.random() > p.STRETCHED_CHANCE
    period = float(np.clip(rng.normal(*p.USUAL_PERIOD) if usual else rng.uniform(*p.PERIOD), *p.PERIOD))
    frame, squeeze = _frame(rng, kind, shape)
    scale = rng.uniform(*p.WARP_SCALE)
    strain = scale * rng.uniform(0, p.WARP_STRAIN)
    shift_x, shift_y = smooth_field(rng, shape, scale, strain), smooth_field(rng, shape, scale, strain)
    if rng.random() < 0.5:  # short waves: uneven ridge distances
        fine = rng.uniform(14, 26)
        shift_x = shift_x + smooth_field(rng, shape, fine, rng.uniform(0, 1.3))
        shift_y = shift_y + smooth_field(rng, shape, fine, rng.uniform(0, 1.3))
    factor = 2 * np.pi / period
    start = rng.choice([0.0, np.pi]) + rng.normal(0, 0.3) if kind != "arc" else rng.uniform(0, 2 * np.pi)
    phase = _phase(_KINDS[kind], frame, squeeze, shift_x, shift_y, factor, start)
    points = _points(rng, phase, period, rng.uniform(*p.DENSITY)) if minutiae else np.zeros((0, 3))
    direction, slope, ending = (np.empty(len(points)) for _ in range(3))
    for k, (x, y, sign) in enumerate(points):
        value, sx, sy = phase_slope(phase, points, x, y, k)
        direction[k] = math.atan2(-sign * sx, sign * sy)
        slope[k] = math.hypot(sx, sy) / factor
        ending[k] = math.cos(value + sign * direction[k])
    return Ridges(_wave(phase, points), phase, period, points, direction, slope, ending)
