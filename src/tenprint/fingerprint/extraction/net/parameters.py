"""Every tunable number of the back end `net`. Lengths are px at 500 ppi."""

from __future__ import annotations

from dataclasses import dataclass

STRIDE = 8  # px, side of an output cell
MULTIPLE = 16  # the network's deepest stride; images are padded to whole multiples

# Channels of the answer, as `OUTPUTS` of the training package names them.
SCORE, OFFSET_X, OFFSET_Y, COSINE, SINE, KIND, COSINE_2, SINE_2, VISIBILITY = range(9)


@dataclass(frozen=True, slots=True)
class Parameters:
    """How minutiae are read off the answer."""

    candidate: float = 0.08  # probability from which a cell counts as a candidate
    threshold: float = 0.3  # probability from which a minutia is kept
    apart: float = 6.0  # px, least distance of two minutiae
    same: float = 4.5  # px, within which cells speak of the same minutia and are averaged
    same_angle: float = 0.8  # radians, likewise
    most: int = 120  # minutiae kept, the best


DEFAULT = Parameters()
