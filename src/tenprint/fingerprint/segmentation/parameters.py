"""Every tunable number of slap segmentation, with its unit and its reason."""

from __future__ import annotations

# Ridge evidence is measured in square windows of a picture reduced to WORK_PPI, where ridges of 0.25 to 0.75 mm
# (Maltoni et al., Handbook of Fingerprint Recognition, 3rd ed., section 3.1: 0.1 mm to 0.3 mm ridge width, mean
# period 0.46 mm) still have 3 to 7.5 pixels.
WORK_PPI = 250
WINDOW = 24  # px at WORK_PPI, 2.4 mm: about five ridges
STEP = 8  # px at WORK_PPI between windows, 0.81 mm: one cell
PERIODS = (3.0, 7.5)  # px at WORK_PPI
LONGEST_PERIOD = 16.0  # px at WORK_PPI; slower changes are shading, not print
CELL_MM = STEP / WORK_PPI * 25.4

# A cell is ridge-like by the share of its energy in one peak of the spectrum, and by the peak's height.
SHARE = (0.15, 0.45)  # evidence rises from 0 to 1 between these shares; white noise has about 0.08, handwriting 0.2-0.4
STRONG_QUANTILE = 0.98  # amplitude that counts as the picture's full contrast
STRONG = 0.40  # of that amplitude: full evidence
LEAST_AMPLITUDE = 200.0  # below it there is only noise, whatever the quantile: about 2 grey levels
BORDER_LINE = 0.6  # a row or column of cells is a printed line if that share of it is strong ...
BORDER_LINE_CELLS = 3  # ... it is no wider than this (a window wide) ...
BORDER_LINE_BESIDE = 0.5  # ... and beside it the evidence is at most so much of its own

# Fingertips as ellipses: half width and half height in mm. Fingertips are 10 to 20 mm wide, thumbs up to 26 mm.
FINGER_AXES = ((4.2, 5.6), (5.2, 7.2), (6.2, 9.0), (7.4, 11.0))
THUMB_AXES = ((6.2, 8.0), (7.6, 10.0), (9.2, 12.5), (10.5, 15.0))
ANGLES = (-45.0, -30.0, -15.0, 0.0, 15.0, 30.0, 45.0)  # degrees counter-clockwise from upright
TILT_COST = 0.15  # of the strength, at 45 degrees: hands lie upright unless the picture says otherwise
RING = 1.35  # outer size of the ring around an ellipse that should be empty
RING_WEIGHT = 0.6  # what print in the ring costs, relative to print in the ellipse
EMPTY = 0.30  # evidence that a cell needs to speak for a finger rather than against
CANDIDATES = 24  # at most so many ellipses are considered
APART_MM = 4.0  # between the middles of two candidates, at least
LEAST_FILL = 0.25  # mean of (evidence - EMPTY) over an ellipse's area below which it is no finger

# How fingers of one hand lie: distances between the middles of neighbours.
NEIGHBOUR_MM = (9.0, 42.0)  # across
NEIGHBOUR_DOWN_MM = 28.0  # along, at most
BESIDE_MM = 10.0  # what lies below a fingertip and less than this to the side is its second phalanx
BELOW_MM = (9.0, 45.0)
BELOW_COST = 1.0  # of the upper one's strength
LEAST_STRENGTH = 0.2  # of the strongest candidate's; weaker ones are smudges

# Cutting out.
REACH = 1.30  # print belongs to a finger within so many times its ellipse
MARGIN_MM = 0.2  # around the box; the window that measures ridges already reaches beyond their edge
OPENING_CELLS = 2  # radius; what hangs on a finger and is narrower than 5 cells (4 mm) is writing
ROUND = 0.25  # of the long axis' spread beyond the short one's, below which a region has no direction of its own

# Sequence check, log-likelihood ratios in nats. A claim that a print is in the wrong box is one of 100 comparisons, so
# it needs 10,000 to one; that a print is its own finger is expected, so ten to one confirms it.
OTHER_FINGER_LLR = 9.2
OWN_FINGER_LLR = 2.3
