"""Every tunable number of the matcher, with its unit and where it comes from.

"MCC" is Cappelli, Ferrara, Maltoni: Minutia Cylinder-Code, IEEE TPAMI 32(12), 2010, table 2.
"Tuned" means chosen by leave-one-set-out cross-validation; the figures are in ADR 0040.
"""

from __future__ import annotations

import math

# Templates
MAX_MINUTIAE = 96  # the best by quality are compared; bounds time and scratch memory

# Descriptors: bits at sample points on rings about each minutia, one layer for each sector of direction
RING_RADII = (11.0, 26.0, 42.0, 58.0, 74.0)  # px at 500 ppi; the outermost about MCC's R = 70
RING_POINTS = (10, 18, 26, 34, 40)  # points on each ring; 128 together, two words a layer
RING_SUPPORTS = (12.0, 14.0, 16.0, 18.0, 20.0)  # px: reach of a neighbour's kernel, growing as distortion does
DIRECTION_SECTORS = 6  # MCC: N_D = 5 to 6
SECTOR_SUPPORT = 2 * math.pi / 6 * 1.15  # rad: reach of a neighbour's direction kernel
BIT_THRESHOLD = 0.22  # of the kernel's peak; MCC's mu_psi = 0.01 is about 0.23 of its peak
HULL_MARGIN = 50.0  # px: MCC's Omega; sample points farther outside the hull of all minutiae are unknown

# Local similarity
MIN_SHARED_POINTS = 0.45  # share of the sample points that both know; MCC: min_ME = 0.60
MIN_SHARED_BITS = 8  # set bits of both together; fewer say nothing

# Candidate pairs and their consistency
CANDIDATES = 64  # whole blocks of `layout.LANES`
MIN_SIMILARITY = 20  # of 127 (`similarity.TOP`)

# Two pairs agree when one turn and shift carries both; tolerances grow with the distance between them (distortion)
SHIFT_TOLERANCE = 9.0  # px
SHIFT_TOLERANCE_GROWTH = 0.12  # px per px of distance
TURN_TOLERANCE = 0.55  # rad
RELAXATION_ROUNDS = 4
CORE_AGREEMENT = 0.35  # mean agreement with the pairs chosen so far that a further pair needs

# Tight pairing of all minutiae under the locally rigid mapping that the core defines
WARP_SOFTENING = 40.0  # px: how far about a pair its own motion holds
PAIR_DISTANCE = 12.0  # px; ridges are some 9 px apart, so at most the next ridge
PAIR_TURN = 0.55  # rad
PAIR_SHIFT_SHARE = 0.6  # weight of the shift in the cost of a pair, the rest is the turn's
SEEN_DISTANCE = 40.0  # px: a minutia lies in the common area if the other print has one this near
GROWTH_ROUNDS = 2  # how often the pairs found define the mapping anew, so that pairing grows outwards
GROWTH_MINIMUM = 4  # pairs; fewer do not grow

# Measures
EVIDENCE_HALF = 6.0  # pairs at which shares of the common area count half

# Scores, log-likelihood ratios in nats
FLOOR = -12.0  # of prints with nothing to compare; also the lowest score there is
CEILING_PER_PAIR = 1.5  # nats a pair beyond the second: so few minutiae cannot make a match
LEAST_FMR = 1e-8  # no smaller share is claimed: some 10^5 impostor comparisons were measured, the rest is extrapolated
