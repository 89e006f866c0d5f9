"""Step 11: how far each minutia can be trusted, and their order."""

from __future__ import annotations

import numpy as np

from tenprint.fingerprint.extraction.minutiae import Found
from tenprint.fingerprint.extraction.orientation import Field
from tenprint.fingerprint.extraction.parameters import CELL
from tenprint.fingerprint.extraction.smooth import Map, gaussian


def quality(found: Found, field: Field, enhanced: Map, most: int) -> Found:
    """Give each minutia a quality from 0 to 1 and return the `most` best, the best first."""
    reliability = gaussian(field.coherence, 2.0)
    row = np.clip(found.y.astype(np.int64) // CELL, 0, reliability.shape[0] - 1)
    column = np.clip(found.x.astype(np.int64) // CELL, 0, reliability.shape[1] - 1)
    found = found._replace(quality=np.clip(reliability[row, column].astype(np.float64), 0, 1))
    return found.take(np.argsort(-found.quality, kind="stable")[:most])
