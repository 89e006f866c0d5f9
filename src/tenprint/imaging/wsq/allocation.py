"""How finely each subband is quantised, for a wanted number of bits a pixel.

Source: IAFIS-IC-0110 (V3), quantisation, encoder number two: bins go by the logarithm of a subband's variance, and
one common factor is found so that the expected rate is the wanted one.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tenprint.imaging.wsq.tree import CODED, Rectangle

# Weights of the subbands of the highest frequencies in the law of the bin widths; 1 for all others.
WEIGHTS = np.ones(CODED)
WEIGHTS[52:] = (1.32, 1.08, 1.42, 1.08, 1.32, 1.42, 1.08, 1.08)
FINE, MIDDLE = 4, 51  # subbands 0-3 have a 1,024th of the image's area each, up to 50 a 256th, from 51 on a 16th
AREAS = np.array([1 / 1024] * FINE + [1 / 256] * (MIDDLE - FINE) + [1 / 16] * (CODED - MIDDLE))
LEAST_VARIANCE = 1.01  # subbands with less are not sent
CENTRAL_FROM = 20_000.0  # sum of the variances of subbands 0-3 above which only the middle of each subband counts
LOADING = 2.5  # overload point of a quantiser, in standard deviations
OVERLOADED = 5.0  # a bin wider than that many standard deviations takes the subband out of the sum
FEW = 16  # samples
ZERO_BIN = 1.2  # width of the bin around zero, in bins
BINS = (0.25, 50_000.0)  # so that coefficients fit 16 bits, and bins too; only blank or tiny pictures come near


def variances(plane: NDArray[np.float32], bands: tuple[Rectangle, ...]) -> NDArray[np.float64]:
    """Variance of each sent subband, of its middle part where the picture is rich."""
    whole = [_variance(_part(plane, band)) for band in bands[:CODED]]
    if sum(whole[:FINE]) < CENTRAL_FROM:
        return np.array(whole)
    return np.array([_variance(_middle(_part(plane, band))) for band in bands[:CODED]])


def bin_widths(variance: NDArray[np.float64], bitrate: float) -> NDArray[np.float64]:
    """Bin width of each sent subband; 0 where it is not sent.

    Args:
        variance: (60,) of the subbands.
        bitrate: bits a pixel aimed at.
    """
    sent = variance >= LEAST_VARIANCE
    if not sent.any():
        sent[0] = True  # a blank picture: send the lowest subband, so that every decoder has something to read
    relative = np.ones(CODED)
    with np.errstate(divide="ignore"):
        relative[FINE:] = 10.0 / (WEIGHTS[FINE:] * np.log(np.maximum(variance[FINE:], LEAST_VARIANCE)))
    deviation = np.sqrt(np.maximum(variance, 1e-6))
    counted = sent.copy()
    while True:
        share = AREAS[counted].sum()
        product = float((AREAS[counted] * np.log(deviation[counted] / relative[counted])).sum())
        exponent = (bitrate / share - 1) * math.log(2) - product / share
        factor = math.exp(min(max(exponent, -50.0), 50.0)) / LOADING
        overloaded = counted & (relative / factor >= OVERLOADED * deviation)
        if not overloaded.any() or (counted & ~overloaded).sum() == 0:
            break
        counted &= ~overloaded
    return np.where(sent, np.clip(relative / factor, *BINS), 0.0)


def _part(plane: NDArray[np.float32], band: Rectangle) -> NDArray[np.float32]:
    return plane[band.y : band.y + band.height, band.x : band.x + band.width]


def _middle(part: NDArray[np.float32]) -> NDArray[np.float32]:
    height, width = part.shape
    top, left = 9 * height // 32, width // 8
    middle = part[top : top + 7 * height // 16, left : left + 3 * width // 4]
    return middle if middle.size >= FEW else part


def _variance(part: NDArray[np.float32]) -> float:
    if part.size < FEW:  # of a tiny picture: the mean is not negligible beside the variance, so it counts as well
        return float(np.mean(part.astype(np.float64) ** 2)) if part.size else 0.0
    return float(part.var(ddof=1, dtype=np.float64))
