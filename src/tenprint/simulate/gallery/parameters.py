"""Numbers of the template-level model. What is fitted lies in `model.npz`, made by `tools/fit_gallery.py`."""

from __future__ import annotations

# Impressions: contact of a plain or rolled finger as shares of the outline, as in `prints.contact`; px of 500 ppi.
PLAIN_SHARE = (0.54, 0.66)
ROLLED_SHARE = (0.95, 0.95)
PLAIN_SIZE = (400, 500)
ROLLED_SIZE = (800, 750)
PLAIN_CENTRE = 0.41  # of the length, from the tip
ROLLED_CENTRE = 0.50

# Spread of pose and skin from one impression to the next: the preset "field" of `prints.presets`.
ROTATION = 9.0  # degrees, standard deviation
SHIFT = 12.0  # px, of the point that presses hardest
PRESSURE = 0.05  # relative, of the contact's size
DISTORTION = 3.0  # px at 160 px from the middle, root mean square

# How a finger's quality depends on person, finger and impression; squares add up to 1.
QUALITY_PERSON, QUALITY_FINGER, QUALITY_IMPRESSION = 0.55, 0.40, 0.733

MOST = 255  # minutiae of a finger at most
SPURIOUS_SLOTS = 48  # false minutiae of an impression at most
# Growth on the lattice (ADR 0066).
LATTICE = 14.0  # px between nodes
SEEDS = 0.4  # share of nodes that start with a random number
OWN = 1.0  # weight of a node against each of its neighbours where the field can be followed
STEPS = 4  # of averaging
# Share of the masters' density that lattices are brought to: noise on a lattice is less alike than that of grown
# ridges, and a little less of it brings the scores of strangers nearer to those of rendered prints.
DENSITY = 0.90
