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

BIT_WEIGHTS = 4
"""Weights 0, 1, 2, 3 of the bits of a search print's code, a quarter of the bits each, by how far the print lies from
the plane that decides the bit: a bit that was nearly the other says little (ADR 0074)."""

FARTHEST = CODE_BITS * (BIT_WEIGHTS - 1) // 2
"""The largest weighted distance of two codes."""

GENUINE_SHIFT, GENUINE_SPREAD = 4.5, 2.3
"""Standard deviations of impostors: where the distances of mates lie below those of others, and how they spread.
Measured on five sets of three makers of sensors: shift 3.9 to 6.1, spread 2.0 to 2.5 (ADR 0071)."""

USELESS_SHARE = 0.03
"""Share of a person's fingers whose print says nothing: injured, swapped, badly captured."""

IMPOSTOR_SAMPLE, IMPOSTOR_SAMPLE_MANY = 4_096, 1_024
"""Distances from which the mean and the spread of a search print's distances to strangers are estimated; where there
are `SCREEN_FINGERS` or more, an error in one of them hardly matters."""

IMPOSTOR_MEAN, IMPOSTOR_SPREAD = 373.0, 23.0
"""Weighted bits; used where the gallery is too small for an estimate. Measured on modelled fingers (ADR 0074)."""

LEAST_SPREAD = 9.0
"""Weighted bits; a smaller estimated spread is an accident of a gallery of near copies."""

IMPOSTOR_MINIMUM = 200
"""Distances that an estimate needs."""

HANDS_SWAPPED_PENALTY = 3.0
"""nats; how much rarer than 1 it is that right and left hand were swapped: about one in twenty searches, at most."""

SCREEN_FINGERS, SCREEN_SUBJECTS = 6, 5_000
"""With fewer fingers, or in a smaller gallery, every row is scored finger by finger (ADR 0075)."""

SCREEN_PASSED, SCREEN_SHARE = 500, (2e-3, 1e-1)
"""Rows that the coarse first look passes on, and the least and the largest share of the gallery that they may be; as
many again for swapped hands."""

SCREEN_SAMPLE = 4_096
"""Rows whose sums tell how strangers' sums are distributed."""

# -- how many subjects each stage passes on, by the number of fingers -------------------------------------------------
PASSED_BY_FILTER = {1: 50_000, 2: 50_000, 3: 10_000, 4: 2_000, 5: 300}
"""Subjects; more fingers than the table has: `PASSED_BY_FILTER_MANY`. Few fingers need a broad shortlist (ADR 0074)."""
PASSED_BY_FILTER_MANY = 32

LOOKED_AT_FIRST = {1: 16_000, 2: 10_000, 3: 3_000, 4: 800, 5: 300}
"""Subjects, the first of those, whom the further stages look at before the others; in most searches for somebody who is
there that is enough (ADR 0077)."""

CERTAIN = 1e-4
"""Chance of a false match in the gallery; with a candidate below it the others are not looked at."""

CLEAR_ABOVE, CLEAR_FLOOR = 13.5, 5.0
"""nats. The best of n strangers has a ratio of about n. With six fingers or more, who lies by `CLEAR_ABOVE` above its
logarithm is no stranger: then all subjects above `CLEAR_FLOOR` are compared in full, and nobody else (ADR 0075). Seen
of the best stranger of 100,000, in 900 searches: at most 11 nats; of mates: 52 and more."""

POSSIBLE_BELOW_CHANCE, PASSED_POSSIBLE = 12.0, 8
"""nats, subjects. Where nobody is clear, those go to stage 1 who lie above the logarithm of the gallery's size less
this, and these many at least: the chance that a subject of ratio r among n is the mate is at most r / n."""

PASSED_SHARE, PASSED_AT_LEAST = 0.05, 500
"""Of a small gallery the filter passes on no more than this share, or this number of subjects if that is more."""

LOCAL_FINGERS = 3
"""Fingers that stage 1 compares: those whose codes speak most for the candidate, the first of them first."""

LOCAL_SECOND_SHARE, LOCAL_SECOND_AT_LEAST, LOCAL_SECOND_OF_FEW = 0.15, 64, 3
"""Share of the subjects, best first after one finger, whose further fingers stage 1 compares; their least number; their
number where there are fewer subjects than that."""

COARSE_AT_LEAST, COARSE_SHARE, COARSE_STEP = 20_000, 0.2, 3
"""Subjects, share of them, minutiae. Of so many subjects the first finger is compared coarsely first, with every so
many-th of the file's minutiae, and in full of the best share of them (ADR 0078)."""

PASSED_BY_LOCAL = {1: 60, 2: 60, 3: 40, 4: 24, 5: 16}
"""Subjects, by the number of fingers; for more: `PASSED_BY_LOCAL_MANY`."""
PASSED_BY_LOCAL_MANY = 10

