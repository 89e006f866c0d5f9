"""Which cells are print."""

from __future__ import annotations

import numpy as np
import scipy.ndimage
from numpy.typing import NDArray

from tenprint.fingerprint.quality import parameters as p
from tenprint.fingerprint.quality.cells import Cells


def find_print(cells: Cells) -> NDArray[np.bool_]:
    """Find the cells that show ridges, with the gaps between them; the largest connected part.

    Returns:
        (rows, columns) bool; all False where there is no print.
    """
    full = float(np.quantile(cells.swing, p.SWING_QUANTILE))
    seen = (cells.swing >= max(p.LEAST_SWING, p.SWING_SHARE * full)) & (cells.coherence >= p.LEAST_COHERENCE)
    closed = scipy.ndimage.binary_closing(np.pad(seen, p.CLOSING), iterations=p.CLOSING)
    closed = closed[p.CLOSING : -p.CLOSING, p.CLOSING : -p.CLOSING]
    labels, count = scipy.ndimage.label(scipy.ndimage.binary_fill_holes(closed))
    if count == 0:
        return np.zeros(seen.shape, dtype=np.bool_)
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    return np.asarray(labels == sizes.argmax(), dtype=np.bool_)
