"""Drawn images in the place of real ones: rings, which no person has."""

from __future__ import annotations

import io
import random

import numpy as np
from numpy.typing import NDArray

from tenprint.errors import LimitError
from tenprint.transaction.layouts.codes import CODE_BY_COMPRESSION

# Distance of the rings (px), about that of ridges at 500 ppi.
RING_PIXELS = 9.0
# Share of the image's sides that the drawn print fills.
FILL = 0.42
LARGEST_PIXELS = 64_000_000


def pattern(width: int, height: int, draw: random.Random) -> NDArray[np.uint8]:
    """Draw rings around a point near the middle, (h, w) uint8, white around.

    Raises:
        LimitError: the record states a size that no image has.
    """
    if width * height > LARGEST_PIXELS:
        raise LimitError(f"{width}x{height} pixels are more than an image may have")
    x0, y0 = width * draw.uniform(0.4, 0.6), height * draw.uniform(0.4, 0.6)
    stretch = draw.uniform(0.8, 1.2)
    y, x = np.ogrid[:height, :width]
    distance = np.hypot(x - x0, (y - y0) * stretch)
    grey = 128 + 100 * np.cos(distance * (2 * np.pi / RING_PIXELS))
    outside = ((x - width / 2) / (FILL * width + 1)) ** 2 + ((y - height / 2) / (FILL * height + 1)) ** 2 > 1
    return np.where(outside, 255, grey).astype(np.uint8)


def encode(pixels: NDArray[np.uint8], compression: str, ppi: float | None, bits: int) -> tuple[bytes, str, int]:
    """Compress as the record says, or not at all where we cannot; return data, name and code of the compression."""
    from tenprint import imaging

    if bits == 1:
        return np.packbits(pixels < 128, axis=1).tobytes(), "NONE", 0
    if compression == "WSQ20":
        data = imaging.encode_wsq(pixels, round(ppi) if ppi else None)
    elif compression == "PNG":
        data = imaging.encode_png(pixels, ppi)
    elif compression in ("JP2", "JP2L"):
        data = imaging.encode_jp2(pixels, ppi, ratio=10 if compression == "JP2" else None)
    elif compression == "JPEGB":
        data = _jpeg(pixels)
    else:
        compression = "NONE"
        data = pixels.tobytes()
    return data, compression, CODE_BY_COMPRESSION[compression]


def photograph(width: int, height: int) -> bytes:
    """Draw a grey head and shoulders, JPEG, RGB."""
    if width * height > LARGEST_PIXELS:
        raise LimitError(f"{width}x{height} pixels are more than an image may have")
    y, x = np.ogrid[:height, :width]
    head = ((x - width / 2) / (width * 0.22 + 1)) ** 2 + ((y - height * 0.4) / (height * 0.26 + 1)) ** 2 < 1
    body = ((x - width / 2) / (width * 0.42 + 1)) ** 2 + ((y - height * 1.05) / (height * 0.4 + 1)) ** 2 < 1
    return _jpeg(np.stack([np.where(head | body, 150, 225).astype(np.uint8)] * 3, axis=-1))


def _jpeg(pixels: NDArray[np.uint8]) -> bytes:
    from PIL import Image as Pillow

    target = io.BytesIO()
    Pillow.fromarray(pixels).save(target, "JPEG", quality=85)
    return target.getvalue()
