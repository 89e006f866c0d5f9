"""Resolution, as containers and headers give it."""

from __future__ import annotations

import math
from collections.abc import Mapping

from tenprint.imaging.parameters import PPI_PLAUSIBLE


def plausible(ppi: float | None) -> float | None:
    """Pass on a resolution in pixels per inch that a scanner may have, and None for any other."""
    if ppi is None or not math.isfinite(ppi):
        return None
    low, high = PPI_PLAUSIBLE
    return ppi if low <= ppi <= high else None


def from_wsq_comments(comments: Mapping[str, str]) -> float | None:
    """Resolution of a WSQ file: its NIST_COM comment may say `PPI` (NBIS, NISTCOM). The frame header has no field.

    Some encoders wrote 255 there when they meant "not known", so 255 says nothing.
    """
    try:
        value = float(comments.get("PPI", ""))
    except ValueError:
        return None
    return None if value == 255 else plausible(value)


def from_container(dpi: object) -> float | None:
    """Resolution of a PNG, JPEG, TIFF, BMP or JP2 file, from the pair (across, down) that the container gives.

    Metric containers round (pHYs 19685 px/m is 499.999 ppi), so a value within 0.1 of a whole number is that number.
    Unequal values across and down mean pixels that are not square; then none is known.
    """
    if not isinstance(dpi, tuple) or len(dpi) != 2:
        return None
    try:
        across, down = float(dpi[0]), float(dpi[1])
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    if not (math.isfinite(across) and math.isfinite(down)) or abs(across - down) > 0.01 * across:
        return None
    nearest = float(round(across))
    return plausible(nearest if abs(across - nearest) < 0.1 else across)
