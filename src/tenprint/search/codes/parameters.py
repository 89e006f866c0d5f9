"""Tunable numbers of the filter codes, with unit and source. Changing one means training the projection again."""

from __future__ import annotations

RADIUS = 80.0
"""px at 500 ppi; neighbourhood of a minutia. Cappelli et al. 2010 (Minutia Cylinder-Code) use 70."""

CELLS = 8
"""Cells of the neighbourhood a side; those whose middle lies within the radius are used."""

SECTORS = 6
"""Sectors of relative direction. Cappelli et al. 2010, table 2: 5 or 6."""

POSITION_SIGMA = 10.0
"""px; spread of a neighbour over cells, about that of a minutia between two impressions at this distance."""

DIRECTION_SIGMA = 0.6
"""rad; spread of a neighbour over sectors."""

SATURATION_SLOPE, SATURATION_MIDDLE = 8.0, 0.35
"""A cell's sum passes a logistic curve, so that two neighbours in a cell do not weigh twice as much as one."""

MINIMUM_MINUTIAE = 3
"""Fewer have no neighbourhoods; such a finger has no code."""

COMPONENTS = 48
"""Principal components of a neighbourhood that are kept."""

WORDS = 64
"""Words of the vocabulary of neighbourhoods."""

ASSIGNMENT_SHARPNESS = 17.0
"""1 / squared distance; how softly a neighbourhood is shared among near words."""

WHITENING_POWER = 0.45
"""Components of the aggregate are divided by their variance to this power; 0.5 whitens fully."""

BITS = 512
"""Sign bits of a finger's code, 64 bytes."""

CENTRE_WIDTH, CENTRE_HEIGHT = 150.0, 190.0
"""px; half axes of the part of a print about its centre that a plain impression shows too (ADR 0077)."""

CENTRE_FALL, CENTRE_END = 0.7, 1.5
"""Weight of a minutia in the code is exp(-fall * a), where a is the square of its distance in half axes, and 0 from
the end on: what lies at the border of a print is seen in one impression and not in the next (ADR 0077)."""

CENTRE_ABOVE = 40.0
"""px; where the search for the centre begins: so far above the median of a print's minutiae, towards the tip."""

FOCAL_NEAR = 100.0
"""px; nearer minutiae are judged by their distance from the normal, farther ones by the angle (ADR 0077)."""

FOCAL_TOLERANCE = 0.6
"""Sine of the angle; a ridge that is off by this keeps a quarter of its weight (ADR 0077)."""

FOCAL_HOLD = 1e-9
"""1 / px^2; draws the point to where the search began, enough to have one where all ridges are straight."""

FOCAL_ROUNDS, FOCAL_STILL = 20, 0.5
"""Rounds at most; px by which the point moves in the last."""

ALGORITHM = 2
"""Counts changes of the way from minutiae to codes that no other number here shows: codes of two ways differ."""
