"""How clearly ridges and valleys part."""

from __future__ import annotations

from tenprint.fingerprint.quality.measures.base import Subject


class Clarity:
    """Mean local clarity."""

    name = "clarity"
    unit = ""
    source = "ISO/IEC 29794-4:2017, 6.2 (local clarity score); Chen, Dass, Jain, AVBPA 2005"

    def of(self, subject: Subject) -> float:
        """Share of pixels on the right side of the threshold, 0.5 to 1."""
        return float(subject.cells.clarity[subject.region].mean())
