"""Images as the extractor needs them: checked, grey, 500 ppi."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tenprint.errors import ImageError

PPI = 500.0  # the resolution of all templates
LOWEST_PPI, HIGHEST_PPI = 250.0, 2100.0  # below, ridges blur together; above, no scanner of fingers exists
MOST_PIXELS = 4_000_000  # at 500 ppi: 10 x 10 cm, a whole palm's width; a slap of four is 1600 x 1500


def at_500_ppi(pixels: NDArray[Any], ppi: float | None) -> NDArray[np.uint8]:
    """Check an image and bring it to 500 ppi.

    Args:
        pixels: (h, w) or (h, w, 3 or 4), uint8, or uint16 which is cut to its upper 8 bits.
        ppi: pixels per inch; None counts as 500.

    Raises:
        ImageError: no image, too large, or an impossible resolution.
    """
    ppi = PPI if ppi is None else float(ppi)
    if not LOWEST_PPI <= ppi <= HIGHEST_PPI:
        raise ImageError(
            f"a resolution of {ppi:g} ppi is out of range",
            remedy=f"Give the scan's resolution, {LOWEST_PPI:.0f} to {HIGHEST_PPI:.0f} ppi; most scanners have 500.",
        )
    grey = _grey(np.asarray(pixels))
    height, width = grey.shape
    scale = PPI / ppi
    if height * width * min(scale, 1.0) ** 2 > MOST_PIXELS:
        raise ImageError(
            f"an image of {width} x {height} px at {ppi:g} ppi is too large for one finger",
            remedy="Cut the image into single fingers (segment_slap does it for slaps).",
        )
    if abs(scale - 1) < 0.002:  # less than a pixel over a whole finger
        return np.ascontiguousarray(grey)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(Image.fromarray(grey).resize(size, Image.Resampling.BICUBIC))


def _grey(pixels: NDArray[Any]) -> NDArray[np.uint8]:
    if pixels.size == 0 or pixels.ndim not in (2, 3) or (pixels.ndim == 3 and pixels.shape[2] not in (1, 3, 4)):
        raise ImageError(
            f"an array of shape {pixels.shape} is no image",
            remedy="Give (height, width) grey or (height, width, 3) RGB.",
        )
    if pixels.dtype == np.uint16:
        pixels = pixels >> 8
    elif pixels.dtype == np.bool_:
        pixels = pixels * np.uint8(255)
    elif pixels.dtype != np.uint8:
        raise ImageError(f"pixels of type {pixels.dtype} are not supported", remedy="Give uint8 or uint16.")
    if pixels.ndim == 3:
        if pixels.shape[2] == 1:
            pixels = pixels[..., 0]
        else:  # luma of ITU-R BT.601
            pixels = np.round(pixels[..., :3] @ np.array([0.299, 0.587, 0.114]))
    return pixels.astype(np.uint8)
