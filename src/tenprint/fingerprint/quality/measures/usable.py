"""Which cells can be trusted, and what share of the print they are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.quality import parameters as p
from tenprint.fingerprint.quality.cells import Cells
from tenprint.fingerprint.quality.measures.base import Subject


def usable_cells(cells: Cells) -> NDArray[np.bool_]:
    """Cells with clear ridges, a sure direction and a period that skin has."""
    plausible = (cells.period >= p.PERIODS[0]) & (cells.period <= p.PERIODS[1])
    return (cells.clarity >= p.USABLE_CLARITY) & (cells.coherence >= p.USABLE_COHERENCE) & plausible


class UsableShare:
    """Share of the print that can be trusted."""

    name = "usable_share"
    unit = ""
    source = "own; see usable_area"

    def of(self, subject: Subject) -> float:
        """From 0 to 1."""
        return float(usable_cells(subject.cells)[subject.region].mean())
