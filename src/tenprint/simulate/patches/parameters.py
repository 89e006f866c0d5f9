"""Every range the patches are drawn from. Lengths are in px at 500 ppi unless another unit is named."""

from __future__ import annotations

SIZE = 192  # side of a patch
MARGIN = 8  # drawn around it and cut off, so that blurs see no edge
CELL = 8  # side of a label cell: the stride of the network's output

# Ridges. Adults 7-12 (Maltoni et al., Handbook of Fingerprint Recognition, 3.1); children below, stretched skin above.
PERIOD = (5.6, 17.0)
USUAL_PERIOD = (9.2, 1.5)  # mean and deviation of most prints
STRETCHED_CHANCE = 0.16  # prints with any period of the range
PATTERN_CHANCE = {"arc": 0.46, "whorl": 0.13, "loop": 0.23, "delta": 0.18}
WARP_SCALE = (34.0, 80.0)  # of plastic distortion
WARP_STRAIN = 0.19  # displacement over scale at which ridges still look like skin
DENSITY = (0.00012, 0.00085)  # minutiae a px^2 at a period of 9
SPACING = (0.75, 1.5)  # least distance of two minutiae, in ridge periods
PAIR_CHANCE = 0.12  # a second minutia faces the first: island, short ridge, enclosure
PAIR_DISTANCE = (0.8, 2.2)  # in ridge periods

# Labels.
SINGULAR_SLOPE = 0.55  # of the nominal phase slope; below it a minutia is no minutia but part of a core or delta
SURE_VISIBLE = 0.42  # correlation of ideal ridges and image from which a minutia counts fully
HARDLY_VISIBLE = 0.18  # below it a minutia is neither asked for nor punished
CORRELATION_WINDOW = 25
INSIDE, OUTSIDE = 0.85, 0.4  # of the print's area; a minutia farther out is not in the print at all
KIND_MARGIN = 0.3  # |cos phase| under which ending and bifurcation cannot be told apart
