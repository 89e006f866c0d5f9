"""What a quality measure is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tenprint.fingerprint.quality.cells import Cells


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """What measures look at: the maps, and which cells are print (at least one)."""

    cells: Cells
    region: NDArray[np.bool_]


class Measure(Protocol):
    """One measure.

    Attributes:
        name: under which it is published.
        unit: of its value; empty for shares.
        source: where it comes from.
    """

    name: str
    unit: str
    source: str

    def of(self, subject: Subject) -> float:
        """Measure one print."""
        ...
