"""Step 5a: filter with the orientation of each scale, and keep in each cell what explains most of the image.

A fine scale follows cores and deltas but loses its way in noise, a coarse one the other way round. Coherence cannot
tell which is right: it is low in both cases. The filter's success can.
"""

from __future__ import annotations

import numpy as np

from tenprint.fingerprint.extraction.enhance import enhance
from tenprint.fingerprint.extraction.orientation import Field
from tenprint.fingerprint.extraction.parameters import CELL, Parameters
from tenprint.fingerprint.extraction.quality import explained
from tenprint.fingerprint.extraction.segment import Mask
from tenprint.fingerprint.extraction.smooth import Map


def contest(image: Map, fields: list[Field], period: Map, mask: Mask, parameters: Parameters) -> Map:
    """Return the enhanced image, (h, w) float32, put together from the winners of all cells."""
    results = [enhance(image, field, period, mask, parameters.enhance, parameters.frequency) for field in fields]
    shares = [explained(image, result, parameters.orientation.judge) for result in results]
    winner = np.argmax(np.stack(shares), axis=0).repeat(CELL, 0).repeat(CELL, 1)
    best: Map = np.choose(winner[: image.shape[0], : image.shape[1]], results)
    return best
