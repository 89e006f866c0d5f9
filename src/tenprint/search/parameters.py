"""All tunable numbers of the one-to-many search, with unit and source."""

from __future__ import annotations

# -- stored form of a finger ------------------------------------------------------------------------------------------
MAXIMUM_MINUTIAE = 80
"""Minutiae kept a finger, the best by quality. 80 is what MCC and FVC practice use; 4 bytes each."""

COORDINATE_LIMIT = 1023
"""px at 500 ppi; the largest distance from the leftmost or topmost minutia (10 bits, 52 mm)."""

FINGERS = 10
"""Finger positions 1 to 10 (ANSI/NIST-ITL table 12)."""

CODE_WORDS = 8
"""64-bit words of a finger's filter code: 512 bits."""

# -- gallery on disk --------------------------------------------------------------------------------------------------
SEGMENT_ROWS = 32_768
"""Rows of a segment: 21 MB of codes, so that 1 M subjects are 31 segments and compaction works in small steps."""

CHECKPOINT_ROWS = 4_096
"""Rows after which the columns are synced and the manifest is written; bounds what is made anew after a power loss."""

CHECKPOINT_ERASURES = 1_024
"""Erasures after which the list of intended erasures is cleared."""

COMPACT_BELOW = 0.75
"""Share of living rows below which compaction rewrites a sealed segment."""

# -- fusion of fingers ------------------------------------------------------------------------------------------------
FINGER_LLR_FLOOR = -3.0
"""nats; one finger speaks at most this much against a subject: it may be injured, swapped or badly captured."""

FINGER_LLR_CEILING = 30.0
"""nats; one finger speaks at most this much for a subject: calibration knows no rarer event than its training pairs."""

# -- the answer -------------------------------------------------------------------------------------------------------
DEFAULT_LIMIT = 20
"""Candidates an answer lists at most, as TOT FANC of EBTS 9.1 (2.079) suggests."""
