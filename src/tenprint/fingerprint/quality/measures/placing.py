"""Where the print lies in the picture."""

from __future__ import annotations

import numpy as np

from tenprint.fingerprint.quality import parameters as p
from tenprint.fingerprint.quality.measures.base import Subject


class CutOff:
    """Share of one edge of the picture that the print runs over."""

    unit = ""
    source = "own; centring as in ISO/IEC 29794-4:2017, 6.3 (centre of mass of the region of interest)"

    def __init__(self, side: str) -> None:
        self.side = side
        self.name = f"cut_{side}"

    def of(self, subject: Subject) -> float:
        """From 0 (free) to 1."""
        width = p.BORDER_CELLS
        edges = {
            "top": subject.region[:width],
            "bottom": subject.region[-width:],
            "left": subject.region[:, :width],
            "right": subject.region[:, -width:],
        }
        return float(edges[self.side].any(axis=0 if self.side in ("top", "bottom") else 1).mean())


class Offset:
    """Distance of the print's middle from the picture's, as a share of the picture's side."""

    unit = ""
    source = "ISO/IEC 29794-4:2017, 6.3 (centre of mass of the region of interest)"

    def __init__(self, axis: str) -> None:
        self.axis = axis
        self.name = f"offset_{axis}"

    def of(self, subject: Subject) -> float:
        """From -0.5 (left, top) to 0.5."""
        along = 1 if self.axis == "x" else 0
        places = np.nonzero(subject.region)[along]
        return float((places.mean() + 0.5) / subject.region.shape[along] - 0.5)
