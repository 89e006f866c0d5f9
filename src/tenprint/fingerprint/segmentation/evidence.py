"""Where a picture shows friction ridges, and not paper, writing, print or smears."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import scipy.fft
from numpy.typing import NDArray
from PIL import Image as Pillow

from tenprint.fingerprint.segmentation import parameters as p


def ridge_evidence(pixels: NDArray[np.uint8], ppi: float) -> NDArray[np.float32]:
    """Measure how surely each cell of the picture shows ridges.

    Ridges put much of a window's energy into one narrow peak of its spectrum, at a period that skin has; a pen stroke,
    a letter or the rim of a punched hole spreads it. So evidence is the share of the highest peak, times how strong
    the peak is for this picture.

    Args:
        pixels: (h, w) uint8.
        ppi: pixels per inch.

    Returns:
        (rows, columns) float32 from 0 to 1; a cell is `STEP` px at `WORK_PPI`.
    """
    share, amplitude = _peaks(_reduced(pixels, ppi))
    low, high = p.SHARE
    strong = max(float(np.quantile(amplitude, p.STRONG_QUANTILE)) * p.STRONG, p.LEAST_AMPLITUDE)
    evidence = np.clip((share - low) / (high - low), 0, 1) * np.clip(amplitude / strong, 0, 1)
    _erase_lines(evidence)
    return _median(evidence)


def _reduced(pixels: NDArray[np.uint8], ppi: float) -> NDArray[np.float32]:
    height, width = pixels.shape
    size = max(1, round(width * p.WORK_PPI / ppi)), max(1, round(height * p.WORK_PPI / ppi))
    return np.asarray(Pillow.fromarray(pixels).resize(size, Pillow.Resampling.BOX), dtype=np.float32)


def _peaks(picture: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Share of a window's energy in its highest peak within `PERIODS`, and the amplitude of that peak."""
    taper, weights, ring = _window()
    half = p.WINDOW // 2
    padded = np.pad(picture, half, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (p.WINDOW, p.WINDOW))[:: p.STEP, :: p.STEP]
    rows, columns = windows.shape[:2]
    share = np.empty((rows, columns), dtype=np.float32)
    amplitude = np.empty_like(share)
    for row in range(rows):  # one row at a time keeps memory small for any picture
        line = windows[row]
        spectrum = scipy.fft.rfft2((line - line.mean(axis=(1, 2), keepdims=True)) * taper)
        power = (spectrum.real**2 + spectrum.imag**2) * weights
        total = power.sum(axis=(1, 2))
        around = power + np.roll(power, 1, axis=1) + np.roll(power, -1, axis=1)
        wide = around.copy()
        wide[:, :, 1:] += around[:, :, :-1]
        wide[:, :, :-1] += around[:, :, 1:]
        peak = np.where(ring, wide, 0).max(axis=(1, 2))
        share[row] = peak / np.maximum(total, 1e-6)
        amplitude[row] = np.sqrt(peak)
    return share, amplitude


@lru_cache(maxsize=1)
def _window() -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.bool_]]:
    """Taper of a window; weights of the half spectrum's bins; which bins have the period of ridges."""
    taper = np.hanning(p.WINDOW + 2)[1:-1].astype(np.float32)
    across = np.fft.rfftfreq(p.WINDOW)
    frequency = np.hypot(np.fft.fftfreq(p.WINDOW)[:, None], across)
    doubled = np.where((across == 0) | (across == 0.5), 1.0, 2.0)  # the other half of the spectrum is its mirror image
    weights = np.where(frequency >= 1 / p.LONGEST_PERIOD, doubled, 0).astype(np.float32)
    ring = (frequency >= 1 / p.PERIODS[1]) & (frequency <= 1 / p.PERIODS[0])
    return taper[:, None] * taper, weights, ring


def _erase_lines(evidence: NDArray[np.float32]) -> None:
    """Take out printed lines: narrow rows or columns of cells that are strong nearly all along the picture."""
    for view in (evidence, evidence.T):
        line = (view > p.EMPTY).mean(axis=1) > p.BORDER_LINE
        start = 0
        for n in range(len(line) + 1):
            if n < len(line) and line[n]:
                continue
            if 0 < n - start <= p.BORDER_LINE_CELLS:
                beside = [view[m].mean() for m in (start - 2, n + 1) if 0 <= m < len(line)]
                if max(beside, default=0.0) <= p.BORDER_LINE_BESIDE * view[start:n].mean():
                    view[start:n] = 0
            start = n + 1


def _median(evidence: NDArray[np.float32]) -> NDArray[np.float32]:
    """Median of 3 x 3 cells: thin strokes vanish, holes of one cell close."""
    padded = np.pad(evidence, 1, mode="edge")
    around = np.lib.stride_tricks.sliding_window_view(padded, (3, 3)).reshape(*evidence.shape, 9)
    return np.median(around, axis=2).astype(np.float32)
