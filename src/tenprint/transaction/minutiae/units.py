"""Units of the minutiae formats, and how places and directions are rounded into them."""

from __future__ import annotations

import math

# Places of legacy and EFS records are in 0.01 mm; 2540 of them make an inch.
HUNDREDTHS_PER_INCH = 2540.0
CENTIMETRES_PER_INCH = 2.54
# Direction: one step in degrees. INCITS 378 counts in 2 degrees, ISO/IEC 19794-2 divides the circle by 256.
M1_STEP = 2.0
ISO_STEP = 360.0 / 256.0
# Legacy directions point the other way along the ridge.
LEGACY_TURN = 180.0
# Legacy quality: 0 marked by hand, 1 not reported, 2 (best) to 63 (worst) by a method. ANSI/NIST-ITL 1-2011, 9.012.
LEGACY_MANUAL, LEGACY_UNKNOWN, LEGACY_BEST, LEGACY_WORST = 0, 1, 2, 63


def pixel(place: float) -> int:
    """Return the pixel in which a place lies. Reproduces NIST's pair of legacy and M1 records."""
    return max(0, math.floor(place))


def centre(number: int) -> float:
    """Return the place of a pixel's centre."""
    return number + 0.5


def hundredths(place: float, ppi: float) -> int:
    """Return a place in 0.01 mm."""
    return max(0, round(place * HUNDREDTHS_PER_INCH / ppi))


def from_hundredths(value: int, ppi: float) -> float:
    """Return the place in px of a number of 0.01 mm."""
    return value * ppi / HUNDREDTHS_PER_INCH


def steps(angle: float, step: float) -> int:
    """Return a direction in steps; halves go down, as in NIST's pair of records."""
    return math.ceil(angle % 360.0 / step - 0.5) % round(360.0 / step)


def degrees(angle: float) -> int:
    """Return a direction in whole degrees, 0 to 359."""
    return steps(angle, 1.0)


def ppi_of_centimetres(per_centimetre: int) -> float:
    """Return px per inch of whole px per cm; 197 is 500 ppi, the whole hundred within the rounding."""
    value = per_centimetre * CENTIMETRES_PER_INCH
    nearest = round(value / 100) * 100
    return float(nearest) if nearest and abs(value - nearest) < CENTIMETRES_PER_INCH / 2 else value


def centimetres_of_ppi(ppi: float) -> int:
    """Return whole px per cm."""
    return round(ppi / CENTIMETRES_PER_INCH)


def quality_of_legacy(value: int) -> int | None:
    """Return quality 0 to 100 of a legacy one; marked by hand counts as 100."""
    if value == LEGACY_MANUAL:
        return 100
    if value == LEGACY_UNKNOWN:
        return None
    return round(100 * (LEGACY_WORST - min(value, LEGACY_WORST)) / (LEGACY_WORST - LEGACY_BEST))


def legacy_of_quality(quality: int | None) -> int:
    """Return the legacy quality of one from 0 to 100; 100 counts as marked by hand, as in NIST's pair."""
    if quality is None:
        return LEGACY_UNKNOWN
    if quality >= 100:
        return LEGACY_MANUAL
    return round(LEGACY_WORST - quality * (LEGACY_WORST - LEGACY_BEST) / 100)
