"""All tunable numbers of the one-to-many search, with unit and source."""

from __future__ import annotations

# -- stored form of a finger ------------------------------------------------------------------------------------------
MAXIMUM_MINUTIAE = 80
"""Minutiae kept a finger, the best by quality. 80 is what MCC and FVC practice use; 4 bytes each."""

COORDINATE_LIMIT = 1023
"""px at 500 ppi; the largest distance from the leftmost or topmost minutia (10 bits, 52 mm)."""

# -- fusion of fingers ------------------------------------------------------------------------------------------------
FINGER_LLR_FLOOR = -3.0
"""nats; one finger speaks at most this much against a subject: it may be injured, swapped or badly captured."""

FINGER_LLR_CEILING = 30.0
"""nats; one finger speaks at most this much for a subject: calibration knows no rarer event than its training pairs."""

# -- the answer -------------------------------------------------------------------------------------------------------
DEFAULT_LIMIT = 20
"""Candidates an answer lists at most, as TOT FANC of EBTS 9.1 (2.079) suggests."""
