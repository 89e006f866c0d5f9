"""From an ideal ridge pattern to the skin's contact with a surface: pressure, moisture, pores, creases, edges."""

from __future__ import annotations

import numpy as np

from tenprint.simulate.patches.fields import Field, blur, smooth_field, soft_step
from tenprint.simulate.patches.marks import draw_lines, stamp
from tenprint.simulate.patches.ridges import Ridges


def _pores(rng: np.random.Generator, contact: Field, ridges: Ridges) -> None:
    """Pale spots on ridges: round pores, or cuts across the ridge that join its valleys as in dry prints."""
    height, width = contact.shape
    count = int(height * width * rng.uniform(0.003, 0.022))
    x, y = rng.uniform(1, width - 1, count), rng.uniform(1, height - 1, count)
    on_ridge = ridges.wave[y.astype(int), x.astype(int)] > rng.uniform(0.2, 0.8)
    x, y = x[on_ridge], y[on_ridge]
    i, j = np.minimum(y.astype(int), height - 2), np.minimum(x.astype(int), width - 2)
    phase = ridges.phase
    angle = np.arctan2(phase[i + 1, j] - phase[i - 1, j], phase[i, j + 1] - phase[i, j - 1])
    angle += rng.normal(0, 0.15, len(x))
    longest = rng.uniform(0.8, rng.uniform(1.2, 2.6), len(x))  # along the ridge
    across = longest * rng.uniform(1.0, rng.choice([1.2, 2.0, 4.5]), len(x))
    strength = rng.uniform(0.2, 1.0) * rng.uniform(0.5, 1.0, len(x))
    stamp(contact, np.stack([x, y, across, longest, np.cos(angle), np.sin(angle), strength], 1))


def _creases(rng: np.random.Generator, contact: Field) -> None:
    """White lines: single creases and scars, or a sheaf of fine parallel ones."""
    height, width = contact.shape
    rows = []
    for _ in range(rng.poisson(0.8)):
        rows.append((rng.uniform(0, np.pi), rng.uniform(15, 150), rng.uniform(0.7, 3.2), rng.uniform(0.5, 1.0)))
    if rng.random() < 0.16:
        angle, half, broad = rng.uniform(0, np.pi), rng.uniform(12, 60), rng.uniform(0.6, 1.6)
        for _ in range(rng.integers(4, 16)):
            rows.append((angle + rng.normal(0, 0.12), half * rng.uniform(0.4, 1.3), broad, rng.uniform(0.4, 1.0)))
    if rows:
        place = np.stack([rng.uniform(0, width, len(rows)), rng.uniform(0, height, len(rows))], 1)
        bend = np.stack([rng.normal(0, 0.0015, len(rows)), rng.uniform(0.03, 0.2, len(rows))], 1)
        draw_lines(contact, np.concatenate([place, np.array(rows), bend], 1))


def _specks(rng: np.random.Generator, contact: Field, amount: float) -> Field:
    """Gaps in ridges where skin is dry: fine speckle, or breaks as wide as a ridge."""
    shape = contact.shape
    grain = smooth_field(rng, shape, rng.uniform(1.0, 2.6))
    if rng.random() < 0.5:
        grain = (grain + smooth_field(rng, shape, rng.uniform(2.5, 5.5), rng.uniform(0.3, 1.2))).astype(np.float32)
        grain /= grain.std() + 1e-6
    level = smooth_field(rng, shape, rng.uniform(18, 60), rng.uniform(0.2, 0.9)) + np.float32(1.9 - 2.3 * amount)
    floor = rng.choice([0.0, rng.uniform(0.05, 0.6)], p=[0.6, 0.4])  # what the gaps still show
    return contact * (1 - np.float32(1 - floor) * soft_step(grain - level, 0.0, rng.uniform(2.0, 9.0)))


def _glass(rng: np.random.Generator, contact: Field) -> Field:
    """Very dry skin on glass: ridges hardly touch, but for a few dark spots on them."""
    faint = np.float32(rng.uniform(0.08, 0.4))
    grain = smooth_field(rng, contact.shape, rng.uniform(1.8, 4.5))
    level = smooth_field(rng, contact.shape, rng.uniform(20, 60), rng.uniform(0.1, 0.8)) + np.float32(rng.uniform(0, 2))
    return contact * (faint + (1 - faint) * soft_step(grain - level, 0.0, rng.uniform(1.5, 5.0)))


