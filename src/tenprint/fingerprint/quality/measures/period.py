"""Whether the ridges lie as far apart as ridges do."""

from __future__ import annotations

import numpy as np

from tenprint.fingerprint.quality import parameters as p
from tenprint.fingerprint.quality.measures.base import Subject


class PlausiblePeriod:
    """Share of the print whose ridge period is one that skin has, and near that of the print as a whole."""

    name = "plausible_period"
    unit = ""
    source = "ISO/IEC 29794-4:2017, 6.2 (frequency domain analysis); range after Maltoni et al., 3rd ed., 3.1"

    def of(self, subject: Subject) -> float:
        """From 0 to 1."""
        periods = subject.cells.period[subject.region]
        fine = (periods >= p.PERIODS[0]) & (periods <= p.PERIODS[1])
        if not fine.any():
            return 0.0
        usual = float(np.median(periods[fine]))
        return float((fine & (np.abs(periods - usual) <= 0.35 * usual)).mean())
