"""All tunable numbers of the one-to-many search, with unit and source."""

from __future__ import annotations

# -- stored form of a finger ------------------------------------------------------------------------------------------
MAXIMUM_MINUTIAE = 76
"""Minutiae kept a finger, 4 bytes each: ten full fingers with codes and index take 3.9 kB."""

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

# -- stage 0: filter codes --------------------------------------------------------------------------------------------
CODE_BITS = 512
"""Bits of a finger's code."""

GENUINE_SHIFT, GENUINE_SPREAD = 4.5, 2.3
"""Standard deviations of impostors: where the distances of mates lie below those of others, and how they spread.
Measured on five sets of three makers of sensors: shift 3.9 to 6.1, spread 2.0 to 2.5 (ADR 0071)."""

USELESS_SHARE = 0.03
"""Share of a person's fingers whose print says nothing: injured, swapped, badly captured."""

IMPOSTOR_SAMPLE = 4_096
"""Subjects from which the mean and the spread of a search print's distances to strangers are estimated."""

IMPOSTOR_MEAN, IMPOSTOR_SPREAD = 247.0, 13.0
"""bits; used where the gallery is too small for an estimate."""

IMPOSTOR_MINIMUM = 200
"""Distances that an estimate needs."""

HANDS_SWAPPED_PENALTY = 3.0
"""nats; how much rarer than 1 it is that right and left hand were swapped: about one in twenty searches, at most."""

# -- how many subjects each stage passes on, by the number of fingers -------------------------------------------------
PASSED_BY_FILTER = {1: 4_000, 2: 2_000, 3: 600, 4: 300, 5: 150}
"""Subjects; more fingers than the table has: `PASSED_BY_FILTER_MANY`."""
PASSED_BY_FILTER_MANY = 64

LOCAL_FINGERS = 3
"""Fingers that stage 1 compares: those whose codes speak most for the candidate."""

PASSED_BY_LOCAL = {1: 40, 2: 40, 3: 24, 4: 20, 5: 16}
"""Subjects, by the number of fingers; for more: `PASSED_BY_LOCAL_MANY`."""
PASSED_BY_LOCAL_MANY = 10

LOCAL_PAIRS = 12
"""Best mutual pairs of neighbourhoods that make the local score; MCC: n_P of 4 to 12."""

THREADS = 2
"""Threads of one search, as many as the machine of the benchmark has cores."""

LOCAL_SHIFT, LOCAL_SPREAD = 6.0, 3.0
"""Standard deviations of impostors: where the local scores of mates lie above those of others (ADR 0071)."""

# -- stage 2: full comparison -----------------------------------------------------------------------------------------
REJECT_AFTER, REJECT_BELOW = 3, -4.0
"""Fingers, nats: a candidate whose sum is below this after that many fingers is not compared further."""

SURE_LLR = 60.0
"""nats; with such a candidate found, others are compared only if the earlier stages speak for them at all."""

SWAP_SEARCH_ABOVE = 8.0
"""nats; from here on, fingers that do not match are tried against each other: they may have been swapped."""

POOR_FINGER_LLR = 0.0
"""nats; a finger at or below does not match."""

# -- shards -----------------------------------------------------------------------------------------------------------
SHARD_PATIENCE = 60.0
"""s; how long a search without a deadline waits for a shard that is being replaced."""