def _edge(rng: np.random.Generator, shape: tuple[int, int]) -> Field:
    """Pressure falling from 1 to 0 across the edge of the print, which wobbles."""
    height, width = shape
    y, x = np.arange(height, dtype=np.float32)[:, None], np.arange(width, dtype=np.float32)[None, :]
    angle = rng.uniform(0, 2 * np.pi)
    radius = rng.uniform(70, 400)
    inside = rng.uniform(-0.05, 0.5) * width
    cx = width / 2 + (inside - radius) * np.cos(angle)
    cy = height / 2 + (inside - radius) * np.sin(angle)
    beyond = np.sqrt((x - np.float32(cx)) ** 2 + (y - np.float32(cy)) ** 2) - np.float32(radius)
    beyond += smooth_field(rng, shape, rng.uniform(8, 35), rng.uniform(1, 7))
    if rng.random() < 0.5:  # every ridge ends where it likes
        beyond += smooth_field(rng, shape, rng.uniform(3, 7), rng.uniform(1, 5))
    return soft_step(-beyond, 0.0, 1.0 / rng.uniform(0.6, 14.0))


def make_contact(rng: np.random.Generator, ridges: Ridges) -> tuple[Field, Field]:
    """Contact of skin and surface, 0 to 1, and the print's area (1 inside), both (h, w) float32."""
    wave = ridges.wave
    shape = wave.shape
    area = _edge(rng, shape) if rng.random() < 0.5 else np.ones(shape, np.float32)
    moisture = rng.choice([-1, 0, 1], p=[0.36, 0.42, 0.22])
    bias = {-1: rng.uniform(-0.75, 0.0), 0: rng.uniform(-0.4, 0.4), 1: rng.uniform(0.1, 1.0)}[int(moisture)]
    level = np.float32(bias) + smooth_field(rng, shape, rng.uniform(25, 70), rng.uniform(0, 0.32))
    level -= np.float32(rng.uniform(0, 0.9)) * (1 - area)
    if rng.random() < 0.6:  # ragged ridge edges
        level += smooth_field(rng, shape, rng.uniform(1.5, 4.5), rng.uniform(0.05, 0.55))
    contact = soft_step(wave + level, 0.0, rng.uniform(1.6, 8.0))
    if rng.random() < 0.14:  # incipient ridges: thin, broken, in the valleys
        there = soft_step(smooth_field(rng, shape, rng.uniform(20, 60)), rng.uniform(-0.5, 0.8), 4.0)
        there *= soft_step(smooth_field(rng, shape, rng.uniform(3, 8)), rng.uniform(-0.8, 0.6), 5.0)
        contact = np.maximum(
            contact, there * np.exp(-(((1 + wave) / rng.uniform(0.1, 0.3)) ** 2)) * rng.uniform(0.3, 0.9)
        )
    if rng.random() < 0.6:
        _pores(rng, contact, ridges)
    if moisture == -1 or rng.random() < 0.35:
        contact = _specks(rng, contact, rng.beta(1.2, 1.8) if moisture == -1 else rng.uniform(0, 0.35))
    if moisture == -1 and rng.random() < 0.3:
        contact = _glass(rng, contact)
    if moisture == 1 and rng.random() < 0.75:  # sweat and oil fill valleys in places
        there = soft_step(smooth_field(rng, shape, rng.uniform(15, 50)), rng.uniform(0.0, 1.6), rng.uniform(2, 8))
        filled = np.minimum(1, blur(contact, rng.uniform(1.2, 3.2)) * np.float32(rng.uniform(1.2, 1.9)))
        contact = contact + there * (filled - contact)
    if rng.random() < 0.12:  # smear along one direction
        contact = _smear(rng, contact)
    _creases(rng, contact)
    return (contact * area).astype(np.float32), area


def _smear(rng: np.random.Generator, contact: Field) -> Field:
    steps, angle = int(rng.integers(2, 6)), rng.uniform(0, np.pi)
    total = np.zeros_like(contact)
    for k in range(-steps, steps + 1):
        total += np.roll(contact, (round(k * np.sin(angle)), round(k * np.cos(angle))), (0, 1))
    there = soft_step(smooth_field(rng, contact.shape, rng.uniform(20, 60)), rng.uniform(-0.5, 1.0), 4.0)
    return contact + there * (total / np.float32(2 * steps + 1) - contact)
