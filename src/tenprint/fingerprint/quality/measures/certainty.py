"""How surely the ridges have a direction."""

from __future__ import annotations

from tenprint.fingerprint.quality.measures.base import Subject


class Certainty:
    """Mean orientation certainty."""

    name = "certainty"
    unit = ""
    source = "ISO/IEC 29794-4:2017, 6.2 (orientation certainty level); Lim, Jiang, Yau, ICIP 2002"

    def of(self, subject: Subject) -> float:
        """Mean coherence, 0 to 1."""
        return float(subject.cells.coherence[subject.region].mean())