LOCAL_BELOW_CHANCE, PASSED_UNCLEAR = 7.5, 1
"""nats, subjects. Of a search with six fingers or more stage 1 passes on who lies above the logarithm of the gallery's
size less this, and where nobody does these many, to be compared until one finger says nothing for them. Seen of the
best stranger of 100,000: -7 in the median, at most 4 nats."""

THREADS = 2
"""Threads of one search, as many as the machine of the benchmark has cores."""

# -- stage 1: neighbourhoods of minutiae as bits, and whether their best pairs tell one story ------------------------
RING_RADII, RING_POINTS = (14.0, 31.0, 50.0, 70.0), (7, 13, 19, 25)
"""px at 500 ppi, number: 64 sample points about a minutia, one 64-bit word a sector of direction. Minutia Cylinder-Code
(Cappelli et al. 2010) reaches as far."""

RING_SUPPORTS = (15.0, 17.0, 19.0, 22.0)
"""px; a neighbour this near sets a point's bit. It grows with the distance, as distortion does."""

SECTORS = 8
"""Sectors of relative direction."""

SECTOR_REACH = 0.85
"""Sectors; a neighbour sets the bits of sectors whose middle is this near to its direction, one or two of them."""

GRID_STEP = 4.0
"""px; steps of the table that says which points a neighbour sets."""

SIMILARITY_PRIOR = 6.0
"""Bits that differ, added to every comparison of two neighbourhoods, so that few bits cannot agree fully."""

LOCAL_PAIRS = 24
"""Best mutual pairs of neighbourhoods whose consistency makes the local score."""

CONSISTENT_SHIFT, CONSISTENT_GROWTH = 8.0, 0.12
"""px, px per px: how far two pairs may disagree in shift, growing with their distance (1:1 matcher: 9 and 0.12)."""

CONSISTENT_TURN = 0.5
"""rad; how far two pairs may disagree in turn (the 1:1 matcher has 0.55)."""

TAIL_SHARE = 0.02
"""Share of strangers above the second point that fixes what a local score says; beyond it their tail is exponential."""

TAIL_LEAST_SCORES, USUAL_MIDDLE, USUAL_PER_SCORE = 64, 1.15, 1.9
"""Scores that such a fit needs; for fewer: median, and nats a unit above it. Fitted to strangers of rendered plain,
rolled, and real searches: medians of 0.8 to 1.4, 1.7 to 3.7 nats a unit; the careful end is taken (ADR 0075)."""

LOCAL_FLOOR, LOCAL_CEILING = -3.0, 30.0
"""nats; what one local score says at least and at most."""

# -- stage 2: full comparison -----------------------------------------------------------------------------------------
REJECT_AFTER, REJECT_AFTER_OF_MANY, REJECT_BELOW = 3, 2, -4.0
"""Fingers, fingers of a search with six or more, nats: a candidate whose sum is below this after that many fingers is
not compared further. The fingers whose codes agree best come first."""

SURE_LLR = 60.0
"""nats; with such a candidate found, others are compared only if the earlier stages speak for them at all."""

SURE_FINGERS, SURE_FINGERS_OF_HAND = 4, 2
"""Fingers, of each hand that both have: a candidate of whom so many were compared, and as many as policy wants for
lights-out, every one of which speaks for it, and whose sum is above `SURE_LLR`, is decided. One finger that does not
agree, and all are compared."""

SWAP_SEARCH_ABOVE = 8.0
"""nats; from here on, fingers that do not match are tried against each other: they may have been swapped."""

POOR_FINGER_LLR = 0.0
"""nats; a finger at or below does not match."""

# -- shards -----------------------------------------------------------------------------------------------------------
SHARD_PATIENCE = 60.0
"""s; how long a search without a deadline, and a change, wait for a shard that is being replaced."""

SHARD_START = 600.0
"""s; how long opening waits for a copy that compiles the kernels: once in an installation, a minute on an idle core and
several on one that others use."""

SHARD_SHARE = 0.9
"""Part of the time that is left that a shard is given, so that what it has by then still arrives."""

SHARD_HEDGE = 1.0
"""s; after that time without an answer a second copy is asked too. A search of 1 M subjects takes 0.1 s (ADR 0072)."""

SHARD_LOOK = 0.05
"""s; between two looks at a copy that is being replaced."""

SHARD_PING = 0.5
"""s; between two looks at a copy that answers: how soon the death of one is seen that nobody asks."""

SHARD_RETRY = 5.0
"""s; between two looks at a copy whose gallery cannot be opened."""

SHARD_HUNG = 120.0
"""s; a worker that does not say in that time which gallery it has is killed and replaced."""

SHARD_CALLS = 4
"""Calls that a copy works on at once, so that a look at it or a change does not wait for a search."""

SHARD_OPEN_PATIENCE = 10.0
"""s; how long a new worker waits for a gallery that the one before it still holds."""

SHARD_STOP_PATIENCE = 10.0
"""s; how long a worker may take to end before it is killed."""

SHARD_BATCH = 256
"""Subjects that are moved, or filled into a new copy, together."""
