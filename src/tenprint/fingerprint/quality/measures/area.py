"""How much of the finger is there."""

from __future__ import annotations

from tenprint.fingerprint.quality import parameters as p
from tenprint.fingerprint.quality.measures.base import Subject
from tenprint.fingerprint.quality.measures.usable import usable_cells


class Area:
    """Area of the print."""

    name = "area"
    unit = "mm2"
    source = "ISO/IEC 29794-4:2017, 6.3 (area of the region of interest)"

    def of(self, subject: Subject) -> float:
        """Square millimetres of print."""
        return float(subject.region.sum()) * p.CELL_MM2


class UsableArea:
    """Area with clear ridges of a sure direction: what minutiae can be trusted in."""

    name = "usable_area"
    unit = "mm2"
    source = "own; after the quality map of NBIS (Watson et al., User's Guide to NBIS, 2007, mindtct)"

    def of(self, subject: Subject) -> float:
        """Square millimetres of usable print."""
        return float((usable_cells(subject.cells) & subject.region).sum()) * p.CELL_MM2
