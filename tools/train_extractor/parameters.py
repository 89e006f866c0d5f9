"""Every number of the training. Lengths in px at 500 ppi."""

from __future__ import annotations

STRIDE = 8  # of the output

# Channels after the strides 2, 4, 8 and 16, and the dilations of the residual blocks at stride 16.
CHANNELS = (16, 48, 80, 96)
DILATIONS = ((1, 2), (4, 2))

# Local normalisation: mean and deviation over WINDOW blocks of BLOCK px; below FLOOR grey steps there is no contrast.
BLOCK = 8
WINDOW = 7
FLOOR = 5.0

# Targets: a cell whose centre is nearer than POSITIVE to a minutia shall find it (every minutia has such a cell, since
# half a cell's diagonal is 5.66); cells farther than NEGATIVE from all shall be silent; between them nothing is asked.
POSITIVE = 5.7
NEGATIVE = 9.0
FOCAL = 1.5
VISIBLE_FROM, VISIBLE_FULL = 0.10, 0.50  # correlation at which the visibility target is 0 and 1

LOSS_WEIGHTS = {
    "score": 1.0,
    "offset": 0.6,
    "direction": 1.0,
    "kind": 0.2,
    "orientation": 0.3,
    "visibility": 0.3,
    "ridges": 0.6,
}

BATCH = 32
FRESH = 6  # new patches a step; each patch is used BATCH / FRESH times on average
POOL = 2048  # patches kept
RATE = 3e-3
LEAST_RATE = 1e-5
WARM_UP = 300  # steps
WEIGHT_DECAY = 2e-4
CLIP = 2.0
AVERAGE = 0.999  # decay of the moving average of weights, reached gradually
VALIDATION = 384  # patches, drawn from seeds that training never uses
VALIDATION_SEED = 1 << 40
REPORT_EVERY = 250  # steps
SAVE_EVERY = 500
