"""How smoothly the ridges flow."""

from __future__ import annotations

import numpy as np

from tenprint.fingerprint.quality.measures.base import Subject


class Continuity:
    """Agreement of the directions of neighbouring cells."""

    name = "continuity"
    unit = ""
    source = "ISO/IEC 29794-4:2017, 6.2 (orientation flow); Lim, Jiang, Yau, ICIP 2002"

    def of(self, subject: Subject) -> float:
        """Mean of the cosine of twice the angle between neighbours, -1 to 1; 0 if no cell has a neighbour."""
        turn, inside = subject.cells.orientation, subject.region
        pairs = []
        for a, b in ((np.s_[:, :-1], np.s_[:, 1:]), (np.s_[:-1], np.s_[1:])):
            both = inside[a] & inside[b]
            pairs.append(np.cos(2 * (turn[a] - turn[b]))[both])
        values = np.concatenate(pairs)
        return float(values.mean()) if values.size else 0.0
