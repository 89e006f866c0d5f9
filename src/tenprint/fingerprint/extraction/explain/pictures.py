"""Intermediates of an extraction as pictures: PNG data URIs."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

CELL = 4  # px, the cells of the transparency log


def png(pixels: NDArray[np.uint8]) -> str:
    """Return (h, w) grey or (h, w, 4) RGBA as the data URI of a PNG."""
    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(buffer, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")


def signal(values: NDArray[Any]) -> NDArray[np.uint8]:
    """Draw a signal around 0 in grey, positive (ridges) dark; the scale is its own deviation."""
    scale = 50.0 / max(float(np.std(values)), 1e-6)
    return np.clip(140 - scale * values, 0, 255).astype(np.uint8)


def lines(skeleton: NDArray[np.bool_], colour: tuple[int, int, int]) -> NDArray[np.uint8]:
    """Draw a skeleton in one colour on nothing: (h, w, 4) RGBA."""
    result = np.zeros((*skeleton.shape, 4), np.uint8)
    result[skeleton] = (*colour, 255)
    return result


def heat(cells: NDArray[Any], height: int, width: int, low: float, high: float) -> NDArray[np.uint8]:
    """Draw a map on cells in grey, from `low` dark to `high` light: (h, w) uint8."""
    grey = np.clip(255 * (cells.astype(np.float64) - low) / (high - low), 0, 255).astype(np.uint8)
    return _spread(grey, height, width)


def shade(mask: NDArray[np.bool_], height: int, width: int) -> NDArray[np.uint8]:
    """Veil what lies outside the mask: (h, w, 4) RGBA."""
    result = np.zeros((height, width, 4), np.uint8)
    result[~_spread(mask, height, width)] = (70, 90, 160, 120)
    return result


def _spread(cells: NDArray[Any], height: int, width: int) -> NDArray[Any]:
    return cells.repeat(CELL, axis=0).repeat(CELL, axis=1)[:height, :width]
