"""Does the stated resolution fit the ridges? An image of twice the resolution has ridges twice as far apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tenprint.errors import ImageError, Where

MM_PER_INCH = 25.4
CROP = 256  # px: about half an inch at 500 ppi, two dozen ridges
# Ridge distance of people: 0.46 mm on average, 0.25 mm in small children, under 0.75 mm in the rest (Maltoni et al.,
# Handbook of Fingerprint Recognition, section 3.1). The limits leave room for the error of the measurement.
SHORTEST_MM, LONGEST_MM = 0.22, 0.78
SEEN_MM = (0.12, 1.3)  # what is looked for, so that a wrong scale shows


def check_scale(pictures: Sequence[NDArray[np.uint8]], ppis: Sequence[float]) -> None:
    """Compare the ridge distance of all fingers with what people have; the median decides.

    Raises:
        ImageError: it is too short or too long, so the resolution is not the stated one.
    """
    found = [d for d in map(ridge_distance, pictures, ppis) if d is not None]
    if not found:
        return
    middle = float(np.median(found))
    if not SHORTEST_MM <= middle <= LONGEST_MM:
        raise ImageError(
            f"ridges lie {middle:.2f} mm apart at the stated resolution of {ppis[0]:g} ppi; people have "
            f"{SHORTEST_MM} to {LONGEST_MM} mm",
            where=Where(record="Type-4/14", field="resolution"),
            remedy="State the resolution at which the prints were scanned, or scan them again.",
        )


def ridge_distance(pixels: NDArray[np.uint8], ppi: float) -> float | None:
    """Return the distance of ridges (mm) in the middle of a picture: the peak of its radial power spectrum.

    None where the picture is too small or flat.
    """
    height, width = pixels.shape
    side = min(CROP, height, width)
    top, left = (height - side) // 2, (width - side) // 2
    part = pixels[top : top + side, left : left + side].astype(np.float32)
    if side < CROP // 4 or part.std() < 1.0:
        return None
    window = np.hanning(side).astype(np.float32)
    power = np.abs(np.fft.rfft2((part - part.mean()) * window[:, None] * window[None, :])) ** 2
    fy, fx = np.fft.fftfreq(side)[:, None], np.fft.rfftfreq(side)[None, :]
    ring = np.rint(np.hypot(fy, fx) * side).astype(np.int64)
    energy = np.bincount(ring.ravel(), weights=power.ravel())
    mm = MM_PER_INCH / ppi
    first = max(2, round(side * mm / SEEN_MM[1]))
    last = min(len(energy) - 1, side // 2, round(side * mm / SEEN_MM[0]))
    if last <= first:
        return None
    peak = first + int(np.argmax(energy[first : last + 1]))
    return float(side / peak * mm)
