"""The template of one finger: its minutiae, in one fixed geometry whatever the sensor."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenprint.errors import TemplateError

# Minutia kinds, ISO/IEC 19794-2:2005 clause 7.4.2.1.
OTHER, ENDING, BIFURCATION = 0, 1, 2


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """Minutiae of one finger, in pixels of 500 ppi, origin top left, x to the right, y down.

    Attributes:
        x, y: (n,) float32, px at 500 ppi (19.685 px/mm).
        direction: (n,) float32, radians in [0, 2 pi), counter-clockwise from the x axis as seen (so with y up).
            For an ending the direction in which the ridge runs away from its end; for a bifurcation the same
            with ridge and valley exchanged, so into the valley that begins there
            (ISO/IEC 19794-2:2005, clause 5.4).
        kind: (n,) uint8, `OTHER`, `ENDING` or `BIFURCATION`.
        quality: (n,) uint8, 0 (worst) to 100; the order of minutiae in a template is by falling quality.
        width, height: size of the image in px at 500 ppi.
        position: finger position code of ANSI/NIST-ITL (0 unknown, 1-5 right thumb to little, 6-10 left).
        impression: impression type code of ANSI/NIST-ITL (0 plain, 1 rolled, ...).
        finger_quality: 0 to 100, or 255 where none was computed.
        source: which extractor made it, name and version, or the vendor's format it was read from.
    """

    x: NDArray[np.float32]
    y: NDArray[np.float32]
    direction: NDArray[np.float32]
    kind: NDArray[np.uint8]
    quality: NDArray[np.uint8]
    width: int
    height: int
    position: int = 0
    impression: int = 0
    finger_quality: int = 255
    source: str = "unknown"

    def __post_init__(self) -> None:
        sizes = {len(a) for a in (self.x, self.y, self.direction, self.kind, self.quality)}
        if len(sizes) != 1:
            raise TemplateError(
                f"the columns of a template differ in length: {sorted(sizes)}",
                remedy="Give x, y, direction, kind and quality of each minutia.",
            )

    def __len__(self) -> int:
        return len(self.x)
