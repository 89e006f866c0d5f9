"""Fingers as minutiae only: thousands in seconds, where rendering takes hours. Rough, but varied.

Orientation from zeros and poles (Sherlock and Monro 1993), minutiae at random with mutual repulsion, directions along
the ridges; impressions by smooth distortion, noise, loss, false minutiae, and a window.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

CLASSES = (0.037, 0.029, 0.338, 0.317, 0.279)
"""Arch, tented arch, loop to one side, loop to the other, whorl: shares of the five pattern classes (Wilson 1994)."""


@dataclass
class Finger:
    """Minutiae in px at 500 ppi about the middle, y down; directions in radians; how distinct each is, 0 to 1."""

    points: np.ndarray
    direction: np.ndarray
    distinct: np.ndarray
    width: float
    height: float


def singular_points(rng: np.random.Generator) -> tuple[list, list]:
    """Return loops and deltas of a random pattern."""
    pattern = rng.choice(5, p=CLASSES)
    x, y = rng.normal(0, 15), rng.normal(-10, 15)
    if pattern == 0:
        return [], []
    if pattern == 1:
        return [(x, y)], [(x + rng.normal(0, 6), y + rng.uniform(60, 110))]
    if pattern in (2, 3):
        side = 1 if pattern == 2 else -1
        return [(x, y)], [(x + side * rng.uniform(60, 140), y + rng.uniform(70, 150))]
    apart = rng.uniform(8, 60)
    loops = [(x, y - apart / 2), (x + rng.normal(0, 8), y + apart / 2)]
    deltas = [(x + side * rng.uniform(80, 150), y + rng.uniform(80, 150)) for side in (-1, 1)]
    return loops, deltas


def orientation(points: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return ridge orientation (radians, y up) at points (n, 2)."""
    loops, deltas = singular_points(rng)
    x, y = points.T
    if not loops:
        rise = rng.uniform(0.3, 1.0)
        return -np.arctan(
            2 * rise * np.clip(1 - np.abs(y - 40) / 300, 0, 1) * np.cos(np.clip(x / 220, -1, 1) * np.pi / 2 + np.pi / 2)
        )
    angle = np.zeros(len(points))
    for px, py in loops:
        angle += 0.5 * np.arctan2(py - y, x - px)
    for px, py in deltas:
        angle -= 0.5 * np.arctan2(py - y, x - px)
    return angle


def finger(rng: np.random.Generator) -> Finger:
    """Return a random finger."""
    width, height = rng.uniform(170, 215), rng.uniform(210, 270)
    wanted = int(np.clip(rng.normal(95, 20), 50, 140))
    points: list[np.ndarray] = []
    for _ in range(5000):
        point = rng.uniform(-1, 1, 2) * (width, height)
        inside = np.sum((point / (width, height)) ** 2) <= 1
        if inside and (not points or np.hypot(*(np.array(points) - point).T).min() > rng.gamma(4, 3)):
            points.append(point)
        if len(points) == wanted:
            break
    placed = np.array(points)
    along = orientation(placed, rng) + np.pi * (rng.random(len(placed)) < 0.5)
    return Finger(placed, along + rng.normal(0, 0.08, len(placed)), rng.beta(3, 1.5, len(placed)), width, height)


def impression(rng: np.random.Generator, of: Finger) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return x, y (y down) and direction of one impression of a finger, float32."""
    hardness = rng.gamma(2, 0.5)
    x, y = of.points.T / 200
    terms = np.stack([x, y, x * x - y * y, x * y, x * y * y])
    shift = rng.normal(0, 1, (2, 5)) * np.array([4, 4, 3, 3, 3]) * min(hardness, 2.5) @ terms
    points = of.points.T + shift + rng.normal(0, 1.5, of.points.T.shape)
    bend = rng.normal(0, 0.04 * hardness, 2)
    direction = of.direction + rng.normal(0, 0.09, len(x)) + bend[0] * x + bend[1] * y
    half = np.array([rng.uniform(0.62, 1.05) * of.width, rng.uniform(0.6, 1.0) * of.height])
    middle = rng.normal(0, 1, 2) * (18, 28)
    seen = _window(points, middle, half)
    seen &= rng.random(len(x)) > np.clip(0.05 + 0.25 * (1 - of.distinct) * (0.5 + 0.6 * hardness), 0, 0.6)
    points, direction = points[:, seen], direction[seen]
    false = middle[:, None] + rng.uniform(-1, 1, (2, rng.poisson(3 + 3 * hardness))) * half[:, None]
    false = false[:, _window(false, middle, half)]
    if len(direction):
        nearest = np.argmin(np.hypot(*(points[:, :, None] - false[:, None])), axis=0)
        wrong = direction[nearest] + np.pi * (rng.random(len(nearest)) < 0.5) + rng.normal(0, 0.3, len(nearest))
        points, direction = np.concatenate([points, false], axis=1), np.concatenate([direction, wrong])
    turn = rng.normal(0, 0.18)
    c, s = np.cos(turn), np.sin(turn)
    px, py = c * points[0] + s * points[1], c * points[1] - s * points[0]
    return px.astype(np.float32), py.astype(np.float32), ((direction + turn) % (2 * np.pi)).astype(np.float32)


def _window(points: np.ndarray, middle: np.ndarray, half: np.ndarray) -> np.ndarray:
    return (((points - middle[:, None]) / half[:, None]) ** 4).sum(0) < 1
