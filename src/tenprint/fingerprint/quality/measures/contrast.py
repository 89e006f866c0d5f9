"""How dark ridges are against valleys."""

from __future__ import annotations

import numpy as np

from tenprint.fingerprint.quality.measures.base import Subject


class Contrast:
    """Median swing between ridges and valleys."""

    name = "contrast"
    unit = "grey levels"
    source = "own; ISO/IEC 29794-4:2017, 6.3 (sigma and mu) measure the same for the whole picture"

    def of(self, subject: Subject) -> float:
        """From 0 to 255."""
        return float(np.median(subject.cells.swing[subject.region]))


class Level:
    """Mean grey of the print: low if it is dark."""

    name = "level"
    unit = "grey levels"
    source = "ISO/IEC 29794-4:2017, 6.3 (mu)"

    def of(self, subject: Subject) -> float:
        """From 0 to 255."""
        return float(subject.cells.level[subject.region].mean())
