"""From contact to grey values: background, contrast, residue of an earlier print, optics, noise, compression, frame."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tenprint.simulate.patches.fields import Field, blur, smooth_field, soft_step
from tenprint.simulate.patches.marks import draw_lines
from tenprint.simulate.patches.ridges import make_ridges


def _residue(rng: np.random.Generator, shape: tuple[int, int]) -> Field:
    """What an earlier finger left on the plate: faint, blurred, elsewhere turned."""
    wave = make_ridges(rng, shape, minutiae=False).wave
    ghost = blur(soft_step(wave, rng.uniform(-0.4, 0.4), rng.uniform(1.5, 4.0)), rng.uniform(0.3, 1.3))
    there = soft_step(smooth_field(rng, shape, rng.uniform(25, 80)), rng.uniform(-1.0, 0.6), rng.uniform(1, 5))
    return (ghost * there * np.float32(rng.uniform(0.05, 0.32))).astype(np.float32)


def _dirt(rng: np.random.Generator, shape: tuple[int, int]) -> Field:
    """Dark specks on the plate or the card, few or many."""
    grain = smooth_field(rng, shape, rng.uniform(1.0, 3.0))
    return soft_step(grain, rng.uniform(2.0, 3.6), rng.uniform(4, 10)) * np.float32(rng.uniform(0.2, 1.0))


def _writing(rng: np.random.Generator, shape: tuple[int, int]) -> Field:
    """Ruled lines, letters and handwriting of a ten-print card."""
    height, width = shape
    paper = np.ones(shape, np.float32)
    rows = [
        (rng.choice([0.0, np.pi / 2]) + rng.normal(0, 0.01), 400.0, rng.uniform(0.8, 2.5), 0.95)
        for _ in range(rng.integers(0, 3))
    ]
    rows += [
        (rng.uniform(0, np.pi), rng.uniform(4, 50), rng.uniform(0.8, 2.6), rng.uniform(0.6, 1.0))
        for _ in range(rng.integers(1, 9))
    ]
    place = np.stack([rng.uniform(0, width, len(rows)), rng.uniform(0, height, len(rows))], 1)
    straight = np.array(rows)[:, 1] > 300
    bend = np.where(straight, 0, rng.normal(0, 0.012, len(rows)))
    draw_lines(paper, np.concatenate([place, np.array(rows), bend[:, None], np.full((len(rows), 1), 1e-3)], 1))
    return 1 - paper


def _compress(rng: np.random.Generator, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, "JPEG", quality=int(rng.integers(25, 85)))
    return np.array(Image.open(buffer))


def _frame(rng: np.random.Generator, image: Field) -> None:
    """Beyond an edge of the sensor's window the image is plain, or repeats its last row."""
    height, width = image.shape
    cut = int(rng.integers(4, width // 3))
    tilt = rng.uniform(-0.2, 0.2) if rng.random() < 0.4 else 0.0
    view = np.rot90(image, int(rng.integers(4)))
    if tilt == 0.0 and rng.random() < 0.5:
        view[:cut] = view[cut]
        return
    y, x = np.mgrid[0:height, 0:width]
    view[y < cut + tilt * (x - width / 2)] = rng.choice([255.0, 0.0, rng.uniform(0, 255)], p=[0.5, 0.15, 0.35])


def make_image(rng: np.random.Generator, contact: Field) -> NDArray[np.uint8]:
    """Grey image (h, w) uint8 of a contact pattern, ridges dark, as one of many scanners or an inked card shows it."""
    shape = contact.shape
    ink = contact
    if rng.random() < 0.22:
        ink = np.maximum(ink, _residue(rng, shape))
    if rng.random() < 0.25:
        ink = np.maximum(ink, _dirt(rng, shape))
    writing = rng.random() < 0.06
    depth = np.clip(
        rng.uniform(0.2, 1.3) + smooth_field(rng, shape, rng.uniform(18, 60), rng.uniform(0, 0.3)), 0.04, 1.3
    ).astype(np.float32)
    paper = np.float32(rng.uniform(160, 270)) + smooth_field(rng, shape, rng.uniform(30, 90), rng.uniform(0, 16))
    if rng.random() < 0.35:  # halo: moisture and stray light darken the ground under the print
        paper -= np.float32(rng.uniform(10, 80)) * blur(contact, rng.uniform(5, 9))
    if rng.random() < 0.3:  # mottled ground or skin texture
        paper += smooth_field(rng, shape, rng.uniform(1.5, 7), rng.uniform(1, 10))
    covered = np.minimum(ink * depth, 1)
    if writing:
        covered = np.maximum(covered, _writing(rng, shape))
    image = paper - (paper - np.float32(rng.uniform(-20, 110))) * covered
    image = blur(image.astype(np.float32), max(0.0, rng.uniform(-0.3, 1.25)))
    if rng.random() < 0.7:
        image = image + rng.standard_normal(shape, dtype=np.float32) * np.float32(rng.gamma(1.1, 4.0))
    if rng.random() < 0.25:
        image = image + smooth_field(rng, shape, rng.uniform(1.2, 3.0), rng.gamma(1.3, 5.0))
    if rng.random() < 0.12:  # lines of a swipe sensor or a bad column amplifier
        stripes: Field = rng.standard_normal((shape[0], 1), dtype=np.float32) * np.float32(rng.uniform(1, 9))
        image = image + (stripes if rng.random() < 0.5 else stripes.T)
    if rng.random() < 0.35:  # gamma and contrast stretch, with clipping
        image = 255 * np.clip(image / 255, 0, 1) ** np.float32(rng.uniform(0.5, 1.9))
    if rng.random() < 0.2:
        image = (image - 128) * np.float32(rng.uniform(1.0, 2.2)) + np.float32(128 + rng.uniform(-10, 70))
    if rng.random() < 0.10:
        _frame(rng, image)
    pixels = np.clip(image, 0, 255).astype(np.uint8)
    return _compress(rng, pixels) if rng.random() < 0.12 else pixels
