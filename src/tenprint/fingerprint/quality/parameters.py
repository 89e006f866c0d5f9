"""Every tunable number of the quality score that is not fitted, with its unit and its reason."""

from __future__ import annotations

CELL = 16  # px at 500 ppi (0.81 mm): distance between the places that are measured
ACROSS = 32  # px: length of a profile across the ridges; three to four periods
ALONG = 16  # px: how far along the ridge a profile is averaged
CELL_MM2 = (CELL / 500 * 25.4) ** 2

# A cell shows ridges if its profile swings by so many grey levels, and by that share of the print's full swing.
LEAST_SWING = 12.0
SWING_SHARE = 0.20
SWING_QUANTILE = 0.90  # of all cells: the print's full swing
LEAST_COHERENCE = 0.15  # white noise has about 0.07 over a 32 x 32 window
CLOSING = 2  # cells: smaller gaps within the print belong to it, and lower its score

# Mean ridge period is 0.46 mm, from 0.25 mm (small children) to 0.75 mm (Maltoni et al., Handbook of Fingerprint
# Recognition, 3rd ed., 3.1); px at 500 ppi.
PERIODS = (5.0, 14.0)
LEAST_PLAUSIBLE = 0.15  # share of cells with such a period, below which the picture shows something else than a print

# A cell is usable if ridges are clear, certain and of a plausible period.
USABLE_CLARITY = 0.75
USABLE_COHERENCE = 0.40

BORDER_CELLS = 1  # print in the outermost cells counts as cut off by the picture's edge
