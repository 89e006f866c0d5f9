"""Limits, checked before anything is allocated or decoded."""

from __future__ import annotations

from tenprint.errors import ImageError
from tenprint.imaging.parameters import Limits


def check_bytes(size: int, limits: Limits) -> None:
    """Refuse compressed images that are larger than the limit.

    Raises:
        ImageError: empty, or above `limits.bytes`.
    """
    if size == 0:
        raise ImageError("the image is empty")
    if size > limits.bytes:
        raise ImageError(
            f"the image has {size:,} bytes, more than the limit of {limits.bytes:,}",
            remedy="Raise the limit where images of this size are expected.",
        )


def check_pixels(width: int, height: int, limits: Limits) -> None:
    """Refuse images without pixels or with more than the limit.

    Raises:
        ImageError: a side is 0 or negative, or the area is above `limits.pixels`.
    """
    if width <= 0 or height <= 0:
        raise ImageError(f"the image has no pixels: {width} x {height}")
    if width * height > limits.pixels:
        raise ImageError(
            f"the image has {width} x {height} pixels, more than the limit of {limits.pixels:,}",
            remedy="Raise the limit where images of this size are expected.",
        )
